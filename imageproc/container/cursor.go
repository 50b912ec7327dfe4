package container

// Cursor reads big-endian numbers from the front of a block in memory. After a read beyond
// the end Bad is set and all reads return zero, so a parser checks once, at the end.
type Cursor struct {
	B   []byte // what is left
	Bad bool
}

// Take returns the next n bytes.
func (c *Cursor) Take(n int) []byte {
	if n < 0 || n > len(c.B) {
		c.Bad, c.B = true, nil
		return nil
	}
	front := c.B[:n]
	c.B = c.B[n:]
	return front
}

// Uint returns the next unsigned number, of 0 to 8 bytes.
func (c *Cursor) Uint(n int) (v uint64) {
	for _, b := range c.Take(n) {
		v = v<<8 | uint64(b)
	}
	return v
}

// Text returns the bytes up to the next zero, and skips that.
func (c *Cursor) Text() string {
	for i, b := range c.B {
		if b == 0 {
			return string(c.Take(i + 1)[:i])
		}
	}
	return string(c.Take(len(c.B)))
}
