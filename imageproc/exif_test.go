package imageproc

import (
	"encoding/binary"
	"strings"
	"testing"

	"credential-capture/test/testpic"
)

// tiffBlock builds a little-endian block from its words, for EXIF by hand.
func tiffBlock(head string, words ...uint32) []byte {
	b := []byte(head)
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// entryWord is the first half of an entry: tag and type.
func entryWord(tag, typ uint32) uint32 { return tag | typ<<16 }

func TestEXIFOrientation(t *testing.T) {
	for o := Normal; o <= 8; o++ {
		for name, order := range map[string]byteOrder{"big": binary.BigEndian, "little": binary.LittleEndian} {
			got := parseEXIF(appendOrientation(nil, order, o))
			if want := (exifInfo{orientation: o}); got != want {
				t.Errorf("%d %s-endian: got %+v, want %+v", o, name, got, want)
			}
		}
	}
}

func TestOrientationEXIFIsSmall(t *testing.T) {
	if got := len(orientationEXIF(6)); got != 26 {
		t.Errorf("%d bytes, want 26", got)
	}
}

// TestEXIFThatIsOdd has one input for each way that a block can be wrong. Never is
// there an error: what can't be read is private and upright.
func TestEXIFThatIsOdd(t *testing.T) {
	const little = "II*\x00\x08\x00\x00\x00"
	plain := appendOrientation(nil, binary.LittleEndian, 6)
	private := exifInfo{orientation: Normal, private: true}
	turned := exifInfo{orientation: 6, private: true}
	for _, tt := range []struct {
		name string
		in   []byte
		want exifInfo
	}{
		{"nothing", nil, private},
		{"half a header", plain[:7], private},
		{"another byte order", append([]byte("XX"), plain[2:]...), private},
		{"BigTIFF", append([]byte("II+\x00"), plain[4:]...), private},
		{"only a header", plain[:8], private},
		{"half a count", plain[:9], private},
		{"a count without entries", plain[:10], private},
		{"half an entry", plain[:21], private},
		{"an entry without the next offset", plain[:22], turned},
		{"a byte too many", append(plain[:26:26], 0), turned},
		{"a directory inside the header", tiffBlock("II*\x00\x04\x00\x00\x00", 1, 2, 3), private},
		{"a directory beyond the end", tiffBlock("II*\x00\xff\xff\xff\xff", 1, 2, 3), private},
		{"orientation 0", appendOrientation(nil, binary.LittleEndian, 0), private},
		{"orientation 9", appendOrientation(nil, binary.LittleEndian, 9), private},
		{"an orientation of two", tiffBlock(little+"\x01\x00", entryWord(tagOrientation, typeShort), 2, 6, 0), private},
		{"an orientation that is LONG", tiffBlock(little+"\x01\x00", entryWord(tagOrientation, typeLong), 1, 6, 0), private},
		{"fewer entries than announced", tiffBlock(little+"\x09\x00", entryWord(tagOrientation, typeShort), 1, 6, 0), turned},
		{"a GPS directory that is this one", tiffBlock(little+"\x02\x00", entryWord(tagOrientation, typeShort), 1, 6,
			entryWord(tagGPS, typeLong), 1, 8, 0), turned},
		{"a next directory that is this one", tiffBlock(little+"\x01\x00", entryWord(tagOrientation, typeShort), 1, 6, 8), turned},
		{"a GPS directory beyond the end", tiffBlock(little+"\x01\x00", entryWord(tagGPS, typeLong), 1, 1<<31, 0), private},
		{"a GPS pointer of a wrong type", tiffBlock(little+"\x01\x00", entryWord(tagGPS, 7), 1, 8, 0), private},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := parseEXIF(tt.in); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestEXIFOfACamera(t *testing.T) {
	block := func(o testpic.JPEGOptions) []byte {
		b := testpic.JPEG(testpic.Scene(16, 16), o)
		at := strings.Index(string(b), "Exif\x00\x00")
		return trimEXIFHeader(b[at : at-2+int(binary.BigEndian.Uint16(b[at-2:]))])
	}
	for _, tt := range []struct {
		name string
		with testpic.JPEGOptions
		want exifInfo
	}{
		{"only the orientation", testpic.JPEGOptions{Orientation: 6}, exifInfo{orientation: 6}},
		{"the camera", testpic.JPEGOptions{Orientation: 3, EXIF: true}, exifInfo{orientation: 3, private: true}},
		{"coordinates", testpic.JPEGOptions{GPS: true}, exifInfo{orientation: 1, private: true, gps: true}},
		{"a thumbnail", testpic.JPEGOptions{Thumbnail: true}, exifInfo{orientation: 1, private: true, thumbnail: true}},
		{"all", testpic.JPEGOptions{Orientation: 8, EXIF: true, GPS: true, Thumbnail: true},
			exifInfo{orientation: 8, private: true, gps: true, thumbnail: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := parseEXIF(block(tt.with)); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestOrientationThen(t *testing.T) {
	// From libavif's table of irot and imir: counter-clockwise quarters, then a mirror.
	for _, tt := range []struct{ first, second, want Orientation }{
		{1, 1, 1}, {8, 1, 8}, {1, 2, 2}, {1, 4, 4},
		{8, 2, 7}, {8, 4, 5}, {3, 2, 4}, {3, 4, 2}, {6, 2, 5}, {6, 4, 7},
		{6, 6, 3}, {6, 8, 1}, {2, 2, 1}, {2, 6, 7}, {5, 5, 1}, {0, 6, 1}, {6, 9, 1},
	} {
		if got := tt.first.then(tt.second); got != tt.want {
			t.Errorf("%d then %d = %d, want %d", tt.first, tt.second, got, tt.want)
		}
	}
}
