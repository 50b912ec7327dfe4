package container

// Cursor reads big-endian numbers from the front of a block in memory. Once the
// block is too short it is bad and everything that it returns is zero, so a parser
// asks once, at the end.
type Cursor struct {
	B   []byte
	Bad bool
}

// take returns the next n bytes.
func (c *Cursor) Take(n int) []byte {
	if n < 0 || n > len(c.B) {
		c.Bad, c.B = true, nil
		return nil
	}
	front := c.B[:n]
	c.B = c.B[n:]
	return front
}

// number returns an unsigned number of n bytes, 0 to 8.
func (c *Cursor) Uint(n int) (v uint64) {
	for _, b := range c.Take(n) {
		v = v<<8 | uint64(b)
	}
	return v
}

// text returns the bytes before the next zero, which it skips.
func (c *Cursor) Text() string {
	for i, b := range c.B {
		if b == 0 {
			return string(c.Take(i + 1)[:i])
		}
	}
	return string(c.Take(len(c.B)))
}
