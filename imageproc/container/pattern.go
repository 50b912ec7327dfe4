package container

// Pattern is a Source of 4 MiB to run a scan with before the first file: browsers compile a wasm
// function well only after it has run for a while, which the first file would wait for. Every
// 256th byte is 0xFF, and a zero follows it, as in a photo's scan.
type Pattern struct{}

// Size implements Source.
func (Pattern) Size() int64 { return 4 << 20 }

// ReadAt implements Source.
func (Pattern) ReadAt(p []byte, off int64) (int, error) {
	for i := range p {
		p[i] = byte(off + int64(i))
	}
	return len(p), nil
}
