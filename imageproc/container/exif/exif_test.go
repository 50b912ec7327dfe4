package exif

import (
	"encoding/binary"
	"strings"
	"testing"

	"credential-capture/imageproc/container"
	"credential-capture/test/testpic"
)

func TestParse_orientation(t *testing.T) {
	for o := container.Normal; o <= 8; o++ {
		for name, order := range map[string]binary.ByteOrder{"big": binary.BigEndian, "little": binary.LittleEndian} {
			got := Parse(encode(order, o))
			if want := (Block{Orientation: o}); got != want {
				t.Errorf("%d %s-endian: got %+v, want %+v", o, name, got, want)
			}
		}
	}
}

func TestEncode_isSmall(t *testing.T) {
	if got := len(Encode(6)); got != 26 {
		t.Errorf("%d bytes, want 26", got)
	}
}

// TestParse_malformed: what can't be read is private and upright.
func TestParse_malformed(t *testing.T) {
	const little = "II*\x00\x08\x00\x00\x00"
	plain := encode(binary.LittleEndian, 6)
	private := Block{Orientation: container.Normal, Private: true}
	turned := Block{Orientation: 6, Private: true}
	for _, tt := range []struct {
		name string
		in   []byte
		want Block
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
		{"a directory inside the header", testpic.TIFFBlock("II*\x00\x04\x00\x00\x00", 1, 2, 3), private},
		{"a directory beyond the end", testpic.TIFFBlock("II*\x00\xff\xff\xff\xff", 1, 2, 3), private},
		{"orientation 0", encode(binary.LittleEndian, 0), private},
		{"orientation 9", encode(binary.LittleEndian, 9), private},
		{"an orientation of two", testpic.TIFFBlock(little+"\x01\x00", testpic.EntryWord(TagOrientation, TypeShort), 2, 6, 0), private},
		{"an orientation that is LONG", testpic.TIFFBlock(little+"\x01\x00", testpic.EntryWord(TagOrientation, TypeLong), 1, 6, 0), private},
		{"fewer entries than announced", testpic.TIFFBlock(little+"\x09\x00", testpic.EntryWord(TagOrientation, TypeShort), 1, 6, 0), turned},
		{"a GPS directory that is this one", testpic.TIFFBlock(little+"\x02\x00", testpic.EntryWord(TagOrientation, TypeShort), 1, 6,
			testpic.EntryWord(TagGPS, TypeLong), 1, 8, 0), turned},
		{"a next directory that is this one", testpic.TIFFBlock(little+"\x01\x00", testpic.EntryWord(TagOrientation, TypeShort), 1, 6, 8), turned},
		{"a GPS directory beyond the end", testpic.TIFFBlock(little+"\x01\x00", testpic.EntryWord(TagGPS, TypeLong), 1, 1<<31, 0), private},
		{"a GPS pointer of a wrong type", testpic.TIFFBlock(little+"\x01\x00", testpic.EntryWord(TagGPS, 7), 1, 8, 0), private},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Parse(tt.in); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestParse_camera(t *testing.T) {
	block := func(o testpic.JPEGOptions) []byte {
		b := testpic.JPEG(testpic.Scene(16, 16), o)
		at := strings.Index(string(b), "Exif\x00\x00")
		return TrimHeader(b[at : at-2+int(binary.BigEndian.Uint16(b[at-2:]))])
	}
	for _, tt := range []struct {
		name string
		with testpic.JPEGOptions
		want Block
	}{
		{"only the orientation", testpic.JPEGOptions{Orientation: 6}, Block{Orientation: 6}},
		{"the camera", testpic.JPEGOptions{Orientation: 3, EXIF: true}, Block{Orientation: 3, Private: true}},
		{"coordinates", testpic.JPEGOptions{GPS: true}, Block{Orientation: 1, Private: true, GPS: true}},
		{"a thumbnail", testpic.JPEGOptions{Thumbnail: true}, Block{Orientation: 1, Private: true, Thumbnail: true}},
		{"all", testpic.JPEGOptions{Orientation: 8, EXIF: true, GPS: true, Thumbnail: true},
			Block{Orientation: 8, Private: true, GPS: true, Thumbnail: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Parse(block(tt.with)); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// FuzzEXIF checks that a block that isn't private is the one that Encode writes.
func FuzzEXIF(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		e := Parse(b)
		if !e.Orientation.Valid() {
			t.Errorf("orientation %d", e.Orientation)
		}
		if !e.Private && (len(b) != len(Encode(1)) || e.GPS || e.Thumbnail) {
			t.Errorf("%d bytes pass as %+v", len(b), e)
		}
		if again := Parse(Encode(e.Orientation)); again != (Block{Orientation: e.Orientation}) {
			t.Errorf("%+v, written and read again %+v", e, again)
		}
	})
}
