package docscene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/mrz"
)

// PaintZone paints a document with a machine-readable zone, w × h px, and returns the
// zone's lines: a card, a passport or a visa on any table, upright or turned by quarters,
// tilted by up to 15°, in perspective. Two in five are sharp; the others are slightly out of
// focus or moved, dark, or have a lamp's reflection on or beside the zone.
func PaintZone(w, h int, seed uint64) (Scene, []string) {
	r := rand.New(rand.NewPCG(seed, 0x20e))
	formats := []mrz.Format{mrz.TD1, mrz.TD3, mrz.TD1, mrz.TD3, mrz.TD1, mrz.TD3, mrz.TD2, mrz.MRVA}
	format := formats[r.IntN(len(formats))]
	lines := RandomZone(format, r)
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, w, h)), Kind: Passport, Trouble: Fine}
	if format == mrz.TD1 {
		s.Kind = Card
	}
	table := background(s.Image, r)
	clutter(s.Image, r)
	page := zonePage(s.Kind, lines, table, r)
	s.Quad = placeZone(s.Kind, w, h, r)
	shadow(s.Image, s.Quad, r)
	project(s.Image, page, s.Quad)
	light(s.Image, r)
	pitch := zoneWidth(s.Kind) / float64(len(lines[0])) * math.Hypot(s.Quad[1].X-s.Quad[0].X, s.Quad[1].Y-s.Quad[0].Y)
	switch r.IntN(10) {
	case 0, 1:
		s.Trouble = Blurred
		soften(s.Image, pitch*(0.06+0.1*r.Float64()))
	case 2, 3:
		s.Trouble = Moved
		smear(s.Image, pitch*(0.1+0.2*r.Float64()), r.Float64()*math.Pi)
	case 4:
		s.Trouble = Glare
		s.lamp(r)
	case 5:
		s.Trouble = Dark
		expose(s.Image, 0.3+0.3*r.Float64())
	}
	soften(s.Image, 0.4+0.4*r.Float64())
	develop(s.Image, r)
	return s, lines
}

// zoneWidth is the width of a zone's lines in that of the document: 30 and 44 characters of
// 2.54 mm (Doc 9303-5, 9303-4).
func zoneWidth(kind Kind) float64 {
	if kind == Card {
		return 30 * 2.54 / 85.6
	}
	return 44 * 2.54 / 125
}

// placeZone chooses a pose in which the document covers 30 to 62 % of the frame.
func placeZone(kind Kind, w, h int, r *rand.Rand) frame.Quad {
	turn := (r.Float64()*2 - 1) * 15 * math.Pi / 180
	if r.IntN(2) == 0 {
		turn += math.Pi / 2 * float64(r.IntN(4))
	}
	for share := 0.3 + 0.32*r.Float64(); ; share *= 0.97 {
		long := math.Sqrt(share * float64(w*h) * kind.Ratio())
		q := Pose(long, long/kind.Ratio(), turn, (r.Float64()-0.5)*0.5, (r.Float64()-0.5)*0.5,
			float64(w)*(0.47+0.06*r.Float64()), float64(h)*(0.47+0.06*r.Float64()), (1.4+0.8*r.Float64())*float64(w))
		inside := true
		for _, p := range q {
			inside = inside && p.X > 0 && p.Y > 0 && p.X < float64(w) && p.Y < float64(h)
		}
		if inside {
			return q
		}
	}
}

