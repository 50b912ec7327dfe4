package tiff

import (
	"bytes"
	"cmp"
	"encoding/binary"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
)

// Values of Picture.Compression.
const (
	Uncompressed = 1
	Huffman      = 2 // CCITT, one-dimensional, rows end with their byte
	Group3       = 3
	Group4       = 4
	LZW          = 5
	OldJPEG      = 6 // of TIFF 6.0
	JPEG         = 7 // of Technical Note 2
	AdobeDeflate = 8
	PackBits     = 32773
	Deflate      = 32946
)

// Values of Picture.Photometric.
const (
	WhiteIsZero = 0
	BlackIsZero = 1
	RGB         = 2
	Palette     = 3
	CMYK        = 5
	YCbCr       = 6

	colourFilterArray = 32803
	linearRaw         = 34892
)

// Alpha is what the sample behind the colours means.
type Alpha uint8

// The values of Alpha: those of the tag ExtraSamples.
const (
	Opaque       Alpha = 0 // there is none, or none of known meaning
	Associated   Alpha = 1 // colours are multiplied by it
	Unassociated Alpha = 2
)

// Picture is what a directory says of its pixels.
type Picture struct {
	Width, Height int
	Depth         int // bits a sample
	Samples       int // of a px; those behind the colours and alpha have no meaning
	Colours       int // samples that make the colour, 0 for an unknown Photometric
	Alpha         Alpha
	Photometric   int
	Compression   int
	Options       int  // T4Options of Group3
	LSBFirst      bool // the bits of the bytes are in reverse order
	Planar        bool // each sample has strips or tiles of its own
	Differences   bool // samples are differences from their left neighbours
	// SampleX and SampleY are how many px of a YCbCr picture share chroma, each way.
	SampleX, SampleY int
	// ChunkWidth and ChunkHeight are the size of a strip or tile, in px. The last strip is
	// shorter; tiles at the edge are padded.
	ChunkWidth, ChunkHeight int
	Tiled                   bool

	d            *directory
	r            *container.Reader
	predictor    int
	sampleFormat int
	inkSet       int
	sameDepths   bool
	err          error // of list
}

// First returns the picture of the first page. It fails with fault.UnsupportedFormat as Inspect does.
func First(r *container.Reader) (*Picture, error) {
	all, err := pages(r, new(container.Metadata))
	if err != nil {
		return nil, err
	}
	p, err := all[0].picture(r)
	if err != nil {
		return nil, err
	}
	if coding := p.unsupported(); coding != "" {
		return nil, unsupported(coding)
	}
	return p, nil
}

// picture reads a directory.
func (d *directory) picture(r *container.Reader) (*Picture, error) {
	width, height := d.number(tagImageWidth, 0), d.number(tagImageLength, 0)
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return nil, container.Corrupt("a TIFF without a size")
	}
	p := &Picture{
		Width: int(width), Height: int(height),
		Samples:     int(d.number(tagSamplesPerPixel, 1)),
		Compression: int(d.number(tagCompression, Uncompressed)),
		Options:     int(d.number(tagT4Options, 0)),
		LSBFirst:    d.number(tagFillOrder, 1) == 2,
		predictor:   int(d.number(tagPredictor, 1)),
		inkSet:      int(d.number(tagInkSet, 1)),
		d:           d, r: r,
	}
	p.Planar = d.number(tagPlanarConfig, 1) == 2 && p.Samples > 1
	p.Differences = p.predictor == 2
	p.ChunkWidth, p.ChunkHeight = p.Width, int(min(d.number(tagRowsPerStrip, height), height))
	if p.Tiled = d.Has(tagTileOffsets); p.Tiled {
		p.ChunkWidth, p.ChunkHeight = int(d.number(tagTileWidth, 0)), int(d.number(tagTileLength, 0))
	}
	// A tile that is much larger than the picture is made to take memory.
	const maxTile = 1 << 24
	if p.ChunkWidth < 1 || p.ChunkHeight < 1 || p.Tiled && int64(p.ChunkWidth)*int64(p.ChunkHeight) > max(maxTile, 4*int64(width)*int64(height)) {
		return nil, container.Corrupt("strips or tiles of %d × %d px", p.ChunkWidth, p.ChunkHeight)
	}
	p.readSamples()
	p.readColours()
	return p, p.err
}

