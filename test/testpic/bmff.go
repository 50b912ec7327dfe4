package testpic

// HEIC is the structure of a HEIC file: whole boxes that say w×h px and an EXIF
// orientation (as irot and imir), around pixel data that no decoder reads.
func HEIC(w, h, orientation int) []byte { return heif("heic", "hvc1", w, h, orientation) }

// AVIF is the structure of an AVIF file, like HEIC.
func AVIF(w, h, orientation int) []byte { return heif("avif", "av01", w, h, orientation) }

// quarterTurns and mirrors spell the EXIF orientations as irot (counter-clockwise)
// followed by imir along axis 1 (left and right exchanged).
var (
	quarterTurns = [9]byte{2: 0, 3: 2, 4: 2, 5: 3, 6: 3, 7: 1, 8: 1}
	mirrors      = [9]bool{2: true, 4: true, 5: true, 7: true}
)

func heif(brand, coding string, w, h, orientation int) []byte {
	ftyp := box("ftyp", append([]byte(brand), 0, 0, 0, 0), []byte("mif1"), []byte(brand))
	properties := [][]byte{
		full("ispe", be32(be32(nil, w), h)),
		full("pixi", []byte{3, 8, 8, 8}),
	}
	if turns := quarterTurns[orientation]; turns != 0 {
		properties = append(properties, box("irot", []byte{turns}))
	}
	if mirrors[orientation] {
		properties = append(properties, box("imir", []byte{1}))
	}
	associations := []byte{0, 0, 0, 1, 0, 1, byte(len(properties))}
	for i := range properties {
		associations = append(associations, byte(i+1))
	}
	meta := func(at int) []byte {
		return full("meta",
			full("hdlr", []byte("\x00\x00\x00\x00pict\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")),
			full("pitm", []byte{0, 1}),
			// One item, in the file, in one extent of 4-byte offset and length.
			full("iloc", []byte{0x44, 0x00, 0, 1, 0, 1, 0, 0, 0, 1}, be32(nil, at), be32(nil, 64)),
			full("iinf", []byte{0, 1}, infe(coding)),
			box("iprp", box("ipco", properties...), full("ipma", associations)),
		)
	}
	start := len(ftyp) + len(meta(0)) + 8
	b := append(ftyp, meta(start)...)
	return append(b, box("mdat", make([]byte, 64))...)
}

// infe describes item 1 (version 2).
func infe(coding string) []byte {
	return box("infe", []byte{2, 0, 0, 0, 0, 1, 0, 0}, []byte(coding), []byte{0})
}

func box(name string, parts ...[]byte) []byte {
	b := append(make([]byte, 4), name...)
	for _, p := range parts {
		b = append(b, p...)
	}
	copy(b, be32(nil, len(b)))
	return b
}

// full is a box with version 0 and no flags.
func full(name string, parts ...[]byte) []byte {
	return box(name, append([][]byte{make([]byte, 4)}, parts...)...)
}

// Video is the structure of an MP4 of n bytes at least, as motion photos carry it
// behind the picture.
func Video(n int) []byte {
	return append(box("ftyp", []byte("mp42\x00\x00\x00\x00mp42isom")), box("mdat", make([]byte, n))...)
}
