// Frametime does with frames of a camera, one after the other, what the guidance does,
// and says how long each took. Built as the browser's wasm is, it is what make accuracy
// runs in a browser; it runs in Node and natively just as well.
//
//	frametime < frames
//
// Frames come as width, height and film (32 bits each, little-endian) and four bytes a px,
// until the input ends. Those of one film, a number above 0, are those that a camera gives
// one after the other, and what is known of the last helps with the next; those of 0 have
// nothing to do with one another. Each answers with a line of milliseconds: in all, to
// make it grey, to find the document, to measure it.
package main

import (
	"encoding/binary"
	"io"
	"os"
	"strconv"
	"time"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		os.Stderr.WriteString("frametime: " + err.Error() + "\n")
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	finder := document.NewFinder()
	var meter quality.Meter
	var gray frame.Gray
	var head [12]byte
	var trail document.Trail
	film := uint32(0)
	var pix []byte
	for {
		if _, err := io.ReadFull(in, head[:]); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		w, h := int(binary.LittleEndian.Uint32(head[:])), int(binary.LittleEndian.Uint32(head[4:]))
		if n := 4 * w * h; cap(pix) < n {
			pix = make([]byte, n)
		}
		pix = pix[:4*w*h]
		if _, err := io.ReadFull(in, pix); err != nil {
			return err
		}
		if next := binary.LittleEndian.Uint32(head[8:]); next == 0 || next != film {
			film, trail = next, document.Trail{}
		}
		start := time.Now()
		gray.FromRGBA(pix, w, h)
		grey := time.Now()
		found, ok := finder.Follow(&trail, &gray, pix)
		sought := time.Now()
		var within *document.Quad
		if ok {
			within = &found.Quad
		}
		meter.Measure(&gray, pix, within)
		end := time.Now()
		line := ms(end.Sub(start)) + " " + ms(grey.Sub(start)) + " " + ms(sought.Sub(grey)) + " " + ms(end.Sub(sought)) + "\n"
		if _, err := io.WriteString(out, line); err != nil {
			return err
		}
	}
}

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 3, 64)
}
