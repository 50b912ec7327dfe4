package tiff

import (
	"encoding/binary"
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

func TestCheck_structure(t *testing.T) {
	page := func(more ...[4]uint32) [][4]uint32 {
		return append([][4]uint32{{tagImageWidth, exif.TypeShort, 1, 9}, {tagImageLength, exif.TypeLong, 1, 7},
			{exif.TagStripOffsets, exif.TypeLong, 1, 8}, {tagStripByteCounts, exif.TypeShort, 1, 20}}, more...)
	}
	two := tiffDir(page(), page())
	imagetest.Run(t, Inspect, Check, []imagetest.Structure{
		{"the smallest valid file", tiffDir(page()), "", func(i container.Info) bool {
			return i.Width == 9 && i.Height == 7 && i.BitDepth == 1 && i.Channels == 1 && !i.Animated
		}},
		{"CMYK", tiffDir(page([4]uint32{tagPhotometric, exif.TypeShort, 1, 5}, [4]uint32{tagBitsPerSample, exif.TypeShort, 1, 8})), "",
			func(i container.Info) bool { return i.Channels == 4 && i.BitDepth == 8 }},
		{"RGB and alpha", tiffDir(page([4]uint32{tagPhotometric, exif.TypeShort, 1, 2}, [4]uint32{tagSamplesPerPixel, exif.TypeShort, 1, 4},
			[4]uint32{tagExtraSamples, exif.TypeShort, 1, 2})), "", func(i container.Info) bool { return i.Alpha && i.Channels == 3 }},
		{"all metadata", tiffDir(page([4]uint32{tagXMP, 1, 1, 0}, [4]uint32{tagIPTC, 4, 1, 0}, [4]uint32{tagEXIF, 4, 1, 8},
			[4]uint32{exif.TagGPS, 4, 1, 8}, [4]uint32{tagICC, 7, 1, 0})), "", func(i container.Info) bool {
			return i.Metadata == container.Metadata{EXIF: true, GPS: true, XMP: true, IPTC: true, ICC: true}
		}},
		{"Photoshop's resources", tiffDir(page([4]uint32{tagPhotoshop, 1, 1, 0})), "", func(i container.Info) bool { return i.Metadata.IPTC }},
		{"orientation 9", tiffDir(page([4]uint32{exif.TagOrientation, exif.TypeShort, 1, 9})), "", func(i container.Info) bool { return i.Orientation == container.Normal }},
		{"two pages", two, "", func(i container.Info) bool { return i.Animated && i.Pages == 2 }},
		{"a page and its thumbnail", tiffDir(page(), page([4]uint32{tagSubfileType, exif.TypeLong, 1, 1})), "",
			func(i container.Info) bool { return i.Metadata.Thumbnail && !i.Animated }},
		{"no width", tiffDir(page()[1:]), fault.Corrupt, nil},
		{"a width of two values", tiffDir(append(page()[1:], [4]uint32{tagImageWidth, exif.TypeLong, 2, 8})), fault.Corrupt, nil},
		{"no strips", tiffDir(page()[:2]), fault.Corrupt, nil},
		{"strips without lengths", tiffDir(page()[:3]), fault.Corrupt, nil},
		{"more places than lengths", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, exif.TypeShort, 2, 8}, [4]uint32{tagStripByteCounts, exif.TypeShort, 1, 2})), fault.Corrupt, nil},
		{"two strips in the entry itself", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, exif.TypeShort, 2, 8 | 9<<16}, [4]uint32{tagStripByteCounts, exif.TypeShort, 2, 2 | 2<<16})), "", nil},
		{"the second of two strips beyond the end", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, exif.TypeShort, 2, 8 | 9<<16}, [4]uint32{tagStripByteCounts, exif.TypeShort, 2, 2 | 999<<16})), fault.Truncated, nil},
		{"places that are bytes", tiffDir(append(page()[:2], [4]uint32{exif.TagStripOffsets, 1, 1, 8}, [4]uint32{tagStripByteCounts, 1, 1, 2})), fault.Corrupt, nil},
		{"tiles", tiffDir(append(page()[:2], [4]uint32{tagTileOffsets, exif.TypeLong, 1, 8}, [4]uint32{tagTileByteCounts, exif.TypeLong, 1, 2})), "", nil},
		{"a tile beyond the end", tiffDir(append(page()[:2], [4]uint32{tagTileOffsets, exif.TypeLong, 1, 8}, [4]uint32{tagTileByteCounts, exif.TypeLong, 1, 1<<32 - 1})), fault.Truncated, nil},
		{"samples without a size", tiffDir(page([4]uint32{tagBitsPerSample, exif.TypeShort, 0, 0})), fault.Corrupt, nil},
		{"sizes of samples beyond the end", tiffDir(page([4]uint32{tagBitsPerSample, exif.TypeShort, 3, 9999})), fault.Truncated, nil},
		{"a directory inside the header", testpic.Edit(tiffDir(page()), "\x08\x00\x00\x00", "\x04\x00\x00\x00"), fault.Corrupt, nil},
		{"no directory", testpic.Edit(tiffDir(page()), "\x08\x00\x00\x00", "\x00\x00\x00\x00"), fault.Corrupt, nil},
		{"an empty directory", tiffDir(nil), fault.Corrupt, nil},
	})
}
