package bmff

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

// isoBox is a box of an ISO base media file.
func isoBox(name string, parts ...string) string {
	body := ""
	for _, p := range parts {
		body += p
	}
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + name + body
}

// heicOf is a HEIC whose primary item, number 1, has these properties; more boxes go into its
// meta box. Its pixels are the file's first 16 bytes.
func heicOf(properties []string, more ...string) []byte {
	list, associations := "", "\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01"+string(rune(len(properties)))
	for i, p := range properties {
		list += p
		associations += string(rune(i + 1))
	}
	parts := append([]string{"\x00\x00\x00\x00",
		isoBox("pitm", "\x00\x00\x00\x00\x00\x01"),
		isoBox("iprp", isoBox("ipco", list), isoBox("ipma", associations)),
	}, more...)
	return []byte(isoBox("ftyp", "heic\x00\x00\x00\x00mif1") + isoBox("meta", parts...))
}

const (
	ispe = "\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x00\x0f\xc0\x00\x00\x0b\xd0" // 4032 × 3024
	// One item, number 1: 16 bytes at 0.
	iloc = "\x00\x00\x00\x1eiloc\x00\x00\x00\x00\x44\x00\x00\x01\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x10"
)

func TestInspect_orientation(t *testing.T) {
	for o := container.Normal; o <= 8; o++ {
		for name, build := range map[string]func(w, h, o int) []byte{"heic": testpic.HEIC, "avif": testpic.AVIF} {
			info, err := imagetest.Read(Inspect, build(40, 30, int(o)))
			if err != nil || info.Orientation != o {
				t.Errorf("%s %d: %+v, %v", name, o, info, err)
			}
		}
	}
	irot := func(n string) string { return isoBox("irot", n) }
	imir := func(n string) string { return isoBox("imir", n) }
	for _, tt := range []struct {
		name       string
		properties []string
		want       container.Orientation
	}{
		{"a quarter counter-clockwise", []string{ispe, irot("\x01")}, 8},
		{"top and bottom", []string{ispe, imir("\x00")}, 4},
		{"left and right", []string{ispe, imir("\x01")}, 2},
		{"turned, then mirrored", []string{ispe, irot("\x01"), imir("\x01")}, 7},
		{"mirrored, then turned", []string{ispe, imir("\x01"), irot("\x01")}, 5},
		{"bits that mean nothing", []string{ispe, irot("\xfc")}, 1},
		{"empty boxes", []string{ispe, irot(""), imir("")}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, err := imagetest.Read(Inspect, heicOf(tt.properties))
			if err != nil || info.Orientation != tt.want {
				t.Errorf("got %+v, %v, want %d", info, err, tt.want)
			}
		})
	}
}