// list returns the first values of a tag, max of them, and notes in err why there are none.
func (p *Picture) list(tag uint16, max int64) []int64 {
	values, err := p.d.all(p.r, tag, max)
	p.err = cmp.Or(p.err, err)
	return values
}

// readSamples reads what differs by sample: their bits and their format.
func (p *Picture) readSamples() {
	const maxSamples = 64
	p.Depth, p.sampleFormat, p.sameDepths = 1, 1, true
	depths := p.list(tagBitsPerSample, maxSamples)
	if p.d.Has(tagBitsPerSample) {
		p.Depth = 0
	}
	for _, n := range depths {
		p.Depth, p.sameDepths = int(depths[0]), p.sameDepths && n == depths[0]
	}
	for _, f := range p.list(tagSampleFormat, maxSamples) {
		p.sampleFormat = max(p.sampleFormat, int(f))
	}
	if p.Samples < 1 || p.Samples > maxSamples || p.Depth < 1 || p.Depth > 64 {
		p.err = cmp.Or(p.err, container.Corrupt("%d samples of %d bits", p.Samples, p.Depth))
	}
}

// readColours reads what the samples mean.
func (p *Picture) readColours() {
	extra := p.list(tagExtraSamples, 8)
	assumed := uint32(BlackIsZero) // where the tag is missing, as libtiff does
	switch {
	case p.isFax():
		assumed = WhiteIsZero
	case p.Samples-len(extra) == 3:
		assumed = RGB
	}
	p.Photometric = int(p.d.number(tagPhotometric, assumed))
	p.SampleX, p.SampleY = 1, 1
	switch p.Photometric {
	case WhiteIsZero, BlackIsZero, Palette:
		p.Colours = 1
	case RGB:
		p.Colours = 3
	case CMYK:
		p.Colours = 4
	case YCbCr:
		p.Colours, p.SampleX, p.SampleY = 3, 2, 2
		if sampling := p.list(tagYCbCrSampling, 2); len(sampling) == 2 {
			p.SampleX, p.SampleY = int(sampling[0]), int(sampling[1])
		}
	}
	if p.Samples < p.Colours {
		p.err = cmp.Or(p.err, container.Corrupt("%d samples of %d colours", p.Samples, p.Colours))
	}
	if p.Samples <= p.Colours || p.Colours == 4 || p.Photometric == Palette {
		return
	}
	if len(extra) > 0 && extra[0] <= 2 {
		p.Alpha = Alpha(extra[0])
	}
	if p.Alpha == Opaque && p.Photometric == RGB { // of unknown meaning: libtiff's guess
		p.Alpha = Associated
	}
}

func (p *Picture) isFax() bool { return p.Compression >= Huffman && p.Compression <= Group4 }

// Chunks is how many strips or tiles the picture has, and across how many of them a row of one
// plane goes.
func (p *Picture) Chunks() (n int64, across int) {
	if p.Compression == OldJPEG {
		return 1, 1
	}
	across = (p.Width-1)/p.ChunkWidth + 1
	n = int64(across) * int64((p.Height-1)/p.ChunkHeight+1)
	if p.Planar {
		n *= int64(p.Samples)
	}
	return n, across
}

// minSize is how many bytes a strip or tile takes, 0 if it is compressed or beyond the picture.
func (p *Picture) minSize(i int) int64 {
	n, across := p.Chunks()
	if p.Compression != Uncompressed || !p.sameDepths || p.Colours == 0 || int64(i) >= n {
		return 0
	}
	samples := p.Samples
	if p.Planar {
		samples, i = 1, i%(int(n)/p.Samples)
	}
	height := p.ChunkHeight
	if !p.Tiled {
		height = min(height, p.Height-i/across*p.ChunkHeight)
	}
	if p.SampleX*p.SampleY > 1 { // units of SampleX × SampleY px
		units := int64((p.ChunkWidth-1)/p.SampleX+1) * int64((height-1)/p.SampleY+1)
		return units * int64(p.SampleX*p.SampleY+2)
	}
	return (int64(p.ChunkWidth)*int64(samples)*int64(p.Depth) + 7) / 8 * int64(height)
}