// zonePage paints a document of light paper, seen straight from above: a passport's data
// page or the back of a card.
func zonePage(kind Kind, lines []string, table color.NRGBA, r *rand.Rand) *image.NRGBA {
	const long = 2000
	w, h := long, int(long/kind.Ratio())
	page := image.NewNRGBA(image.Rect(0, 0, w, h))
	paper := paperUnlike(kind, table, r)
	for luma(paper) < 120 {
		paper = color.NRGBA{paper.R + 60, paper.G + 60, paper.B + 60, 255}
	}
	pattern := guilloche(kind, r)
	for x, y := range pixels(page.Rect) {
		page.SetNRGBA(x, y, shade(paper, pattern(float64(x)*900/long, float64(y)*900/long)))
	}
	ink := color.NRGBA{uint8(r.IntN(50)), uint8(r.IntN(50)), uint8(20 + r.IntN(60)), 255}
	if kind == Passport {
		identityParts(page, ink, r)
	} else {
		for i := range 2 + r.IntN(4) {
			write(page, regular, float64(h)/22, w*(6+r.IntN(30))/100, h*(8+10*i)/100, ink, words(r, 2))
		}
	}
	if r.IntN(2) == 0 { // a brighter strip
		fill(page, image.Rect(0, h*(100-lineShare(kind, len(lines)))/100, w, h), 1.05+0.1*r.Float64())
	}
	pitch := zoneWidth(kind) * float64(w) / float64(len(lines[0]))
	mm := float64(w) / map[Kind]float64{Card: 85.6, Passport: 125}[kind]
	spacing := 6.35 * mm * (0.8 + 0.25*r.Float64())
	bottom := float64(h) - (5.5+2*r.Float64())*mm
	left := float64(w)*(1-zoneWidth(kind))/2 + pitch*(r.Float64()-0.5)
	stroke := 0.11 + 0.05*r.Float64()
	for i, line := range lines {
		writeOCRB(page, pitch, stroke, left+pitch/2, bottom-float64(len(lines)-1-i)*spacing, ink, line)
	}
	if kind == Card {
		roundCorners(page, float64(w)*3.18/85.60)
	}
	return page
}

// lineShare is the height of a zone in per cent of the document's.
func lineShare(kind Kind, lines int) int {
	if kind == Card {
		return 45
	}
	return 12 * lines
}

// RandomZone makes up a zone whose check digits match.
func RandomZone(format mrz.Format, r *rand.Rand) []string {
	pick := func(set string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = set[r.IntN(len(set))]
		}
		return string(b)
	}
	const letters, digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	date := func() string {
		d := func(from, n int) string { return string([]byte{byte('0' + (from+n)/10), byte('0' + (from+n)%10)}) }
		return pick(digits, 2) + d(1, r.IntN(12)) + d(1, r.IntN(28))
	}
	pad := func(s string, n int) string {
		for len(s) < n {
			s += "<"
		}
		return s[:n]
	}
	checked := func(s string) string { return s + string(mrz.CheckDigit(s)) }
	issuer := []string{"FRA", "D<<", "GBR", "ESP", "CHE", "AUT", "NLD", "USA", "POL", "SWE", "CZE", "LVA", "EST", "TUR", "IND"}[r.IntN(15)]
	names := pick(letters, 3+r.IntN(9)) + "<<" + pick(letters, 3+r.IntN(7))
	if r.IntN(2) == 0 {
		names += "<" + pick(letters, 3+r.IntN(6))
	}
	number := pick(digits, 9)
	switch r.IntN(3) {
	case 0:
		number = pick(letters+digits, 9)
	case 1:
		number = pad(pick(letters, 2)+pick(digits, 6), 9)
	}
	number, birth, expiry := checked(number), checked(date()), checked(date())
	sex, optional := pick("MF", 1), ""
	if r.IntN(3) == 0 {
		optional = pick(letters+digits, 4+r.IntN(6))
	}
	switch format {
	case mrz.TD1:
		first := pad("I"+pick("D<", 1)+issuer+number+optional, 30)
		second := birth + sex + expiry + issuer + pad("", 11)
		return []string{first, checkedOver(second, first[5:]+second[:7]+second[8:15]+second[18:29]), pad(names, 30)}
	case mrz.TD2:
		second := number + issuer + birth + sex + expiry + pad(optional, 7)
		return []string{pad("I<"+issuer+names, 36), checkedOver(second, second[:10]+second[13:20]+second[21:])}
	case mrz.MRVA:
		return []string{pad("V<"+issuer+names, 44), pad(number+issuer+birth+sex+expiry+optional, 44)}
	}
	second := number + issuer + birth + sex + expiry + checked(pad(optional, 14))
	return []string{pad("P<"+issuer+names, 44), checkedOver(second, second[:10]+second[13:20]+second[21:])}
}

// checkedOver appends the check digit of what it covers.
func checkedOver(line, covered string) string { return line + string(mrz.CheckDigit(covered)) }
