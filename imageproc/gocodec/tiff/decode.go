// Package tiff decodes the kinds of TIFF that package container/tiff doesn't call unsupported.
// golang.org/x/image/tiff reads fewer, and some of them wrongly: it inverts CCITT pictures whose
// black is zero, and takes planes for px.
package tiff

import (
	"image"
	"io"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/tiff"
)

// DecodeConfig returns the size of the first page.
func DecodeConfig(src container.Source) (c image.Config, err error) {
	r := container.NewReader(src)
	r.RandomAccess()
	p, err := tiff.First(r)
	if err == nil {
		c.Width, c.Height = p.Width, p.Height
	}
	return c, err
}

// Decode returns the first page of src as *image.Gray, or as *image.RGBA.
func Decode(src container.Source) (image.Image, error) {
	r := container.NewReader(src)
	r.RandomAccess()
	p, err := tiff.First(r)
	if err != nil {
		return nil, err
	}
	d := &decoder{Picture: p, src: src}
	if d.tables, err = p.JPEGTables(); err != nil {
		return nil, err
	}
	d.channels = 1
	if p.Colours != 1 || p.Alpha != tiff.Opaque || p.Photometric == tiff.Palette {
		d.channels = 4
	}
	d.pix = make([]byte, p.Width*p.Height*d.channels)
	if err := p.EachChunk(d.chunk); err != nil {
		if r.Err() != nil {
			return nil, r.Err()
		}
		return nil, err
	}
	return d.image()
}

// decoder decodes one picture. Samples are stored as they are in the file, scaled to 8 bits, and
// become colours in place when all are there.
type decoder struct {
	*tiff.Picture
	src      io.ReaderAt
	tables   []byte // of JPEG
	pix      []byte // channels of Width × Height px
	channels int    // 1 or 4
	coded    []byte // buffers of a strip or tile
	row      []byte
}

// chunk decodes one strip or tile.
func (d *decoder) chunk(i int, at, size int64) error {
	n, across := d.Chunks()
	plane := 0
	if d.Planar {
		perPlane := int(n) / d.Samples
		plane, i = i/perPlane, i%perPlane
	}
	x, y := i%across*d.ChunkWidth, i/across*d.ChunkHeight
	height := d.ChunkHeight
	if !d.Tiled {
		height = min(height, d.Height-y)
	}
	if end := at + size; at < 0 || size < 0 || end < at || end > d.src.(container.Source).Size() {
		return container.Truncated(end)
	}
	if int64(cap(d.coded)) < size {
		d.coded = make([]byte, size)
	}
	d.coded = d.coded[:size]
	if n, err := d.src.ReadAt(d.coded, at); n < len(d.coded) {
		return err
	}
	s := samples{depth: d.Depth, count: d.Samples, width: d.ChunkWidth, height: height}
	if d.Planar {
		s.count = 1
	}
	if err := d.decodeChunk(&s); err != nil {
		return err
	}
	d.store(s, x, y, plane)
	return nil
}

// samples are those of a strip or tile: rows of packed bits.
type samples struct {
	b             []byte
	depth, count  int // bits of a sample, and how many a px has
	width, height int
}

func (s *samples) rowBytes() int { return (s.width*s.count*s.depth + 7) / 8 }

// store copies the samples of a chunk at (x, y) into the picture.
func (d *decoder) store(s samples, x, y, plane int) {
	height, width := min(s.height, d.Height-y), min(s.width, d.Width-x)
	scale := d.Photometric != tiff.Palette
	if len(d.row) < s.width*s.count {
		d.row = make([]byte, s.width*s.count)
	}
	for row := range height {
		packed := s.b[row*s.rowBytes():][:s.rowBytes()]
		from := packed
		if s.depth != 8 {
			from = d.row[:width*s.count]
			d.unpack(from, packed, s.depth, scale)
		}
		to := d.pix[((y+row)*d.Width+x)*d.channels:]
		for c := range s.count {
			at, ok := d.channel(plane + c)
			if !ok {
				continue
			}
			for i := range width {
				to[i*d.channels+at] = from[i*s.count+c]
			}
		}
	}
}

// channel returns the channel that a sample is stored in: alpha in the last.
func (d *decoder) channel(sample int) (at int, ok bool) {
	if sample < d.Colours {
		return sample, true
	}
	return d.channels - 1, sample == d.Colours && d.Alpha != tiff.Opaque && d.Colours < d.channels
}

// unpack converts samples of 1 to 16 bits to 8 bits; indexes of a palette aren't scaled.
func (d *decoder) unpack(to, packed []byte, depth int, scale bool) {
	largest := uint32(1)<<depth - 1
	if depth == 16 {
		for i := range to {
			v := uint32(d.Order().Uint16(packed[2*i:]))
			to[i] = byte((v*255 + largest/2) / largest)
		}
		return
	}
	var bits, n uint32 // the last n bits of bits have yet to be used
	for i := range to {
		for n < uint32(depth) {
			bits, packed = bits<<8|uint32(packed[0]), packed[1:]
			n += 8
		}
		n -= uint32(depth)
		v := bits >> n & largest
		if scale {
			v = (v*255 + largest/2) / largest
		}
		to[i] = byte(v)
	}
}
