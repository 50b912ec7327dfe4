package png

import (
	"compress/zlib"
	"errors"
	"io"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// maxRaw is how many bytes of rows are counted: 2^28 px of 64 bits, and the rows' filters. A
// larger picture is not decoded.
const maxRaw = 1<<31 + 1<<24

// interlacing is where the passes begin, and how far apart their px are (8.1).
var interlacing = [7]struct{ x, y, dx, dy int64 }{
	{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
}

// rawSize is the bytes of all rows: each is a filter's byte and the px. It is above maxRaw for
// a picture that isn't counted.
func rawSize(width, height, bits int64, interlaced bool) int64 {
	if width > maxRaw/height {
		return maxRaw + 1
	}
	if !interlaced {
		return height * (1 + (width*bits+7)/8)
	}
	var sum int64
	for _, pass := range interlacing {
		w, h := (width-pass.x+pass.dx-1)/pass.dx, (height-pass.y+pass.dy-1)/pass.dy
		if w > 0 {
			sum += max(h, 0) * (1 + (w*bits+7)/8)
		}
	}
	return sum
}

// checkPixels fails if pixels are damaged or missing, or leaves that to whoever completes the
// check later.
func (p *scanner) checkPixels() error {
	bits := int64(p.info.BitDepth) * [7]int64{1, 0, 3, 1, 2, 0, 4}[p.colour]
	want := rawSize(int64(p.info.Width), int64(p.info.Height), bits, p.info.Progressive)
	if p.r.Later == nil {
		return p.countRows(want)
	}
	p.r.Later(func() error {
		if err := p.checksums(); err != nil {
			return err
		}
		return p.countRows(want)
	})
	return nil
}

// checksums compares the CRCs of the IDAT chunks, which scan has left out.
func (p *scanner) checksums() error {
	defer p.r.Scan()()
	for off := p.first; ; {
		c, err := p.next(off)
		if err != nil || c.name != "IDAT" {
			return p.r.Err()
		}
		sound, err := p.checksum(c)
		switch {
		case err != nil:
			return err
		case !sound:
			return c.damaged()
		}
		off = c.end()
	}
}

// countRows counts the bytes of all rows, beside Go where the Source can.
func (p *scanner) countRows(want int64) error {
	if want > maxRaw {
		return nil
	}
	if src, ok := p.r.Source().(container.Inflater); ok && src.InflatedSize(p.first, want) >= want {
		return nil
	}
	defer p.r.Scan()()
	// Browsers may lose what comes before an error, such as bytes behind the stream.
	z, err := zlib.NewReader(&idatReader{p: p, next: p.first})
	n, row := int64(0), make([]byte, 1<<15)
	for err == nil && n < want {
		var got int
		got, err = z.Read(row)
		n += int64(got)
	}
	switch {
	case p.r.Err() != nil:
		return p.r.Err()
	case n >= want:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Truncated, "the pixels end too early").
			With("missing", 1-float64(n)/float64(want))
	}
	return fault.Wrap(fault.Corrupt, err, "the pixels")
}

// idatReader reads the bodies of the IDAT chunks, one after the other.
type idatReader struct {
	p    *scanner
	next int64 // the offset of the next byte, or of the next chunk where left is 0
	left int64 // bytes of the chunk
}

// Read implements io.Reader.
func (d *idatReader) Read(b []byte) (int, error) {
	for d.left == 0 {
		c, err := d.p.next(d.next)
		if err != nil || c.name != "IDAT" {
			return 0, io.EOF
		}
		d.next, d.left = c.body(), c.n
		if c.n == 0 {
			d.next = c.end()
		}
	}
	have, err := d.p.r.Peek(d.next)
	if err != nil {
		return 0, err
	}
	n := copy(b[:min(int64(len(b)), d.left)], have)
	d.next += int64(n)
	if d.left -= int64(n); d.left == 0 {
		d.next += 4 // the checksum
	}
	return n, nil
}
