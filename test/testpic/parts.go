package testpic

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"slices"
)

// The markers that tests look for.
const (
	SOF0 = 0xc0
	SOS  = 0xda
	DRI  = 0xdd
	COM  = 0xfe
)

// Segment is one marker of a JPEG, its body, and for SOS the scan's data.
type Segment struct {
	Marker byte
	Body   []byte
	Data   []byte
}

// SplitJPEG takes a JPEG from testpic apart, SOI and EOI left out.
func SplitJPEG(b []byte) []Segment {
	var parts []Segment
	for at := 2; ; {
		if at+4 > len(b) || b[at] != 0xff {
			panic(fmt.Sprintf("no segment at byte %d", at))
		}
		if b[at+1] == 0xd9 {
			return parts
		}
		p := Segment{Marker: b[at+1]}
		end := at + 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		p.Body = b[at+4 : end]
		at = end
		if p.Marker == SOS {
			for b[at] != 0xff || b[at+1] == 0 || b[at+1]&^7 == 0xd0 {
				at++
			}
			p.Data = b[end:at]
		}
		parts = append(parts, p)
		if at+2 == len(b) && b[at+1] == 0xd9 {
			return parts
		}
	}
}

// JoinJPEG is the inverse of SplitJPEG.
func JoinJPEG(parts ...Segment) []byte {
	b := []byte{0xff, 0xd8}
	for _, p := range parts {
		b = append(appendSegment(b, p.Marker, "", p.Body), p.Data...)
	}
	return append(b, 0xff, 0xd9)
}

// IndexMarker returns the place of the first part with a marker.
func IndexMarker(parts []Segment, marker byte) int {
	i := slices.IndexFunc(parts, func(p Segment) bool { return p.Marker == marker })
	if i < 0 {
		panic(fmt.Sprintf("no segment %#x", marker))
	}
	return i
}

// flatBlock is a block of the colour before it, in the encoder's tables: DC 00,
// end of block 1010, filled up with ones.
const flatBlock = 0x2b

// FlatJPEG is a grey picture of n blocks in a row, with a restart after each.
func FlatJPEG(n int) []Segment {
	parts := SplitJPEG(JPEG(image.NewGray(image.Rect(0, 0, 8*n, 8)), JPEGOptions{}))
	sos := IndexMarker(parts, SOS)
	parts[sos].Data = nil
	for i := range n {
		if i > 0 {
			parts[sos].Data = append(parts[sos].Data, 0xff, 0xd0+byte(i-1)&7)
		}
		parts[sos].Data = append(parts[sos].Data, flatBlock)
	}
	return slices.Insert(parts, sos, Segment{Marker: DRI, Body: []byte{0, 1}})
}

// ProgressiveJPEG is a grey block in two scans, DC and AC, with a comment between.
func ProgressiveJPEG() []Segment {
	parts := FlatJPEG(1)
	sof, sos := IndexMarker(parts, SOF0), IndexMarker(parts, SOS)
	parts[sof].Marker = 0xc2
	id := parts[sof].Body[6]
	parts[sos] = Segment{Marker: SOS, Body: []byte{1, id, 0x00, 0, 0, 0}, Data: []byte{0x3f}}
	return append(parts,
		Segment{Marker: COM, Body: []byte("between the scans")},
		Segment{Marker: SOS, Body: []byte{1, id, 0x00, 1, 63, 0}, Data: []byte{0xaf}},
	)
}

// CMYKJPEG is a picture of four components in four scans, each coded as a grey
// picture of its own. With transform 2 they are YCbCr and K.
func CMYKJPEG(transform byte, planes [4]*image.Gray) []byte {
	adobe := append([]byte("Adobe"), 0, 100, 0, 0, 0, 0, transform)
	parts := []Segment{{Marker: 0xee, Body: adobe}}
	for i, plane := range planes {
		grey := SplitJPEG(JPEG(plane, JPEGOptions{Quality: 100}))
		sof, sos := IndexMarker(grey, SOF0), IndexMarker(grey, SOS)
		if i == 0 {
			parts = append(parts, grey[:sof]...)
			frame := append(bytes.Clone(grey[sof].Body[:5]), 4)
			for id := range byte(4) {
				frame = append(frame, id+1, 0x11, 0)
			}
			parts = append(parts, Segment{Marker: SOF0, Body: frame})
			parts = append(parts, grey[sof+1:sos]...)
		}
		scan := []byte{1, byte(i + 1), 0x00, 0, 63, 0}
		parts = append(parts, Segment{Marker: SOS, Body: scan, Data: grey[sos].Data})
	}
	return JoinJPEG(parts...)
}

