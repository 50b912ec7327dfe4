package imageproc

import (
	"bytes"
	"encoding/binary"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// taken takes every format and size, so that only a file's structure is judged.
var taken = Limits{MinSide: 1, MaxSide: 1 << 31, MaxPixels: 1 << 62, Formats: []Format{JPEG, PNG, PDF, WebP, GIF, BMP, TIFF, HEIC, AVIF}}

// structure is a row of a table about the structure of one file.
type structure struct {
	name string
	file []byte
	code fault.Code // "" when it passes
	want func(Info) bool
}

func testStructures(t *testing.T, table []structure) {
	t.Helper()
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			r := mustValidate(t, tt.file, taken)
			got := fault.Code("")
			if len(r.Problems) > 0 {
				got = r.Problems[0].Code
			}
			if got != tt.code {
				t.Fatalf("got %q %+v, want %q", got, r.Problems, tt.code)
			}
			if tt.want != nil && !tt.want(r.Info) {
				t.Errorf("got %+v", r.Info)
			}
		})
	}
}

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

func TestWebPStructure(t *testing.T) {
	// 16383 × 2 px, with the scaling bits that are no part of a size.
	const vp8 = "VP8 \x30\x01\x00\x9d\x01\x2a\xff\x7f\x02\x40pixels"
	const vp8x = "VP8X\x3e\x00\x00\x00\xff\xff\xff\x00\x00\x00"
	whole := testpic.WebP(see(), testpic.WebPOptions{Orientation: 6})
	testStructures(t, []structure{
		{"lossy", riff(vp8), "", func(i Info) bool { return i.Width == 16383 && i.Height == 2 && !i.Alpha }},
		{"lossy, not a key frame", riff("VP8 \x30\x01\x00\x9d\x01\x2b\xff\x7f\x02\x40pixels"), fault.Corrupt, nil},
		{"lossy, no width", riff("VP8 \x30\x01\x00\x9d\x01\x2a\x00\x40\x02\x40pixels"), fault.Corrupt, nil},
		{"lossless, not signed", riff("VP8L\x2e\x00\x00\x00\x00pixels"), fault.Corrupt, nil},
		{"every flag", riff(vp8x, "ANMFframe"), "", func(i Info) bool {
			return i.Width == 1<<24 && i.Height == 1 && i.Alpha && i.Animated && i.Metadata.ICC
		}},
		{"no pixels", riff(vp8x, "EXIFnone"), fault.Corrupt, nil},
		{"another first chunk", riff("ICCPprofile..............", vp8), fault.Corrupt, nil},
		{"EXIF behind pixels of an odd length", riff(vp8x, "VP8 odd", "EXIF"+string(orientationEXIF(3))), "",
			func(i Info) bool { return i.Orientation == 3 && !i.Metadata.EXIF }},
		{"EXIF as JPEG has it", riff(vp8x, vp8, "EXIFExif\x00\x00"+string(orientationEXIF(8))), "",
			func(i Info) bool { return i.Orientation == 8 }},
		{"EXIF that is no such thing", riff(vp8x, vp8, "EXIFgarbage"), "",
			func(i Info) bool { return i.Orientation == Normal && i.Metadata.EXIF }},
		{"bytes behind the end", append(bytes.Clone(whole), "junk"...), "", func(i Info) bool { return i.Metadata.Trailing }},
		{"nothing behind the end", whole, "", func(i Info) bool { return !i.Metadata.Trailing }},
		{"a chunk that leaves its container", edit(whole, "EXIF\x1a", "EXIF\x1e"), fault.Corrupt, nil},
	})
}

