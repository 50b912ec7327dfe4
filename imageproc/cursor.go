package imageproc

import "encoding/binary"

// cursor reads big-endian numbers from the front of a block in memory. Once the
// block is too short it is bad and everything that it returns is zero, so a parser
// asks once, at the end.
type cursor struct {
	b   []byte
	bad bool
}

// take returns the next n bytes.
func (c *cursor) take(n int) []byte {
	if n < 0 || n > len(c.b) {
		c.bad, c.b = true, nil
		return nil
	}
	front := c.b[:n]
	c.b = c.b[n:]
	return front
}

// number returns an unsigned number of n bytes, 0 to 8.
func (c *cursor) number(n int) (v uint64) {
	for _, b := range c.take(n) {
		v = v<<8 | uint64(b)
	}
	return v
}

// text returns the bytes before the next zero, which it skips.
func (c *cursor) text() string {
	for i, b := range c.b {
		if b == 0 {
			return string(c.take(i + 1)[:i])
		}
	}
	return string(c.take(len(c.b)))
}

// box returns the next box of an ISO base media file that is whole.
func (c *cursor) box() (name string, body []byte, ok bool) {
	if len(c.b) < 8 {
		return "", nil, false
	}
	size := uint64(binary.BigEndian.Uint32(c.b))
	head := 8
	switch size {
	case 0:
		size = uint64(len(c.b))
	case 1:
		if len(c.b) < 16 {
			return "", nil, false
		}
		size, head = binary.BigEndian.Uint64(c.b[8:]), 16
	}
	if size < uint64(head) || size > uint64(len(c.b)) {
		return "", nil, false
	}
	name = string(c.b[4:8])
	return name, c.take(int(size))[head:], true
}

// fullBox drops the version and flags that begin some boxes.
func fullBox(body []byte) (c cursor, version, flags int) {
	c = cursor{b: body}
	v := int(c.number(4))
	return c, v >> 24, v & 0xffffff
}