// CMYKPlanes are four different greys.
func CMYKPlanes() [4]*image.Gray {
	var planes [4]*image.Gray
	for i := range planes {
		planes[i] = image.NewGray(image.Rect(0, 0, 16, 16))
		for at := range planes[i].Pix {
			planes[i].Pix[at] = byte(40 + 50*i)
		}
	}
	return planes
}

// Chunk is one chunk of a PNG. Without a name of its own its literals need no keys.
type Chunk = struct {
	Name string
	Body []byte
}

func SplitPNG(b []byte) []Chunk {
	var chunks []Chunk
	for at := 8; at < len(b); {
		n := int(binary.BigEndian.Uint32(b[at:]))
		chunks = append(chunks, Chunk{string(b[at+4 : at+8]), b[at+8 : at+8+n]})
		at += 12 + n
	}
	return chunks
}

// JoinPNG is the inverse of SplitPNG, with right checksums.
func JoinPNG(chunks ...Chunk) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	for _, c := range chunks {
		b = AppendPNGChunk(b, c.Name, c.Body)
	}
	return b
}

// Paletted is a picture of 16×8 px in two colours, the second see-through.
func Paletted() *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, 16, 8), color.Palette{color.White, color.NRGBA{1, 2, 3, 4}})
}

// JPEGSeeds are small JPEGs of every kind, as seeds of fuzzers.
func JPEGSeeds() [][]byte {
	scene := Scene(16, 8)
	return [][]byte{
		JPEG(scene, JPEGOptions{}),
		JPEG(scene, JPEGOptions{
			Orientation: 6, GPS: true, Thumbnail: true, XMP: true, IPTC: true, ICC: true, Comment: true, Trailing: []byte("trailing"),
		}),
		JoinJPEG(ProgressiveJPEG()...),
		JoinJPEG(FlatJPEG(9)...),
		CMYKJPEG(2, CMYKPlanes()),
		Blocks(scene, Progressive, JPEGOptions{}),
		Blocks(scene, Arithmetic, JPEGOptions{}),
		Blocks(scene, TwelveBit, JPEGOptions{}),
		MPF(scene, JPEGOptions{Orientation: 8}, JPEG(scene, JPEGOptions{})),
		JPEGHeader(65535, 65535),
	}
}

// PNGSeeds are small PNGs of every kind, as seeds of fuzzers.
func PNGSeeds() [][]byte {
	scene := Scene(16, 8)
	chunks := SplitPNG(PNG(Paletted(), PNGOptions{}))
	animated := append([]Chunk{chunks[0], {"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}}, chunks[1:]...)
	return [][]byte{
		PNG(scene, PNGOptions{}),
		PNG(scene, PNGOptions{
			Orientation: 6, GPS: true, Text: true, XMP: true, ICC: true, Trailing: []byte("trailing"),
		}),
		JoinPNG(animated...),
		APNG(scene, scene, scene),
		PNGHeader(1<<31-1, 1<<31-1),
	}
}

// RepairPNG gives every chunk its right checksum, so that the fuzzer gets past them.
func RepairPNG(b []byte) []byte {
	b = bytes.Clone(b)
	for at := 8; at+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[at:]))
		if n > int64(len(b)-at-12) {
			break
		}
		end := at + 8 + int(n)
		binary.BigEndian.PutUint32(b[end:], crc32.ChecksumIEEE(b[at+4:end]))
		at = end + 4
	}
	return b
}

// Edit replaces what must be there.
func Edit(b []byte, from, to string) []byte {
	if !bytes.Contains(b, []byte(from)) {
		panic("nothing to edit: " + from)
	}
	return bytes.Replace(b, []byte(from), []byte(to), 1)
}

// TIFFBlock builds a little-endian block from its words, for EXIF by hand.
func TIFFBlock(head string, words ...uint32) []byte {
	b := []byte(head)
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// EntryWord is the first half of an entry: tag and type.
func EntryWord(tag, typ uint32) uint32 { return tag | typ<<16 }

// BMPHeader is a BMP without pixels.
func BMPHeader(width, height uint32, bits uint16, compression uint32) []byte {
	b := append([]byte("BM"), make([]byte, 52)...)
	binary.LittleEndian.PutUint32(b[10:], 54)
	binary.LittleEndian.PutUint32(b[14:], 40)
	binary.LittleEndian.PutUint32(b[18:], width)
	binary.LittleEndian.PutUint32(b[22:], height)
	binary.LittleEndian.PutUint16(b[28:], bits)
	binary.LittleEndian.PutUint32(b[30:], compression)
	return b
}
