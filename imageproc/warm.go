package imageproc

// Warm follows data that are like a scan's, and leaves the buffer for the next: a browser
// takes its time to compile a function well, and a photo that needs no more than to be
// followed would have waited for that.
func Warm() {
	w := &window{}
	defer w.scan()()
	if cap(w.buf) < scanChunk {
		w.buf = make([]byte, scanChunk)
	}
	data := w.buf[:scanChunk]
	for i := range data { // every 256th byte is a 0xFF with a zero behind it, as in a photo's
		data[i] = byte(i)
	}
	j, restart := jpegWalk{}, byte(markerRST0)
	for range 4 {
		_, _, _ = j.skipData(data, &restart)
	}
}
