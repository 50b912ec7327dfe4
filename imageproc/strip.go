package imageproc

import "credential-capture/fault"

// maxSpans is how many pieces a file may be cut into. Real ones take a handful; a
// file that needs more is built to cost memory.
const maxSpans = 4096

// survey is a Source that remembers what its check learnt on the way, so that a
// file is read through once and not again to strip it.
type survey struct {
	Source
	kept    *keeper // what a strip keeps; nil for formats that are never stripped
	quality float64 // 0 to 1, that a JPEG seems to have been encoded with; 0 when unknown
}

// strip returns the surveyed file without what it says beside the picture. The
// bytes of the pixels, and of everything that is needed to show them as they were
// seen before, are the same; the orientation stays, as the smallest EXIF block
// there is. Dropped are EXIF, XMP, IPTC, comments, thumbnails, application
// segments that nobody here knows, whatever follows the picture's end, and the
// further frames of an animated PNG, whose default image stays.
func (s *survey) strip(info Info) (*Splice, error) {
	if s.kept == nil {
		return nil, fault.New(fault.Internal, "nothing is known that could be stripped from this %s", info.Format)
	}
	return newSplice(s.Source, s.kept.spans(orientationBlock(info))), nil
}

// orientationBlock returns what carries info's orientation in its format, nil when
// there is nothing to say.
func orientationBlock(info Info) []byte {
	if info.Orientation == Normal || !info.Orientation.valid() {
		return nil
	}
	tiff := orientationEXIF(info.Orientation)
	if info.Format == PNG {
		return appendPNGChunk(nil, "eXIf", tiff)
	}
	return appendJPEGSegment(nil, markerAPP1, append([]byte(exifHead), tiff...))
}

// keeper collects the pieces of a file that a strip keeps, in order. A nil keeper
// takes everything and keeps nothing, for a walk that isn't followed by a strip.
type keeper struct {
	head []Span // what must come first: JPEG's SOI and JFIF, PNG's signature and IHDR
	body []Span
}

// keepHead keeps n bytes at off before the place where the orientation goes.
func (k *keeper) keepHead(off, n int64) {
	if k != nil {
		k.head = appendRange(k.head, off, n)
	}
}

// writeHead puts new bytes before the place where the orientation goes; it takes b over.
func (k *keeper) writeHead(b []byte) {
	if k != nil {
		k.head = append(k.head, Span{Bytes: b, Len: int64(len(b))})
	}
}

// keep keeps n bytes at off.
func (k *keeper) keep(off, n int64) {
	if k != nil {
		k.body = appendRange(k.body, off, n)
	}
}

// write puts new bytes where the walk is; it takes b over.
func (k *keeper) write(b []byte) {
	if k != nil {
		k.body = append(k.body, Span{Bytes: b, Len: int64(len(b))})
	}
}

// full reports whether there are more pieces than any picture needs.
func (k *keeper) full() bool { return k != nil && len(k.head)+len(k.body) > maxSpans }

// spans returns the pieces with the block between head and body.
func (k *keeper) spans(block []byte) []Span {
	all := append([]Span(nil), k.head...)
	if len(block) > 0 {
		all = append(all, Span{Bytes: block, Len: int64(len(block))})
	}
	for _, s := range k.body {
		if s.Bytes != nil {
			all = append(all, s)
		} else {
			all = appendRange(all, s.Off, s.Len)
		}
	}
	return all
}

// appendRange adds a range of the input, joined to the last one where it follows it.
func appendRange(spans []Span, off, n int64) []Span {
	if last := len(spans) - 1; last >= 0 && spans[last].Bytes == nil && spans[last].Off+spans[last].Len == off {
		spans[last].Len += n
		return spans
	}
	return append(spans, Span{Off: off, Len: n})
}
