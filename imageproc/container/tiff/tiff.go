// Package tiff reads the directories of TIFF (TIFF 6.0) and BigTIFF files, and says what a
// decoder needs to know of a picture in one.
package tiff

import (
	"bytes"
	"cmp"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// Tags that aren't EXIF's.
const (
	tagSubfileType     = 254
	tagImageWidth      = 256
	tagImageLength     = 257
	tagBitsPerSample   = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagFillOrder       = 266
	tagSamplesPerPixel = 277
	tagRowsPerStrip    = 278
	tagStripByteCounts = 279
	tagPlanarConfig    = 284
	tagT4Options       = 292
	tagPredictor       = 317
	tagColorMap        = 320
	tagTileWidth       = 322
	tagTileLength      = 323
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagSubIFDs         = 330
	tagInkSet          = 332
	tagExtraSamples    = 338
	tagSampleFormat    = 339
	tagJPEGTables      = 347
	tagJPEGInterchange = 513
	tagYCbCrCoeffs     = 529
	tagYCbCrSampling   = 530
	tagReferenceBW     = 532
	tagXMP             = 700
	tagIPTC            = 33723
	tagPhotoshop       = 34377
	tagEXIF            = 34665
	tagICC             = 34675
	tagDNGVersion      = 50706
)

// headerChunk is the minimum that Inspect reads at once, in bytes: maxPages directories, which
// may lie anywhere, are within the budget of a Reader.
const headerChunk = 1 << 10

// Inspect reads the first page, and of the other directories whether they are pages. Several
// pages count as Animated, because Fit keeps only the first.
//
// It fails with fault.UnsupportedFormat for camera raw, and for a first page that package gocodec
// doesn't decode; the detail "coding" names why.
func Inspect(r *container.Reader, info *container.Info) error {
	r.Chunk = min(r.Chunk, headerChunk)
	all, err := pages(r, &info.Metadata)
	if err != nil {
		return err
	}
	info.Pages, info.Animated = len(all), len(all) > 1
	return all[0].inspect(r, info)
}

// pages returns the directories of pages: those that aren't reduced versions or masks of
// another; the first one if there is no other. It fails for camera raw.
func pages(r *container.Reader, m *container.Metadata) (all []*directory, err error) {
	var reduced []*directory
	err = eachDirectory(r, func(d *directory) error {
		const reducedOrMask = 1 | 4
		if raw, err := d.isCameraRaw(r); raw || err != nil {
			return cmp.Or(err, unsupported("camera raw"))
		}
		if d.number(tagSubfileType, 0)&reducedOrMask != 0 {
			reduced = append(reduced, d)
			return nil
		}
		all = append(all, d)
		return nil
	})
	if err == nil && len(all) == 0 {
		all, reduced = reduced[:1], reduced[1:]
	}
	m.Thumbnail = m.Thumbnail || len(reduced) > 0
	return all, err
}

func (d *directory) inspect(r *container.Reader, info *container.Info) error {
	p, err := d.picture(r)
	if err != nil {
		return err
	}
	info.Width, info.Height = p.Width, p.Height
	info.Orientation = d.Orientation()
	info.BitDepth = p.Depth
	info.Channels = max(p.Colours, 1)
	if p.Photometric == Palette {
		info.Channels = 3
	}
	info.Alpha = p.Alpha != Opaque
	info.Metadata.EXIF = d.Has(tagEXIF)
	info.Metadata.GPS = d.Has(exif.TagGPS)
	info.Metadata.XMP = d.Has(tagXMP)
	info.Metadata.IPTC = d.Has(tagIPTC) || d.Has(tagPhotoshop)
	info.Metadata.ICC = d.Has(tagICC)
	if coding := p.unsupported(); coding != "" {
		return unsupported(coding)
	}
	return nil
}

// Check checks that every strip and tile of every page lies in the file.
func Check(r *container.Reader, info *container.Info) error {
	r.RandomAccess()
	all, err := pages(r, &info.Metadata)
	for i := 0; i < len(all) && err == nil; i++ {
		err = all[i].check(r)
	}
	return err
}

func (d *directory) check(r *container.Reader) error {
	p, err := d.picture(r)
	if err != nil {
		return err
	}
	return p.each(true, func(i int, at, size int64) error {
		if end := container.SaturatingAdd(at, size); end > r.Size() {
			return container.Truncated(end)
		}
		if want := p.minSize(i); size < want {
			return fault.New(fault.Truncated, "a strip or tile of %d bytes, whose px take %d", size, want)
		}
		return nil
	})
}

// Pages returns the pages of a TIFF, each as a file of its own: the header points to its
// directory, which points to no other.
func Pages(src container.Source) ([]*container.Splice, error) {
	r := container.NewReader(src)
	r.RandomAccess()
	all, err := pages(r, new(container.Metadata))
	if err != nil {
		return nil, err
	}
	files := make([]*container.Splice, len(all))
	for i, d := range all {
		headSize, endSize := 8, 4
		if d.bigTIFF {
			headSize, endSize = 16, 8
		}
		b, err := r.Bytes(0, headSize)
		if err != nil {
			return nil, err
		}
		head, end := bytes.Clone(b), make([]byte, endSize)
		if d.bigTIFF {
			d.Order.PutUint64(head[8:], uint64(d.at))
		} else {
			d.Order.PutUint32(head[4:], uint32(d.at))
		}
		rest := d.nextAt + int64(len(end))
		files[i] = container.NewSplice(src, []container.Span{
			{Bytes: head, Len: int64(len(head))}, {Off: int64(len(head)), Len: d.nextAt - int64(len(head))},
			{Bytes: end, Len: int64(len(end))}, {Off: rest, Len: src.Size() - rest},
		})
	}
	return files, nil
}

// Profile returns the colour profile of the first page, nil if there is none that can be read.
func Profile(r *container.Reader) []byte {
	all, err := pages(r, new(container.Metadata))
	if err != nil {
		return nil
	}
	e := all[0].Find(tagICC)
	if e == nil {
		return nil
	}
	b, _ := all[0].bytes(r, e, 0, all[0].count(e))
	return bytes.Clone(b)
}
