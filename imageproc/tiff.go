package imageproc

// The tags of a TIFF's directories that are looked at (TIFF 6.0; XMP, IPTC,
// Photoshop and ICC as registered).
const (
	tagSubfileType     = 254
	tagImageWidth      = 256
	tagImageLength     = 257
	tagBitsPerSample   = 258
	tagPhotometric     = 262
	tagSamplesPerPixel = 277
	tagStripByteCounts = 279
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagExtraSamples    = 338
	tagXMP             = 700
	tagIPTC            = 33723
	tagPhotoshop       = 34377
	tagEXIF            = 34665
	tagICC             = 34675
)

const (
	maxTIFFPages   = 1024
	maxTIFFEntries = 4096 // of one directory; real ones have a few dozen
)

// inspectTIFF reads the first directory in full and of the others whether they are
// pages or thumbnails. Animated says that there are several pages, because here as
// there a conversion keeps only the first.
func inspectTIFF(w *window, info *Info) error {
	pages := 0
	return eachTIFFDirectory(w, func(d tiffDirectory) error {
		kind, _ := d.number(tagSubfileType)
		if pages > 0 && kind&1 != 0 {
			info.Metadata.Thumbnail = true // "reduced resolution version"
			return nil
		}
		if pages++; pages > 1 {
			info.Animated = true
			return nil
		}
		return d.inspect(w, info)
	})
}

func (d tiffDirectory) inspect(w *window, info *Info) error {
	width, okW := d.number(tagImageWidth)
	height, okH := d.number(tagImageLength)
	if !okW || !okH || width > 1<<31-1 || height > 1<<31-1 {
		return corrupt("a TIFF without a size")
	}
	info.Width, info.Height = int(width), int(height)
	if o, ok := d.short(tagOrientation); ok && o >= 1 && o <= 8 {
		info.Orientation = Orientation(o)
	}
	depth, err := d.bitDepth(w)
	if err != nil {
		return err
	}
	info.BitDepth = depth
	samples, ok := d.number(tagSamplesPerPixel)
	if !ok {
		samples = 1
	}
	switch photometric, _ := d.number(tagPhotometric); photometric {
	case 0, 1:
		info.Channels = 1
	case 5:
		info.Channels = 4
	default:
		info.Channels = 3
	}
	info.Alpha = d.has(tagExtraSamples) && samples > uint32(info.Channels)
	info.Metadata.EXIF = d.has(tagEXIF)
	info.Metadata.GPS = d.has(tagGPS)
	info.Metadata.XMP = d.has(tagXMP)
	info.Metadata.IPTC = d.has(tagIPTC) || d.has(tagPhotoshop)
	info.Metadata.ICC = d.has(tagICC)
	return nil
}

// bitDepth is the first sample's.
func (d tiffDirectory) bitDepth(w *window) (int, error) {
	e := d.find(tagBitsPerSample)
	if e == nil {
		return 1, nil
	}
	n := int64(d.order.Uint32(e[4:]))
	if d.order.Uint16(e[2:]) != typeShort || n == 0 {
		return 0, corrupt("a TIFF whose samples have no size")
	}
	if n <= 2 {
		return int(d.order.Uint16(e[8:])), nil
	}
	b, err := w.bytes(int64(d.order.Uint32(e[8:])), int(min(2*n, maxPiece+1)))
	if err != nil {
		return 0, err
	}
	return int(d.order.Uint16(b)), nil
}

// checkTIFF sees that every strip and tile lies in the file.
func checkTIFF(w *window, _ *Info) error {
	w.hop()
	return eachTIFFDirectory(w, func(d tiffDirectory) error {
		offsets, counts := d.find(tagStripOffsets), d.find(tagStripByteCounts)
		if d.has(tagTileOffsets) {
			offsets, counts = d.find(tagTileOffsets), d.find(tagTileByteCounts)
		}
		if offsets == nil || counts == nil {
			return corrupt("a TIFF directory without pixels")
		}
		n := d.order.Uint32(offsets[4:])
		if n == 0 || n != d.order.Uint32(counts[4:]) {
			return corrupt("%d places for %d pieces", n, d.order.Uint32(counts[4:]))
		}
		return d.checkPieces(w, offsets, counts, int64(n))
	})
}

