package png

import (
	"compress/zlib"
	"errors"
	"io"

	"credential-capture/fault"
)

// maxRaw is how many bytes of rows are counted: 2^28 px of 64 bits, and the rows' filters. A
// larger picture is not decoded.
const maxRaw = 1<<31 + 1<<24

// rows counts the bytes of the rows that the IDAT chunks inflate to.
type rows struct {
	want  int64 // the bytes of all rows
	first int64 // the offset of the first IDAT chunk
	write func([]byte)
	count func() int64
}

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

// begin starts to count at the first IDAT chunk.
func (p *scanner) begin(c chunk) {
	p.rows.first = c.off
	bits := int64(p.info.BitDepth) * [7]int64{1, 0, 3, 1, 2, 0, 4}[p.colour]
	p.rows.want = rawSize(int64(p.info.Width), int64(p.info.Height), bits, p.info.Progressive)
	if p.rows.want <= maxRaw {
		p.rows.write, p.rows.count = p.r.Inflate(p.rows.want)
	}
}

// checkRows fails if rows are missing. What is inflated beside Go may be waited for later.
func (p *scanner) checkRows() error {
	if p.rows.count == nil || p.r.Later == nil {
		return p.countRows()
	}
	counting := *p
	p.rows.count = nil
	p.r.Later(counting.countRows)
	return nil
}

func (p *scanner) countRows() error {
	if p.rows.want > maxRaw || p.rows.finish() >= p.rows.want {
		return nil
	}
	defer p.r.Scan()()
	// Browsers may lose what comes before an error, such as bytes behind the stream.
	z, err := zlib.NewReader(&idatReader{p: p, next: p.rows.first})
	n, row := int64(0), make([]byte, 1<<15)
	for err == nil && n < p.rows.want {
		var got int
		got, err = z.Read(row)
		n += int64(got)
	}
	switch {
	case p.r.Err() != nil:
		return p.r.Err()
	case n >= p.rows.want:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Truncated, "the pixels end too early").
			With("missing", 1-float64(n)/float64(p.rows.want))
	}
	return fault.Wrap(fault.Corrupt, err, "the pixels")
}

// finish returns the bytes that were counted beside Go, 0 if none were. It may be called twice.
func (r *rows) finish() (n int64) {
	if r.count != nil {
		n = r.count()
		r.write, r.count = nil, nil
	}
	return n
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
