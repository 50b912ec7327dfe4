package imageproc

import "testing"

func TestWarmLeavesTheBuffer(t *testing.T) {
	Warm()
	Warm()
	w := &window{}
	w.scan()
	if cap(w.buf) < scanChunk {
		t.Errorf("a scan finds a buffer of %d bytes, want %d", cap(w.buf), scanChunk)
	}
	restart := byte(markerRST0)
	j := jpegWalk{}
	if n, done, err := j.skipData(w.buf[:scanChunk], &restart); n < scanChunk-1 || done || err != nil {
		t.Errorf("what is followed ends at %d: %v, %v", n, done, err)
	}
}