func TestCheck_structure(t *testing.T) {
	turned := string(exif.Encode(6))
	camera := bytes.Index(testpic.JPEG(testpic.Scene(60, 40), testpic.JPEGOptions{GPS: true}), []byte("MM\x00*"))
	gps := testpic.JPEG(testpic.Scene(60, 40), testpic.JPEGOptions{GPS: true})[camera : camera+200]
	item := func(kind string) string {
		return isoBox("iinf", "\x00\x00\x00\x00\x00\x01", isoBox("infe", "\x02\x00\x00\x00\x00\x02\x00\x00", kind))
	}
	// Item 1 is as in iloc, item 2 the end of the file.
	withItem := func(kind string, data string) []byte {
		place := "\x00\x00\x00\x00\x44\x00\x00\x02\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x10\x00\x02\x00\x00\x00\x01"
		size := string(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
		n := len(heicOf([]string{ispe}, item(kind), isoBox("iloc", place, "????", size))) + 8
		at := string(binary.BigEndian.AppendUint32(nil, uint32(n)))
		return append(heicOf([]string{ispe}, item(kind), isoBox("iloc", place, at, size)), isoBox("mdat", data)...)
	}
	whole := heicOf([]string{ispe}, iloc)
	ipma := func(item string) string {
		return isoBox("ipma", "\x00\x00\x00\x00\x00\x00\x00\x01\x00"+item+"\x01\x01")
	}
	twoAssociations := []byte(isoBox("ftyp", "heic\x00\x00\x00\x00mif1") + isoBox("meta", "\x00\x00\x00\x00",
		isoBox("pitm", "\x00\x00\x00\x00\x00\x01"), isoBox("iprp", isoBox("ipco", ispe), ipma("\x01"), ipma("\x02")), iloc))
	imagetest.Run(t, Inspect, Check, []imagetest.Structure{
		{"the smallest valid file", whole, "", func(i container.Info) bool { return i.Width == 4032 && i.Height == 3024 && !i.Alpha && !i.Animated }},
		{"ten bits of grey", heicOf([]string{ispe, isoBox("pixi", "\x00\x00\x00\x00\x01\x0a")}, iloc), "",
			func(i container.Info) bool { return i.BitDepth == 10 && i.Channels == 1 }},
		{"a colour profile", heicOf([]string{ispe, isoBox("colr", "prof....")}, iloc), "", func(i container.Info) bool { return i.Metadata.ICC }},
		{"colours by number", heicOf([]string{ispe, isoBox("colr", "nclx....")}, iloc), "", func(i container.Info) bool { return !i.Metadata.ICC }},
		{"alpha", heicOf([]string{ispe, isoBox("auxC", "\x00\x00\x00\x00urn:mpeg:hevc:2015:auxid:1\x00")}, iloc), "", func(i container.Info) bool { return i.Alpha }},
		{"depth, which is no alpha", heicOf([]string{ispe, isoBox("auxC", "\x00\x00\x00\x00urn:mpeg:hevc:2015:auxid:2\x00")}, iloc), "", func(i container.Info) bool { return !i.Alpha }},
		{"a thumbnail", heicOf([]string{ispe}, iloc, isoBox("iref", "\x00\x00\x00\x00", isoBox("thmb", "\x00\x02\x00\x01\x00\x01"))), "",
			func(i container.Info) bool { return i.Metadata.Thumbnail }},
		{"EXIF of orientation alone, which does not turn", withItem("Exif\x00", "\x00\x00\x00\x00"+turned), "",
			func(i container.Info) bool {
				return i.Metadata == container.Metadata{EXIF: true} && i.Orientation == container.Normal
			}},
		{"EXIF with coordinates", withItem("Exif\x00", "\x00\x00\x00\x06Exif\x00\x00"+string(gps)), "",
			func(i container.Info) bool { return i.Metadata == container.Metadata{EXIF: true, GPS: true} }},
		{"EXIF that begins beyond its end", withItem("Exif\x00", "\xff\xff\xff\xff"), "", func(i container.Info) bool { return i.Metadata.EXIF }},
		{"XMP", withItem("mime\x00application/rdf+xml\x00", "<x/>"), "", func(i container.Info) bool { return i.Metadata.XMP }},
		{"another item", withItem("mime\x00text/plain\x00", "hello"), "", func(i container.Info) bool { return i.Metadata == container.Metadata{} }},
		{"a film beside it", append(bytes.Clone(whole), isoBox("moov")...), "", nil},
		{"a film before it", append([]byte(isoBox("ftyp", "heic\x00\x00\x00\x00mif1")+isoBox("moov")), whole[20:]...), "", func(i container.Info) bool { return i.Animated }},
		{"bytes behind the end", append(bytes.Clone(whole), "\x00\x00junk"...), "", func(i container.Info) bool { return i.Metadata.Trailing }},
		{"a box to the end of the file", append(bytes.Clone(whole), "\x00\x00\x00\x00mdat everything"...), "", func(i container.Info) bool { return !i.Metadata.Trailing }},
		{"a large box", append(bytes.Clone(whole), "\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x14four"...), "", nil},
		{"a large box, cut", append(bytes.Clone(whole), "\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x15four"...), fault.Truncated, nil},
		{"a box that is smaller than its head", append(bytes.Clone(whole), "\x00\x00\x00\x07mdat"...), fault.Corrupt, nil},
		{"no meta box", []byte(isoBox("ftyp", "heic\x00\x00\x00\x00mif1")), fault.Corrupt, nil},
		{"a meta box of almost nothing", []byte(isoBox("ftyp", "heic\x00\x00\x00\x00mif1") + isoBox("meta", "abc")), fault.Corrupt, nil},
		{"a meta box that is too large", heicOf([]string{ispe}, iloc, isoBox("free", string(make([]byte, maxMeta)))), fault.Corrupt, nil},
		{"a box of associations for each item", twoAssociations, "", func(i container.Info) bool { return i.Width == 4032 }},
		{"no size", heicOf([]string{isoBox("free")}, iloc), fault.Corrupt, nil},
		{"a size of another item", testpic.Edit(whole, "\x00\x00\x00\x01\x00\x01\x01\x01", "\x00\x00\x00\x01\x00\x02\x01\x01"), fault.Corrupt, nil},
		{"a size over 2^31", heicOf([]string{edit1(ispe, "\x00\x00\x0f\xc0", "\x80\x00\x00\x00")}, iloc), fault.Corrupt, nil},
		{"no place", heicOf([]string{ispe}), fault.Corrupt, nil},
		{"a place beyond the end", heicOf([]string{ispe}, edit1(iloc, "\x00\x00\x00\x10", "\x00\x00\x10\x00")), fault.Truncated, nil},
	})
}

func edit1(s, from, to string) string { return string(testpic.Edit([]byte(s), from, to)) }

// TestCheck_newerBoxes: the later version of every box has wider numbers.
func TestCheck_newerBoxes(t *testing.T) {
	meta := isoBox("meta", "\x00\x00\x00\x00",
		isoBox("pitm", "\x01\x00\x00\x00\x00\x01\x00\x01"),
		isoBox("iinf", "\x01\x00\x00\x00\x00\x00\x00\x01", isoBox("infe", "\x03\x00\x00\x00\x00\x01\x00\x01\x00\x00hvc1\x00")),
		isoBox("iprp", isoBox("ipco", ispe),
			// The properties' numbers have 15 bits.
			isoBox("ipma", "\x01\x00\x00\x01\x00\x00\x00\x01\x00\x01\x00\x01\x01\x80\x01")),
		// 8-byte offsets and lengths, a base of 4 bytes, an index of 4 bytes.
		isoBox("iloc", "\x02\x00\x00\x00\x88\x44\x00\x00\x00\x01\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x08\x00\x01",
			"\x00\x00\x00\x00", "\x00\x00\x00\x00\x00\x00\x00\x08", "\x00\x00\x00\x00\x00\x00\x00\x10"))
	whole := []byte(isoBox("ftyp", "heic\x00\x00\x00\x00mif1") + meta)
	inside := testpic.Edit(whole, "\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x00\x08\x00\x01", "\x00\x01\x00\x01\x00\x01\x00\x00\x00\x00\x00\x08\x00\x01")
	const extent = "\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x10"
	at := func(b []byte, place string) []byte { return testpic.Edit(b, extent, place) }
	imagetest.Run(t, Inspect, Check, []imagetest.Structure{
		{"whole", whole, "", func(i container.Info) bool { return i.Width == 4032 && i.Height == 3024 }},
		{"a place beyond the end", at(whole, "\x00\x00\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00\x00\x10"), fault.Truncated, nil},
		{"a place beyond all numbers", at(whole, "\x7f\xff\xff\xff\xff\xff\xff\xf7\x7f\xff\xff\xff\xff\xff\xff\xff"), fault.Truncated, nil},
		{"a place below zero", at(whole, "\xff\xff\xff\xff\xff\xff\xff\x08\x00\x00\x00\x00\x00\x00\x00\x10"), fault.Truncated, nil},
		{"a length below zero", at(whole, "\x00\x00\x00\x00\x00\x00\x00\x08\xff\xff\xff\xff\xff\xff\xff\xff"), fault.Truncated, nil},
		{"a place inside the meta box, which is not looked for in the file", at(inside, "\x00\x00\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00\x00\x10"), "", nil},
	})
}
