package bmp

import (
	"encoding/binary"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/testpic"
)

func TestCheck_structure(t *testing.T) {
	padded := func(b []byte, n int) []byte { return append(b, make([]byte, n)...) }
	upsideDown := padded(testpic.BMPHeader(5, 1<<32-3, 24, 0), 3*16)
	sized := func(b []byte, size uint32) []byte {
		binary.LittleEndian.PutUint32(b[34:], size)
		return b
	}
	core := append([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x1a\x00\x00\x00\x0c\x00\x00\x00\x05\x00\x03\x00\x01\x00\x18\x00"), make([]byte, 48)...)
	v5 := testpic.BMPHeader(2, 1, 32, masks)
	v5[10], v5[14] = 14+124, 124
	v5 = padded(v5, 14+124+8-len(v5))
	v5[14+52+3] = 0xff
	imagetest.Run(t, Inspect, Check, []imagetest.Structure{
		{"the top row first", upsideDown, "", func(i container.Info) bool { return i.Width == 5 && i.Height == 3 }},
		{"rows of four bytes", padded(testpic.BMPHeader(5, 3, 24, 0), 3*16), "", nil},
		{"a byte less", padded(testpic.BMPHeader(5, 3, 24, 0), 3*16-1), fault.Truncated, nil},
		{"one bit a pixel", padded(testpic.BMPHeader(33, 2, 1, 0), 2*8), "", nil},
		{"one bit a pixel, a byte less", padded(testpic.BMPHeader(33, 2, 1, 0), 2*8-1), fault.Truncated, nil},
		{"the oldest header", core, "", func(i container.Info) bool { return i.Width == 5 && i.Height == 3 }},
		{"the newest header, with alpha", v5, "", func(i container.Info) bool { return i.Alpha && i.Width == 2 }},
		{"run lengths", padded(sized(testpic.BMPHeader(5, 3, 8, 1), 7), 7), "", nil},
		{"run lengths, a byte less", padded(sized(testpic.BMPHeader(5, 3, 8, 1), 7), 6), fault.Truncated, nil},
		{"five bits a pixel", padded(testpic.BMPHeader(5, 3, 5, 0), 48), fault.Corrupt, nil},
		{"no width", testpic.BMPHeader(0, 3, 24, 0), fault.Corrupt, nil},
		{"the lowest height of all", testpic.BMPHeader(1, 1<<31, 24, 0), fault.Truncated, nil},
		{"pixels inside the headers", testpic.Edit(padded(testpic.BMPHeader(1, 1, 24, 0), 4), "\x36\x00\x00\x00\x28", "\x08\x00\x00\x00\x28"), fault.Corrupt, nil},
		{"bytes behind the end", padded(testpic.BMPHeader(5, 3, 24, 0), 3*16+10), "", func(i container.Info) bool { return i.Metadata.Trailing }},
	})
}
