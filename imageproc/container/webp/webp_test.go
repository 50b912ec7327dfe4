package webp

import (
	"bytes"
	"encoding/binary"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
	"credential-capture/test/imagetest"
	"credential-capture/test/testpic"
)

// riff is a WebP of these chunks.
func riff(chunks ...string) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WEBP")
	for _, c := range chunks {
		b = append(b, c[:4]...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(c)-4))
		b = append(b, c[4:]...)
		if len(c)%2 == 1 {
			b = append(b, 0)
		}
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

func TestCheck_structure(t *testing.T) {
	// 16383 × 2 px, with the scaling bits that are no part of a size.
	const vp8 = "VP8 \x30\x01\x00\x9d\x01\x2a\xff\x7f\x02\x40pixels"
	const vp8x = "VP8X\x3e\x00\x00\x00\xff\xff\xff\x00\x00\x00"
	whole := testpic.WebP(testpic.Scene(60, 40), testpic.WebPOptions{Orientation: 6})
	imagetest.Run(t, Inspect, Check, []imagetest.Structure{
		{"lossy", riff(vp8), "", func(i container.Info) bool { return i.Width == 16383 && i.Height == 2 && !i.Alpha }},
		{"lossy, not a key frame", riff("VP8 \x30\x01\x00\x9d\x01\x2b\xff\x7f\x02\x40pixels"), fault.Corrupt, nil},
		{"lossy, no width", riff("VP8 \x30\x01\x00\x9d\x01\x2a\x00\x40\x02\x40pixels"), fault.Corrupt, nil},
		{"lossless, not signed", riff("VP8L\x2e\x00\x00\x00\x00pixels"), fault.Corrupt, nil},
		{"every flag", riff(vp8x, "ANMFframe"), "", func(i container.Info) bool {
			return i.Width == 1<<24 && i.Height == 1 && i.Alpha && i.Animated && i.Metadata.ICC
		}},
		{"no pixels", riff(vp8x, "EXIFnone"), fault.Corrupt, nil},
		{"another first chunk", riff("ICCPprofile..............", vp8), fault.Corrupt, nil},
		{"EXIF behind pixels of an odd length", riff(vp8x, "VP8 odd", "EXIF"+string(exif.Encode(3))), "",
			func(i container.Info) bool { return i.Orientation == 3 && !i.Metadata.EXIF }},
		{"EXIF as JPEG has it", riff(vp8x, vp8, "EXIFExif\x00\x00"+string(exif.Encode(8))), "",
			func(i container.Info) bool { return i.Orientation == 8 }},
		{"EXIF that is no such thing", riff(vp8x, vp8, "EXIFgarbage"), "",
			func(i container.Info) bool { return i.Orientation == container.Normal && i.Metadata.EXIF }},
		{"bytes behind the end", append(bytes.Clone(whole), "junk"...), "", func(i container.Info) bool { return i.Metadata.Trailing }},
		{"nothing behind the end", whole, "", func(i container.Info) bool { return !i.Metadata.Trailing }},
		{"a chunk that leaves its container", testpic.Edit(whole, "EXIF\x1a", "EXIF\x1e"), fault.Corrupt, nil},
	})
}