func TestGIFStructure(t *testing.T) {
	whole := testpic.GIF(see(), 1)
	body := whole[:len(whole)-1]
	with := func(extension string) []byte { return append(append(bytes.Clone(body), extension...), ';') }
	screen := whole[:13+colourTable(whole[10])]
	testStructures(t, []structure{
		{"a comment", with("!\xfe\x05hello\x00"), "", func(i Info) bool { return i.Metadata.Comment }},
		{"an empty comment", with("!\xfe\x00"), "", func(i Info) bool { return i.Metadata.Comment }},
		{"XMP", with("!\xff\x0bXMP DataXMP\x01<\x00"), "", func(i Info) bool { return i.Metadata.XMP }},
		{"a colour profile", with("!\xff\x0bICCRGBG1012\x01p\x00"), "", func(i Info) bool { return i.Metadata.ICC }},
		{"an unknown extension", with("!\x01\x02ab\x00"), "", func(i Info) bool { return i.Metadata == Metadata{} }},
		{"transparency", append(append(bytes.Clone(screen), "!\xf9\x04\x01\x00\x00\x00\x00"...), whole[len(screen):]...), "", func(i Info) bool { return i.Alpha }},
		{"no transparency", append(append(bytes.Clone(screen), "!\xf9\x04\x00\x00\x00\x00\x00"...), whole[len(screen):]...), "", func(i Info) bool { return !i.Alpha }},
		{"interlaced", append(bytes.Clone(screen), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x40\x02\x01a\x00;"...), "", func(i Info) bool { return i.Progressive }},
		{"a table for all frames", edit(whole, "\x3c\x00\x28\x00\x00\x00\x00", "\x3c\x00\x28\x00\x80\x00\x00RGBrgb"), "", nil},
		{"a table of its own", append(bytes.Clone(screen), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x80RGBrgb\x02\x01a\x00;"...), "", nil},
		{"a second frame", append(bytes.Clone(body), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x00\x02\x01a\x00;"...), "", func(i Info) bool { return i.Animated }},
		{"no frame", append(bytes.Clone(screen), ';'), fault.Corrupt, nil},
		{"an unknown block", append(bytes.Clone(body), '?'), fault.Corrupt, nil},
		{"bytes behind the end", append(bytes.Clone(whole), "junk"...), "", func(i Info) bool { return i.Metadata.Trailing }},
		{"nothing behind the end", whole, "", func(i Info) bool { return !i.Metadata.Trailing }},
	})
}

func TestBMPStructure(t *testing.T) {
	padded := func(b []byte, n int) []byte { return append(b, make([]byte, n)...) }
	upsideDown := padded(bmpOf(5, 1<<32-3, 24, 0), 3*16)
	sized := func(b []byte, size uint32) []byte {
		binary.LittleEndian.PutUint32(b[34:], size)
		return b
	}
	core := append([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x1a\x00\x00\x00\x0c\x00\x00\x00\x05\x00\x03\x00\x01\x00\x18\x00"), make([]byte, 48)...)
	v5 := bmpOf(2, 1, 32, bmpMasks)
	v5[10], v5[14] = 14+124, 124
	v5 = padded(v5, 14+124+8-len(v5))
	v5[14+52+3] = 0xff
	testStructures(t, []structure{
		{"the top row first", upsideDown, "", func(i Info) bool { return i.Width == 5 && i.Height == 3 }},
		{"rows of four bytes", padded(bmpOf(5, 3, 24, 0), 3*16), "", nil},
		{"a byte less", padded(bmpOf(5, 3, 24, 0), 3*16-1), fault.Truncated, nil},
		{"one bit a pixel", padded(bmpOf(33, 2, 1, 0), 2*8), "", nil},
		{"one bit a pixel, a byte less", padded(bmpOf(33, 2, 1, 0), 2*8-1), fault.Truncated, nil},
		{"the oldest header", core, "", func(i Info) bool { return i.Width == 5 && i.Height == 3 }},
		{"the newest header, with alpha", v5, "", func(i Info) bool { return i.Alpha && i.Width == 2 }},
		{"run lengths", padded(sized(bmpOf(5, 3, 8, 1), 7), 7), "", nil},
		{"run lengths, a byte less", padded(sized(bmpOf(5, 3, 8, 1), 7), 6), fault.Truncated, nil},
		{"five bits a pixel", padded(bmpOf(5, 3, 5, 0), 48), fault.Corrupt, nil},
		{"no width", bmpOf(0, 3, 24, 0), fault.Corrupt, nil},
		{"the lowest height of all", bmpOf(1, 1<<31, 24, 0), fault.Truncated, nil},
		{"pixels inside the headers", edit(padded(bmpOf(1, 1, 24, 0), 4), "\x36\x00\x00\x00\x28", "\x08\x00\x00\x00\x28"), fault.Corrupt, nil},
		{"bytes behind the end", padded(bmpOf(5, 3, 24, 0), 3*16+10), "", func(i Info) bool { return i.Metadata.Trailing }},
	})
}

// tiffDir is a little-endian TIFF of directories, each of tag, type, count and value.
func tiffDir(dirs ...[][4]uint32) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	for i, d := range dirs {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(d)))
		for _, e := range d {
			b = binary.LittleEndian.AppendUint32(b, entryWord(e[0], e[1]))
			b = binary.LittleEndian.AppendUint32(b, e[2])
			b = binary.LittleEndian.AppendUint32(b, e[3])
		}
		next := uint32(len(b) + 4)
		if i == len(dirs)-1 {
			next = 0
		}
		b = binary.LittleEndian.AppendUint32(b, next)
	}
	return append(b, make([]byte, 64)...)
}

func TestTIFFStructure(t *testing.T) {
	page := func(more ...[4]uint32) [][4]uint32 {
		return append([][4]uint32{{tagImageWidth, typeShort, 1, 9}, {tagImageLength, typeLong, 1, 7},
			{tagStripOffsets, typeLong, 1, 8}, {tagStripByteCounts, typeShort, 1, 20}}, more...)
	}
	two := tiffDir(page(), page())
	testStructures(t, []structure{
		{"the least", tiffDir(page()), "", func(i Info) bool {
			return i.Width == 9 && i.Height == 7 && i.BitDepth == 1 && i.Channels == 1 && !i.Animated
		}},
		{"CMYK", tiffDir(page([4]uint32{tagPhotometric, typeShort, 1, 5}, [4]uint32{tagBitsPerSample, typeShort, 1, 8})), "",
			func(i Info) bool { return i.Channels == 4 && i.BitDepth == 8 }},
		{"RGB and alpha", tiffDir(page([4]uint32{tagPhotometric, typeShort, 1, 2}, [4]uint32{tagSamplesPerPixel, typeShort, 1, 4},
			[4]uint32{tagExtraSamples, typeShort, 1, 2})), "", func(i Info) bool { return i.Alpha && i.Channels == 3 }},
		{"all metadata", tiffDir(page([4]uint32{tagXMP, 1, 1, 0}, [4]uint32{tagIPTC, 4, 1, 0}, [4]uint32{tagEXIF, 4, 1, 8},
			[4]uint32{tagGPS, 4, 1, 8}, [4]uint32{tagICC, 7, 1, 0})), "", func(i Info) bool {
			return i.Metadata == Metadata{EXIF: true, GPS: true, XMP: true, IPTC: true, ICC: true}
		}},
		{"Photoshop's resources", tiffDir(page([4]uint32{tagPhotoshop, 1, 1, 0})), "", func(i Info) bool { return i.Metadata.IPTC }},
		{"orientation 9", tiffDir(page([4]uint32{tagOrientation, typeShort, 1, 9})), "", func(i Info) bool { return i.Orientation == Normal }},
		{"two pages", two, "", func(i Info) bool { return i.Animated && i.Pages == 1 }},
		{"a page and its thumbnail", tiffDir(page(), page([4]uint32{tagSubfileType, typeLong, 1, 1})), "",
			func(i Info) bool { return i.Metadata.Thumbnail && !i.Animated }},
		{"no width", tiffDir(page()[1:]), fault.Corrupt, nil},
		{"a width of two values", tiffDir(append(page()[1:], [4]uint32{tagImageWidth, typeLong, 2, 8})), fault.Corrupt, nil},
		{"no strips", tiffDir(page()[:2]), fault.Corrupt, nil},
		{"strips without lengths", tiffDir(page()[:3]), fault.Corrupt, nil},
		{"more places than lengths", tiffDir(append(page()[:2], [4]uint32{tagStripOffsets, typeShort, 2, 8}, [4]uint32{tagStripByteCounts, typeShort, 1, 2})), fault.Corrupt, nil},
		{"two strips in the entry itself", tiffDir(append(page()[:2], [4]uint32{tagStripOffsets, typeShort, 2, 8 | 9<<16}, [4]uint32{tagStripByteCounts, typeShort, 2, 2 | 2<<16})), "", nil},
		{"the second of two strips beyond the end", tiffDir(append(page()[:2], [4]uint32{tagStripOffsets, typeShort, 2, 8 | 9<<16}, [4]uint32{tagStripByteCounts, typeShort, 2, 2 | 999<<16})), fault.Truncated, nil},
		{"places that are bytes", tiffDir(append(page()[:2], [4]uint32{tagStripOffsets, 1, 1, 8}, [4]uint32{tagStripByteCounts, 1, 1, 2})), fault.Corrupt, nil},
		{"tiles", tiffDir(append(page()[:2], [4]uint32{tagTileOffsets, typeLong, 1, 8}, [4]uint32{tagTileByteCounts, typeLong, 1, 2})), "", nil},
		{"a tile beyond the end", tiffDir(append(page()[:2], [4]uint32{tagTileOffsets, typeLong, 1, 8}, [4]uint32{tagTileByteCounts, typeLong, 1, 1<<32 - 1})), fault.Truncated, nil},
		{"samples without a size", tiffDir(page([4]uint32{tagBitsPerSample, typeShort, 0, 0})), fault.Corrupt, nil},
		{"sizes of samples beyond the end", tiffDir(page([4]uint32{tagBitsPerSample, typeShort, 3, 9999})), fault.Truncated, nil},
		{"a directory inside the header", edit(tiffDir(page()), "\x08\x00\x00\x00", "\x04\x00\x00\x00"), fault.Corrupt, nil},
		{"no directory", edit(tiffDir(page()), "\x08\x00\x00\x00", "\x00\x00\x00\x00"), fault.Corrupt, nil},
		{"an empty directory", tiffDir(nil), fault.Corrupt, nil},
	})
}
