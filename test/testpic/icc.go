package testpic

import "math"

// Profile is an RGB colour space with an ICC profile that says so: it differs from
// sRGB, so that dropping the profile changes colours, by a known amount.
type Profile struct {
	name      string
	colorants [3][3]float64 // XYZ of red, green and blue, adapted to D50 as ICC asks for
	gamma     float64       // of the three channels alike; 0 for sRGB's own curve
}

// SRGB is the space of everything without a profile; the others are the two wide ones that
// photos come in.
var (
	SRGB = &Profile{"sRGB", [3][3]float64{
		{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}, 0}
	DisplayP3 = &Profile{"Display P3", [3][3]float64{
		{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}, 0}
	AdobeRGB = &Profile{"Adobe RGB (1998)", [3][3]float64{
		{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}}, 0x233 / 256.0}
)

// srgbFromXYZ is the inverse of sRGB's own colorants, adapted to D50.
var srgbFromXYZ = [3][3]float64{
	{3.1341359, -1.6173863, -0.4906619}, {-0.9787955, 1.9162544, 0.0334428}, {0.0719554, -0.2289768, 1.4053860}}

// ToSRGB is how a stored pixel looks, in sRGB: what a browser shows that applies the
// profile. What sRGB has no room for is cut off.
func (p *Profile) ToSRGB(c Corner) Corner {
	var xyz, rgb [3]float64
	for i, v := range []uint8{c.R, c.G, c.B} {
		for k := range 3 {
			xyz[k] += p.linear(float64(v)/255) * p.colorants[i][k]
		}
	}
	for i, row := range srgbFromXYZ {
		v := min(1, max(0, row[0]*xyz[0]+row[1]*xyz[1]+row[2]*xyz[2]))
		if v <= 0.0031308 {
			rgb[i] = 12.92 * v
		} else {
			rgb[i] = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
	}
	level := func(v float64) uint8 { return uint8(math.Round(255 * v)) }
	return Corner{level(rgb[0]), level(rgb[1]), level(rgb[2])}
}

func (p *Profile) linear(v float64) float64 {
	switch {
	case p.gamma != 0:
		return math.Pow(v, p.gamma)
	case v <= 0.04045:
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// curve is the tag of linear's curve: one exponent, or a table.
func (p *Profile) curve() []byte {
	b := []byte("curv\x00\x00\x00\x00")
	if p.gamma != 0 {
		return be16(be32(b, 1), int(math.Round(256*p.gamma)))
	}
	const n = 256
	b = be32(b, n)
	for i := range n {
		b = be16(b, int(math.Round(65535*p.linear(float64(i)/(n-1)))))
	}
	return b
}

// ICC is the profile as files embed it (ICC v2, a display).
func (p *Profile) ICC() []byte {
	xyz := func(c [3]float64) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range c {
			b = be32(b, int(math.Round(65536*v)))
		}
		return b
	}
	desc := append(be32([]byte("desc\x00\x00\x00\x00"), len(p.name)+1), p.name...)
	desc = append(desc, make([]byte, 1+4+4+2+1+67)...)
	curve := p.curve()
	return iccFile([]iccTag{
		{"desc", desc},
		{"cprt", []byte("text\x00\x00\x00\x00public domain\x00")},
		{"wtpt", xyz([3]float64{0.9642, 1, 0.8249})},
		{"rXYZ", xyz(p.colorants[0])}, {"gXYZ", xyz(p.colorants[1])}, {"bXYZ", xyz(p.colorants[2])},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	})
}

// ICCProfile is a small valid profile that differs from sRGB: the primaries of
// Display P3 with a plain exponent.
func ICCProfile() []byte {
	return (&Profile{"Testing", DisplayP3.colorants, 0x233 / 256.0}).ICC()
}

// orDefault is the profile to embed: p, or else ICCProfile when it is wanted; nil for none.
func (p *Profile) orDefault(wanted bool) []byte {
	switch {
	case p != nil:
		return p.ICC()
	case wanted:
		return ICCProfile()
	}
	return nil
}

type iccTag struct {
	name string
	data []byte
}

// iccFile writes the header, the table of tags, and each different body once.
func iccFile(tags []iccTag) []byte {
	var table, body []byte
	start := 128 + 4 + 12*len(tags)
	at := 0
	for i, t := range tags {
		if i == 0 || string(t.data) != string(tags[i-1].data) {
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
			at = start + len(body)
			body = append(body, t.data...)
		}
		table = be32(be32(append(table, t.name...), at), len(t.data))
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
