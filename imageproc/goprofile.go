//go:build !js || gocodec

package imageproc

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"io"
)

// Go's decoders know nothing of colour profiles. The pixels that they give are the
// file's own numbers, so the profile goes along into what is encoded of them.

// maxProfile is the largest profile that goes along, in bytes. Those of cameras and
// screens have a few kB, those of printers, which aren't RGB, up to some MB.
const maxProfile = 1 << 20

// profileOf returns the colour profile of src when it says how the pixels of img are
// to be read, nil when there is none or it is of another kind, as CMYK's is. What can't
// be read is no reason to fail: the picture is there.
func profileOf(src Source, info Info, img image.Image) []byte {
	if !info.Metadata.ICC {
		return nil
	}
	w := newWindow(src)
	w.hop()
	var icc []byte
	switch info.Format {
	case JPEG:
		icc = profileOfJPEG(w)
	case PNG:
		icc = profileOfPNG(w)
	case WebP:
		icc = profileOfWebP(w)
	case TIFF:
		icc = profileOfTIFF(w)
	}
	const spaceAt, markAt, least = 16, 36, 128
	space := "RGB "
	if _, grey := img.(*image.Gray); grey {
		space = "GRAY"
	}
	if len(icc) < least || len(icc) > maxProfile || string(icc[spaceAt:spaceAt+4]) != space || string(icc[markAt:markAt+4]) != "acsp" {
		return nil
	}
	return icc
}

// profileOfJPEG joins the pieces that a profile is cut into, which are in order in
// every file that a camera or a program writes.
func profileOfJPEG(w *window) (icc []byte) {
	j := newJPEGWalk(w, &Info{})
	for off, n := int64(2), 0; n < maxJPEGSegments && len(icc) <= maxProfile; n++ {
		s, err := j.next(off)
		if err != nil || s.marker == markerSOS || s.marker == markerEOI {
			break
		}
		if s.marker == markerAPP2 && s.n > len(iccHead)+2 {
			if b, err := w.bytes(s.body, s.n); err == nil && hasPrefix(b, iccHead) {
				icc = append(icc, b[len(iccHead)+2:]...)
			}
		}
		off = s.end()
	}
	return icc
}

func profileOfPNG(w *window) []byte {
	p := &pngWalk{w: w, info: &Info{}}
	for off := int64(len(pngHead)); ; {
		c, err := p.next(off)
		if err != nil || c.name == "IDAT" {
			return nil
		}
		if p.last, off = c.name, c.end(); c.name != "iCCP" || c.n > maxProfile {
			continue
		}
		b, err := w.bytes(c.body(), int(c.n))
		name := bytes.IndexByte(b, 0)
		if err != nil || name < 0 || len(b) < name+2 {
			return nil
		}
		z, err := zlib.NewReader(bytes.NewReader(b[name+2:])) // behind the name and the method
		if err != nil {
			return nil
		}
		icc, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
		if err != nil {
			return nil
		}
		return icc
	}
}

func profileOfWebP(w *window) []byte {
	name, size, err := webpChunk(w, 12)
	if err != nil || name != "VP8X" {
		return nil
	}
	at := 20 + size + size&1 // it comes next, or nowhere
	if name, size, err = webpChunk(w, at); err != nil || name != "ICCP" {
		return nil
	}
	return piece(w, at+8, size)
}

func profileOfTIFF(w *window) (icc []byte) {
	pages := 0
	_ = eachTIFFDirectory(w, func(d tiffDirectory) error {
		if e := d.find(tagICC); pages == 0 && e != nil {
			icc = piece(w, int64(d.order.Uint32(e[8:])), int64(d.order.Uint32(e[4:])))
		}
		pages++
		return nil
	})
	return icc
}

// piece is a copy of bytes of the file, nil when they are too many or not there.
func piece(w *window, at, size int64) []byte {
	if size > maxProfile {
		return nil
	}
	b, err := w.bytes(at, int(size))
	if err != nil {
		return nil
	}
	return bytes.Clone(b)
}

// withProfile puts a profile into a JPEG, behind its SOI.
func withProfile(jpeg, icc []byte) []byte {
	if len(icc) == 0 || len(jpeg) < 2 {
		return jpeg
	}
	const most = 65533 - len(iccHead) - 2 // bytes of a profile that a segment holds
	pieces := (len(icc) + most - 1) / most
	out := make([]byte, 0, len(jpeg)+len(icc)+pieces*(4+len(iccHead)+2))
	out = append(out, jpeg[:2]...)
	for i := range pieces {
		body := append([]byte(iccHead), byte(i+1), byte(pieces))
		body = append(body, icc[i*most:min(len(icc), (i+1)*most)]...)
		out = appendJPEGSegment(out, markerAPP2, body)
	}
	return append(out, jpeg[2:]...)
}

// webpFrame is the first frame of an animated WebP as a file of its own, which Go's
// decoder reads, and where in the animation it goes.
func webpFrame(src Source) (still Source, place image.Rectangle, err error) {
	w := newWindow(src)
	w.hop()
	for at := int64(12); ; {
		name, size, err := webpChunk(w, at)
		if err != nil {
			return nil, place, err
		}
		if name == "ANMF" {
			return webpStill(w, at+8, size)
		}
		at += 8 + size + size&1
	}
}

// webpStill makes a file of the frame in size bytes at at.
func webpStill(w *window, at, size int64) (Source, image.Rectangle, error) {
	const head = 16 // place, size, duration, flags
	if size < head+8 {
		return nil, image.Rectangle{}, corrupt("a frame of %d bytes", size)
	}
	b, err := w.bytes(at, head+8)
	if err != nil {
		return nil, image.Rectangle{}, err
	}
	x, y := 2*int(uint24(b)), 2*int(uint24(b[3:]))
	place := image.Rect(x, y, x+int(uint24(b[6:]))+1, y+int(uint24(b[9:]))+1)
	data := []byte("WEBP")
	if string(b[head:head+4]) == "ALPH" { // its decoder wants to be told
		data = append(data, "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"...)
		data = append(data, b[6:12]...) // both count sides less 1, in 3 bytes
	}
	riff := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(int64(len(data))+size-head))
	riff = append(riff, data...)
	return newSplice(w.src, []Span{{Bytes: riff, Len: int64(len(riff))}, {Off: at + head, Len: size - head}}), place, nil
}
