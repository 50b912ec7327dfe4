package tiff

import (
	"encoding/binary"
	"errors"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/exif"
	"credential-capture/test/imagetest"
	"credential-capture/test/testpic"
)

// tiffDir is a little-endian TIFF of directories, each of tag, type, count and value.
func tiffDir(dirs ...[][4]uint32) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	for i, d := range dirs {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(d)))
		for _, e := range d {
			b = binary.LittleEndian.AppendUint32(b, testpic.EntryWord(e[0], e[1]))
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

// bigTIFF is a little-endian BigTIFF of one directory.
func bigTIFF(d [][4]uint32) []byte {
	b := []byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00")
	b = binary.LittleEndian.AppendUint64(b, uint64(len(d)))
	for _, e := range d {
		b = binary.LittleEndian.AppendUint32(b, testpic.EntryWord(e[0], e[1]))
		b = binary.LittleEndian.AppendUint64(b, uint64(e[2]))
		b = binary.LittleEndian.AppendUint64(b, uint64(e[3]))
	}
	return append(b, make([]byte, 72)...)
}

// TestInspect_unsupported: Inspect names what package gocodec doesn't decode.
func TestInspect_unsupported(t *testing.T) {
	short := func(tag, value uint32) [4]uint32 { return [4]uint32{tag, exif.TypeShort, 1, value} }
	page := func(more ...[4]uint32) [][4]uint32 {
		return append([][4]uint32{short(tagImageWidth, 9), short(tagImageLength, 7), {exif.TagStripOffsets, exif.TypeLong, 1, 8}, short(tagStripByteCounts, 20)}, more...)
	}
	rgb := func(more ...[4]uint32) [][4]uint32 {
		return page(append(more, short(tagPhotometric, 2), short(tagSamplesPerPixel, 3), short(tagBitsPerSample, 8))...)
	}
	// The second directory isn't in the chain: the first one's next is cleared.
	below := func(first, second [][4]uint32) []byte {
		at := uint32(8 + 2 + 12*(len(first)+1) + 4)
		first = append(first, [4]uint32{tagSubIFDs, exif.TypeLong, 1, at})
		b := tiffDir(first, second)
		clear(b[at-4 : at])
		return b
	}
	for _, tt := range []struct {
		want string
		b    []byte
	}{
		{"camera raw", tiffDir(page([4]uint32{tagDNGVersion, 1, 4, 0x401}))},
		{"camera raw", tiffDir(page(short(tagPhotometric, colourFilterArray)))},
		{"camera raw", tiffDir(page(), page(short(tagPhotometric, linearRaw)))},
		{"camera raw", tiffDir(page(short(tagCompression, 34713)))},
		{"camera raw", below(page(), page(short(tagPhotometric, colourFilterArray)))},
		{"camera raw", below(page(short(tagSubfileType, 1)), page())},
		{"", below(page(), page(short(tagSubfileType, 1)))},
		{"", below(page(), page())},
		{"JPEG 2000", tiffDir(rgb(short(tagCompression, 34712)))},
		{"LZMA", tiffDir(rgb(short(tagCompression, 34925)))},
		{"compression 9999", tiffDir(rgb(short(tagCompression, 9999)))},
		{"CIE L*a*b*", tiffDir(page(short(tagPhotometric, 8), short(tagSamplesPerPixel, 3), short(tagBitsPerSample, 8)))},
		{"photometric interpretation 77", tiffDir(page(short(tagPhotometric, 77)))},
		{"floating-point samples", tiffDir(rgb(short(tagSampleFormat, 3)))},
		{"sample format 2", tiffDir(rgb(short(tagSampleFormat, 2)))},
		{"bits a sample: 17", tiffDir(page(short(tagPhotometric, 1), short(tagBitsPerSample, 17)))},
		{"", tiffDir(page(short(tagPhotometric, 1), short(tagBitsPerSample, 16)))},
		{"bits a sample: 9", tiffDir(page(short(tagPhotometric, 3), short(tagBitsPerSample, 9)))},
		{"a palette beside other samples", tiffDir(page(short(tagPhotometric, 3), short(tagBitsPerSample, 4), short(tagSamplesPerPixel, 2)))},
		{"", tiffDir(page(short(tagPhotometric, 3), short(tagBitsPerSample, 8), short(tagSamplesPerPixel, 2)))},
		{"predictor 3", tiffDir(rgb(short(tagPredictor, 3)))},
		{"predictor 2", tiffDir(page(short(tagPredictor, 2), short(tagBitsPerSample, 4)))},
		{"", tiffDir(rgb(short(tagPredictor, 2)))},
		{"CCITT of more than one bit", tiffDir(page(short(tagCompression, Group4), short(tagBitsPerSample, 8)))},
		{"", tiffDir(page(short(tagCompression, Group4)))},
		{"inks other than CMYK", tiffDir(page(short(tagPhotometric, CMYK), short(tagSamplesPerPixel, 4), short(tagBitsPerSample, 8), short(tagInkSet, 2)))},
		{"old-style JPEG", tiffDir(rgb(short(tagCompression, OldJPEG)))},
		{"samples of different sizes", tiffDir(page(short(tagPhotometric, RGB), short(tagSamplesPerPixel, 3), [4]uint32{tagBitsPerSample, exif.TypeShort, 2, 5 | 6<<16}))},
	} {
		info, err := imagetest.Read(Inspect, tt.b)
		var e *fault.Error
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%+v: %v", info, err)
		case tt.want != "" && (!errors.As(err, &e) || e.Code != fault.UnsupportedFormat || e.Details["coding"] != tt.want || e.Details["format"] != "tiff"):
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

func TestCheck_structure(t *testing.T) {
	page := func(more ...[4]uint32) [][4]uint32 {
		return append([][4]uint32{{tagImageWidth, exif.TypeShort, 1, 9}, {tagImageLength, exif.TypeLong, 1, 7},
			{exif.TagStripOffsets, exif.TypeLong, 1, 8}, {tagStripByteCounts, exif.TypeShort, 1, 20}}, more...)
	}
	two := tiffDir(page(), page())
	packed := [4]uint32{tagCompression, exif.TypeLong, 1, PackBits}
	strip := func(size uint32) []byte {
		return tiffDir(append(page()[:3], [4]uint32{tagStripByteCounts, exif.TypeShort, 1, size}))
	}
	imagetest.Run(t, Inspect, Check, []imagetest.Structure{
		{"the smallest valid file", tiffDir(page()), "", func(i container.Info) bool {
			return i.Width == 9 && i.Height == 7 && i.BitDepth == 1 && i.Channels == 1 && !i.Animated
		}},
		{"CMYK", tiffDir(page([4]uint32{tagPhotometric, exif.TypeShort, 1, 5}, [4]uint32{tagBitsPerSample, exif.TypeShort, 1, 8}, [4]uint32{tagSamplesPerPixel, exif.TypeShort, 1, 4}, packed)), "",
			func(i container.Info) bool { return i.Channels == 4 && i.BitDepth == 8 }},
		{"RGB and alpha", tiffDir(page([4]uint32{tagPhotometric, exif.TypeShort, 1, 2}, [4]uint32{tagSamplesPerPixel, exif.TypeShort, 1, 4},
			[4]uint32{tagExtraSamples, exif.TypeShort, 1, 2}, packed)), "", func(i container.Info) bool { return i.Alpha && i.Channels == 3 }},
		{"RGB and a sample of unknown meaning", tiffDir(page([4]uint32{tagPhotometric, exif.TypeShort, 1, 2}, [4]uint32{tagSamplesPerPixel, exif.TypeShort, 1, 4}, packed)), "",
			func(i container.Info) bool { return i.Alpha }},
		{"grey and a sample of unknown meaning", tiffDir(page([4]uint32{tagSamplesPerPixel, exif.TypeShort, 1, 2}, packed)), "",
			func(i container.Info) bool { return !i.Alpha }},
		{"all metadata", tiffDir(page([4]uint32{tagXMP, 1, 1, 0}, [4]uint32{tagIPTC, 4, 1, 0}, [4]uint32{tagEXIF, 4, 1, 8},
			[4]uint32{exif.TagGPS, 4, 1, 8}, [4]uint32{tagICC, 7, 1, 0})), "", func(i container.Info) bool {
			return i.Metadata == container.Metadata{EXIF: true, GPS: true, XMP: true, IPTC: true, ICC: true}
		}},
		{"Photoshop's resources", tiffDir(page([4]uint32{tagPhotoshop, 1, 1, 0})), "", func(i container.Info) bool { return i.Metadata.IPTC }},
		{"orientation 9", tiffDir(page([4]uint32{exif.TagOrientation, exif.TypeShort, 1, 9})), "", func(i container.Info) bool { return i.Orientation == container.Normal }},
		{"two pages", two, "", func(i container.Info) bool { return i.Animated && i.Pages == 2 }},
		{"a page and its thumbnail", tiffDir(page(), page([4]uint32{tagSubfileType, exif.TypeLong, 1, 1})), "",
			func(i container.Info) bool { return i.Metadata.Thumbnail && !i.Animated }},
		{"a thumbnail before its page", tiffDir(append(page()[1:], [4]uint32{tagImageWidth, exif.TypeShort, 1, 2}, [4]uint32{tagSubfileType, exif.TypeLong, 1, 1}), page()), "",
			func(i container.Info) bool { return i.Width == 9 && i.Pages == 1 && i.Metadata.Thumbnail }},
		{"only a thumbnail", tiffDir(page([4]uint32{tagSubfileType, exif.TypeLong, 1, 1})), "", func(i container.Info) bool { return i.Width == 9 && i.Pages == 1 }},
		{"BigTIFF", bigTIFF(page()), "", func(i container.Info) bool { return i.Width == 9 && i.Height == 7 && i.Pages == 1 }},
		{"BigTIFF whose strip is beyond the end", bigTIFF(append(page()[:2], [4]uint32{exif.TagStripOffsets, typeLong8, 1, 9999}, [4]uint32{tagStripByteCounts, typeLong8, 1, 20})), fault.Truncated, nil},
		{"too few strips", tiffDir(page([4]uint32{tagRowsPerStrip, exif.TypeShort, 1, 6})), fault.Corrupt, nil},
		{"just enough strips", tiffDir(page([4]uint32{tagRowsPerStrip, exif.TypeShort, 1, 7})), "", nil},
		{"a tile of gigabytes", tiffDir(append(page()[:2], [4]uint32{tagTileWidth, exif.TypeLong, 1, 1 << 20}, [4]uint32{tagTileLength, exif.TypeLong, 1, 1 << 20}, [4]uint32{tagTileOffsets, exif.TypeLong, 1, 8}, [4]uint32{tagTileByteCounts, exif.TypeLong, 1, 2})), fault.Corrupt, nil},
		{"more colours than samples", tiffDir(page([4]uint32{tagPhotometric, exif.TypeShort, 1, 2})), fault.Corrupt, nil},
		{"a strip just too short", strip(13), fault.Truncated, nil},
		{"a strip just long enough", strip(14), "", nil},
		{"no width", tiffDir(page()[1:]), fault.Corrupt, nil},
		{"a width of two values", tiffDir(append(page()[1:], [4]uint32{tagImageWidth, exif.TypeLong, 2, 8})), fault.Corrupt, nil},
		{"no strips", tiffDir(page()[:2]), fault.Corrupt, nil},
		{"a strip without a length", tiffDir(page()[:3]), "", nil},
		{"a strip of no length", strip(0), "", nil},
		{"a packed strip of no length", tiffDir(append(page()[:3], packed, [4]uint32{tagStripByteCounts, exif.TypeShort, 1, 0})), "", nil},
		{"a strip that says too much", strip(9999), "", nil},
		{"a packed strip that says too much", tiffDir(append(page()[:3], packed, [4]uint32{tagStripByteCounts, exif.TypeShort, 1, 9999})), fault.Truncated, nil},
		{"two strips without lengths", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, exif.TypeShort, 2, 8 | 9<<16}, [4]uint32{tagRowsPerStrip, exif.TypeShort, 1, 6})), fault.Corrupt, nil},
		{"more places than lengths", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, exif.TypeShort, 2, 8}, [4]uint32{tagStripByteCounts, exif.TypeShort, 1, 2})), fault.Corrupt, nil},
		{"two strips in the entry itself", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, exif.TypeShort, 2, 8 | 9<<16}, [4]uint32{tagStripByteCounts, exif.TypeShort, 2, 2 | 2<<16}, packed)), "", nil},
		{"the second of two strips beyond the end", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, exif.TypeShort, 2, 8 | 9<<16}, [4]uint32{tagStripByteCounts, exif.TypeShort, 2, 2 | 999<<16})), fault.Truncated, nil},
		{"places that are bytes", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, 1, 1, 8}, [4]uint32{tagStripByteCounts, 1, 1, 2})), fault.Corrupt, nil},
		{"tiles", tiffDir(append(page()[:2], [4]uint32{tagTileWidth, exif.TypeShort, 1, 16}, [4]uint32{tagTileLength, exif.TypeShort, 1, 16}, [4]uint32{tagTileOffsets, exif.TypeLong, 1, 8}, [4]uint32{tagTileByteCounts, exif.TypeLong, 1, 32})), "", nil},
		{"a tile just too short", tiffDir(append(page()[:2], [4]uint32{tagTileWidth, exif.TypeShort, 1, 16}, [4]uint32{tagTileLength, exif.TypeShort, 1, 16}, [4]uint32{tagTileOffsets, exif.TypeLong, 1, 8}, [4]uint32{tagTileByteCounts, exif.TypeLong, 1, 31})), fault.Truncated, nil},
		{"a tile beyond the end", tiffDir(append(page()[:2], [4]uint32{tagTileWidth, exif.TypeShort, 1, 16}, [4]uint32{tagTileLength, exif.TypeShort, 1, 16}, [4]uint32{tagTileOffsets, exif.TypeLong, 1, 9999}, [4]uint32{tagTileByteCounts, exif.TypeLong, 1, 1<<32 - 1})), fault.Truncated, nil},
		{"samples without a size", tiffDir(page([4]uint32{tagBitsPerSample, exif.TypeShort, 0, 0})), fault.Corrupt, nil},
		{"sizes of samples beyond the end", tiffDir(page([4]uint32{tagBitsPerSample, exif.TypeShort, 3, 9999})), fault.Truncated, nil},
		{"a directory inside the header", testpic.Edit(tiffDir(page()), "\x08\x00\x00\x00", "\x04\x00\x00\x00"), fault.Corrupt, nil},
		{"no directory", testpic.Edit(tiffDir(page()), "\x08\x00\x00\x00", "\x00\x00\x00\x00"), fault.Corrupt, nil},
		{"an empty directory", tiffDir(nil), fault.Corrupt, nil},
	})
}