// checkPieces compares n places and lengths with the end of the file, a batch at a
// time, because the two arrays may lie far apart.
func (d tiffDirectory) checkPieces(w *window, offsets, counts []byte, n int64) error {
	const batch = 512
	for i := int64(0); i < n; i += batch {
		at, err := d.elements(w, offsets, i, min(batch, n-i))
		if err != nil {
			return err
		}
		sizes, err := d.elements(w, counts, i, min(batch, n-i))
		if err != nil {
			return err
		}
		for j := range at {
			if end := int64(at[j]) + int64(sizes[j]); end > w.size() {
				return errShort(end)
			}
		}
	}
	return nil
}

// tiffDirectory is a directory that lies in a file, not in a block in memory.
type tiffDirectory struct{ ifd }

// eachTIFFDirectory visits the chain of directories, each once.
func eachTIFFDirectory(w *window, visit func(tiffDirectory) error) error {
	b, err := w.bytes(0, 8)
	if err != nil {
		return err
	}
	order, next, ok := tiffHeader(b)
	if !ok {
		return corrupt("no TIFF header")
	}
	seen := make(map[uint32]bool)
	for first := true; next != 0 || first; first = false {
		if seen[next] || len(seen) >= maxTIFFPages {
			return corrupt("the directories form a loop, or are over %d", maxTIFFPages)
		}
		seen[next] = true
		d, err := readTIFFDirectory(w, order, int64(next))
		if err != nil {
			return err
		}
		next = d.next
		if err := visit(d); err != nil {
			return err
		}
	}
	return nil
}

func readTIFFDirectory(w *window, order byteOrder, at int64) (tiffDirectory, error) {
	if at < 8 {
		return tiffDirectory{}, corrupt("a directory at byte %d, inside the header", at)
	}
	b, err := w.bytes(at, 2)
	if err != nil {
		return tiffDirectory{}, err
	}
	n := int(order.Uint16(b))
	if n == 0 || n > maxTIFFEntries {
		return tiffDirectory{}, corrupt("a directory of %d entries", n)
	}
	if b, err = w.bytes(at+2, 12*n+4); err != nil {
		return tiffDirectory{}, err
	}
	own := append([]byte(nil), b...) // the window moves on
	return tiffDirectory{ifd{order: order, entries: own[:12*n], next: order.Uint32(own[12*n:])}}, nil
}

// number returns a tag's value when it is one SHORT or one LONG.
func (d tiffDirectory) number(tag uint16) (uint32, bool) {
	if v, ok := d.short(tag); ok {
		return uint32(v), true
	}
	e := d.find(tag)
	if e == nil || d.order.Uint16(e[2:]) != typeLong || d.order.Uint32(e[4:]) != 1 {
		return 0, false
	}
	return d.order.Uint32(e[8:]), true
}

// elements returns n values, from the i-th on, of an array of SHORTs or LONGs.
func (d tiffDirectory) elements(w *window, e []byte, i, n int64) ([]uint32, error) {
	size := int64(4)
	switch d.order.Uint16(e[2:]) {
	case typeShort:
		size = 2
	case typeLong:
	default:
		return nil, corrupt("places that are neither SHORT nor LONG")
	}
	b := e[8:] // where a short array lies in the entry itself
	if int64(d.order.Uint32(e[4:]))*size > 4 {
		var err error
		if b, err = w.bytes(int64(d.order.Uint32(e[8:]))+i*size, int(n*size)); err != nil {
			return nil, err
		}
	}
	values := make([]uint32, n)
	for j := range values {
		if size == 2 {
			values[j] = uint32(d.order.Uint16(b[2*j:]))
		} else {
			values[j] = d.order.Uint32(b[4*j:])
		}
	}
	return values, nil
}
