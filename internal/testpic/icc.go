package testpic

// ICCProfile is a small valid colour profile (ICC v2, RGB, Display P3 primaries,
// gamma 2.2) that differs from sRGB, so that dropping it changes colours.
func ICCProfile() []byte {
	xyz := func(x, y, z int) []byte { return be32(be32(be32([]byte("XYZ \x00\x00\x00\x00"), x), y), z) }
	desc := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00\x09Testing \x00"), make([]byte, 4+4+2+1+67)...)
	gamma := be16(be32([]byte("curv\x00\x00\x00\x00"), 1), 0x0233)
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", desc},
		{"cprt", []byte("text\x00\x00\x00\x00public domain\x00")},
		{"wtpt", xyz(0xf6d6, 0x10000, 0xd32d)},
		{"rXYZ", xyz(0x83df, 0x3dbf, -0x45)},
		{"gXYZ", xyz(0x4abf, 0xb137, 0x0ab9)},
		{"bXYZ", xyz(0x2838, 0x110b, 0xc8b9)},
		{"rTRC", gamma}, {"gTRC", gamma}, {"bTRC", gamma},
	}
	var table, body []byte
	start := 128 + 4 + 12*len(tags)
	for _, t := range tags {
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		table = be32(be32(append(table, t.name...), start+len(body)), len(t.data))
		body = append(body, t.data...)
	}
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	head := make([]byte, 0, 128)
	head = be32(head, start+len(body))
	head = append(head, "\x00\x00\x00\x00\x02\x10\x00\x00mntrRGB XYZ "...)
	head = append(head, 0x07, 0xea, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0) // 2026-01-01
	head = append(head, "acsp"...)
	head = append(head, make([]byte, 28)...)
	head = be32(be32(be32(head, 0xf6d6), 0x10000), 0xd32d) // D50
	head = append(head, make([]byte, 128-len(head))...)
	return append(append(be32(head, len(tags)), table...), body...)
}