// size corrects the size of a strip or tile as libtiff does: some writers leave out that of a single
// strip, or say 0, and some say too much where nothing is compressed.
func (p *Picture) size(i int, at, size int64) int64 {
	minSize := p.minSize(i)
	n, _ := p.Chunks()
	switch {
	case minSize > 0 && (size > minSize || size == 0 && n == 1):
		return minSize
	case size == 0 && n == 1:
		return max(0, p.r.Size()-at)
	}
	return size
}

// EachChunk visits the strips or tiles: their places and sizes in the file.
func (p *Picture) EachChunk(visit func(i int, at, size int64) error) error {
	return p.each(false, visit)
}

// each is EachChunk, with those beyond the picture or without. It reads a batch at a time,
// because offsets and sizes may lie far apart.
func (p *Picture) each(all bool, visit func(i int, at, size int64) error) error {
	d := p.d
	if e := d.Find(tagJPEGInterchange); p.Compression == OldJPEG && e != nil {
		at := int64(d.number(tagJPEGInterchange, 0))
		return visit(0, at, max(0, p.r.Size()-at))
	}
	offsets, counts := d.Find(exif.TagStripOffsets), d.Find(tagStripByteCounts)
	if p.Tiled {
		offsets, counts = d.Find(tagTileOffsets), d.Find(tagTileByteCounts)
	}
	n, _ := p.Chunks()
	if offsets == nil || counts == nil && n > 1 {
		return container.Corrupt("a TIFF directory without pixels")
	}
	if d.count(offsets) < n || d.count(offsets) != d.count(counts) && counts != nil {
		return container.Corrupt("%d offsets and %d sizes of %d strips or tiles", d.count(offsets), d.count(counts), n)
	}
	if all {
		n = d.count(offsets)
	}
	const batch = 512
	for i := int64(0); i < n; i += batch {
		at, err := d.elements(p.r, offsets, i, min(batch, n-i))
		if err != nil {
			return err
		}
		sizes := make([]int64, len(at))
		if counts != nil {
			if sizes, err = d.elements(p.r, counts, i, min(batch, n-i)); err != nil {
				return err
			}
		}
		for j := range at {
			if err := visit(int(i)+j, at[j], p.size(int(i)+j, at[j], sizes[j])); err != nil {
				return err
			}
		}
	}
	return nil
}

// ColourMap returns the palette: the 16-bit levels of red, then of green, then of blue.
func (p *Picture) ColourMap() ([]int64, error) { return p.d.all(p.r, tagColorMap, 3<<16) }

// JPEGTables returns the tables that the strips and tiles share, nil if there are none.
func (p *Picture) JPEGTables() ([]byte, error) {
	e := p.d.Find(tagJPEGTables)
	if e == nil {
		return nil, nil
	}
	b, err := p.d.bytes(p.r, e, 0, p.d.count(e))
	return bytes.Clone(b), err
}

// YCbCr returns the luma coefficients of red, green and blue, and the codes of black and white of
// Y, Cb and Cr.
func (p *Picture) YCbCr() (luma [3]float64, codes [6]float64, err error) {
	luma, codes = [3]float64{0.299, 0.587, 0.114}, [6]float64{0, 255, 128, 255, 128, 255}
	if err = p.rationals(tagYCbCrCoeffs, luma[:]); err == nil {
		err = p.rationals(tagReferenceBW, codes[:])
	}
	return luma, codes, err
}

// rationals replaces values by those of a tag, if it has as many.
func (p *Picture) rationals(tag uint16, values []float64) error {
	e := p.d.Find(tag)
	const rational = 5
	if e == nil || p.d.Order.Uint16(e[2:]) != rational || p.d.count(e) != int64(len(values)) {
		return nil
	}
	b, err := p.d.bytes(p.r, e, 0, 8*int64(len(values)))
	if err != nil {
		return err
	}
	for i := range values {
		values[i] = float64(p.d.Order.Uint32(b[8*i:])) / float64(max(1, p.d.Order.Uint32(b[8*i+4:])))
	}
	return nil
}

// Order is the byte order of the file.
func (p *Picture) Order() binary.ByteOrder { return p.d.Order }
