//go:build !js

package apiclient

import (
	"io"
	"sync"
)

// progressReader counts what net/http has taken of a body. net/http may go on
// reading after it has returned an answer; after stop nobody is told.
type progressReader struct {
	from io.Reader
	sent int64

	mu   sync.Mutex
	tell func(sent int64)
}

func newProgressReader(from io.Reader, tell func(sent int64)) *progressReader {
	return &progressReader{from: from, tell: tell}
}

// Read passes on and counts.
func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > 0 && p.tell != nil {
		p.sent += int64(n)
		p.tell(p.sent)
	}
	return n, err
}

func (p *progressReader) stop() {
	p.mu.Lock()
	p.tell = nil
	p.mu.Unlock()
}
