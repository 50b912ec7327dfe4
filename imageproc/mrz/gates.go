package mrz

import (
	"math"
	"strings"

	"credential-capture/imageproc/mrz/glyph"
)

// Gates of a reading. docs/mrz-reader.md has what they let through.
const (
	maxRepaired = 3   // characters
	maxCost     = 6.0 // of the repairs, logarithm
	// minMargin is the logarithm by which a reading is likelier than any other whose check
	// digits match: several O for 0 can cancel.
	minMargin = 2.0
	// minChecked, minUnchecked and minName are probabilities of the least certain character
	// of a field with a check digit, without, and of a name.
	minChecked   = 0.88
	minUnchecked = 0.95
	minName      = 0.95
	// minVisa is the logarithm of the probability of a visa's V: a P misread as V would drop
	// the composite check digit.
	minVisa = -0.02
	// minPrinted is the share of a zone's cells that are print; less is other text.
	minPrinted = 0.85
	// maxHidden is the share of a zone's cells that a reflection may hide.
	maxHidden = 0.3
	// minWindow is the same share of the likeliest window: less isn't decoded.
	minWindow = 0.6
	// minClear is the mean probability of the likeliest characters; less is blurred.
	minClear = 0.8
	// minCharHeight is the height of capitals that can be read, px.
	minCharHeight = 8
)

// read decodes the characters as the format whose check digits fit best. Without a reason
// the reading passes the gates.
func (t *transcript) read() (*Reading, Reason) {
	if printed, _ := t.clearness(); printed < minWindow {
		return nil, notFound
	}
	var best *decoded
	lowest := math.Inf(1)
	top := t.score
	for _, o := range append([]*transcript{t}, t.others...) {
		handicap := max(0, top-o.score) / 2
		if handicap-maxChecks*tenfold >= lowest {
			continue
		}
		if d := o.decode(); d != nil {
			if penalty := o.bound() - float64(d.total) + handicap; penalty < lowest {
				t, best, lowest = o, d, penalty
			}
		}
	}
	printed, clear := t.clearness()
	if printed < minPrinted {
		return nil, notFound
	}
	if best == nil {
		return nil, t.unclear(clear, BadChecks)
	}
	countries := t.fixCountries(best)
	lines := make([]string, len(t.cells))
	for i := range lines {
		lines[i] = string(best.text[i*t.width : (i+1)*t.width])
	}
	reading, err := Parse(lines)
	if err != nil {
		return nil, t.unclear(clear, BadChecks)
	}
	reading.Repaired = best.repaired
	reading.Quad, reading.CharHeight = t.quad(), t.charHeight()
	for i := range lines {
		reading.Chars = append(reading.Chars, best.chars[i*t.width:(i+1)*t.width])
	}
	reading.grade(countries)
	switch {
	case !reading.Valid() || best.repaired > maxRepaired || best.cost > maxCost:
		return reading, t.unclear(clear, BadChecks)
	case best.margin < minMargin && !(reading.doubtsOneField() && reading.CharHeight >= minCharHeight):
		return reading, t.unclear(clear, Ambiguous)
	case (reading.Format == MRVA || reading.Format == MRVB) && min(countries[0], countries[1]) == 0:
		// Without a composite check digit, other text passes three of them by repairs.
		return reading, t.unclear(clear, BadChecks)
	case (reading.Format == MRVA || reading.Format == MRVB) && t.cells[0][0]['V'-'A'+10] < minVisa:
		return reading, Ambiguous
	}
	return reading, ""
}

// notFound is the reason of other text than a zone.
const notFound Reason = "none"

func (t *transcript) unclear(clear float64, otherwise Reason) Reason {
	switch {
	case t.charHeight() < minCharHeight:
		return TooSmall
	case clear < minClear:
		return Blurred
	}
	return otherwise
}

// bound is the logarithm of the likeliest characters' probability, whatever the grammar.
func (t *transcript) bound() (sum float64) {
	for _, row := range t.cells {
		for i := range row {
			sum += float64(likeliest(&row[i]))
		}
	}
	return sum
}

// clearness returns the share of cells that are print, and the mean probability of the
// likeliest characters. Cells that a reflection hides don't count, up to maxHidden.
func (t *transcript) clearness() (printed, clear float64) {
	n := 0
	for _, row := range t.cells {
		for i := range row {
			if row[i] == washedOut {
				continue
			}
			best := likeliest(&row[i])
			clear += math.Exp(float64(best))
			if row[i][glyph.Junk] < best {
				printed++
			}
			n++
		}
	}
	seen := max(float64(n), (1-maxHidden)*float64(len(t.rows)*t.width))
	return printed / seen, clear / seen
}

func (t *transcript) decode() *decoded {
	var best *decoded
	var flat []logs
	consider := func(f Format, long int) {
		// A check digit that matches by chance is as likely as one in ten.
		if d := decode(f, slots(f, long), flat); d != nil {
			for _, p := range layouts[f].fields {
				if p.check > 0 {
					d.total += tenfold
				}
			}
			if layouts[f].composite != nil {
				d.total += tenfold
			}
			if best == nil || d.total > best.total {
				best = d
			}
		}
	}
	formats := []Format{TD1}
	switch t.width {
	case 44:
		formats = []Format{TD3, MRVA}
	case 36:
		formats = []Format{TD2, FRID, MRVB}
	}
	for _, f := range formats {
		flat = t.logs(f)
		consider(f, 0)
		if check := layouts[f].overflowCheck(); check != (span{}) && t.cells[check.line][check.from][fillerIndex] > -3 {
			for long := 2; long <= maxLong; long++ {
				consider(f, long)
			}
		}
	}
	return best
}

// logs lists the logarithms of all characters' probabilities, with what is usual in names and in
// optional data.
func (t *transcript) logs(f Format) (list []logs) {
	for _, row := range t.cells {
		for _, c := range row {
			list = append(list, logs(c[:glyph.Junk]))
		}
	}
	for _, p := range layouts[f].fields {
		field := list[p.at.line*t.width+p.at.from:][:p.at.to-p.at.from]
		switch p.name {
		case Optional, Optional2:
			fillHidden(field, true)
		case Surname, GivenNames:
			fillHidden(field, false)
			endName(field)
		}
	}
	return list
}

// fillHidden makes hidden characters likely fillers where those beside them are, or where the field ends.
// Before a field that may be empty counts as a filler.
func fillHidden(field []logs, maybeEmpty bool) {
	const filler, other = -0.1, -6 // logarithms of 0.9 and of the rest's 36th part
	for k := 0; k < len(field); k++ {
		next := k
		for next < len(field) && field[next].isHidden() {
			next++
		}
		if next > k && (k > 0 && field[k-1].isFiller() || k == 0 && maybeEmpty) && (next == len(field) || field[next].isFiller()) {
			for ; k < next; k++ {
				for j := range field[k] {
					field[k][j] = other
				}
				field[k][fillerIndex] = filler
			}
		}
		k = next
	}
}

// endName makes letters less likely after the fillers that end a name: a second pair, or more than two.
func endName(field []logs) {
	const rare = 3 // logarithm
	run, pairs := 0, 0
	for k := range field {
		if run > 2 || pairs > 1 {
			for j := range fillerIndex {
				field[k][j] -= rare
			}
			continue
		}
		if !field[k].isFiller() {
			run = 0
		} else if run++; run == 2 {
			pairs++
		}
	}
}

const (
	tenfold   = 2.3 // logarithm of 10
	maxChecks = 5   // of a format: TD3
	maxLong   = 7   // characters of a number beyond nine, with the check digit
)

// overflowCheck is where a filler says that the document number overflows.
func (l *layout) overflowCheck() span {
	for _, p := range l.fields {
		if p.name == DocumentNumber && (l.widths[0] == 30 || l.widths[0] == 36) && p.check == p.at.to && p.at.to-p.at.from == 9 {
			return span{p.at.line, p.check, p.check + 1}
		}
	}
	return span{}
}

// countryFields are the fields that have a country's code.
var countryFields = [2]FieldName{Issuer, Nationality}

// fixCountries replaces issuer and nationality by the likeliest codes that exist, of which
// both are usually the same, and returns the probability of each; 0 of a code that the list lacks.
func (t *transcript) fixCountries(d *decoded) (probs [2]float64) {
	var places [2]span
	var scores [2][]float64
	for _, p := range layouts[d.format].fields {
		for n, name := range countryFields {
			if p.name == name {
				places[n], scores[n] = p.at, t.scoreCountries(p.at)
			}
		}
	}
	differs := 4.0
	if d.format == MRVA || d.format == MRVB {
		differs = 1
	}
	for n, own := range scores {
		if own == nil {
			continue
		}
		other, at := scores[1-n], places[n]
		any := math.Inf(-1)
		for _, v := range other {
			any = max(any, v-differs)
		}
		best, bestTotal := 0, math.Inf(-1)
		totals := make([]float64, len(own))
		for i, v := range own {
			totals[i] = v
			if other != nil {
				totals[i] += max(other[i], any)
			}
			if totals[i] > bestTotal {
				best, bestTotal = i, totals[i]
			}
		}
		var all float64
		for _, v := range totals {
			all += math.Exp(v - bestTotal)
		}
		if own[best] < -maxCost {
			continue
		}
		probs[n] = 1 / all
		copy(d.text[at.line*t.width+at.from:], codes[3*best:3*best+3])
		for i := range 3 {
			c := &d.chars[at.line*t.width+at.from+i]
			c.Value, c.Prob = codes[3*best+i], 1/all
		}
	}
	return probs
}

// scoreCountries returns the logarithm by which each code is less likely than any letters.
func (t *transcript) scoreCountries(at span) []float64 {
	cells := t.cells[at.line][at.from:at.to]
	var top float64
	for c := range cells {
		best := float32(-100)
		for i := range glyph.Junk {
			if isLetter(glyph.Alphabet[i]) {
				best = max(best, cells[c][i])
			}
		}
		top += float64(best)
	}
	list := make([]float64, len(codes)/3)
	for code := range list {
		list[code] = -top
		for i := range 3 {
			list[code] += float64(cells[i][strings.IndexByte(glyph.Alphabet, codes[3*code+i])])
		}
	}
	return list
}

// likeliest is the logarithm of the probability of a cell's likeliest character.
func likeliest(cell *[glyph.Classes]float32) float32 {
	best := cell[0]
	for _, v := range cell[:glyph.Junk] {
		best = max(best, v)
	}
	return best
}

// grade sets the fields' probabilities, and which are certain.
func (r *Reading) grade(countries [2]float64) {
	l := layouts[r.Format]
	for i := range r.Fields {
		f := &r.Fields[i]
		f.Prob = 1
		name := f.Name
		if name == GivenNames && r.Format != FRID {
			name = Surname
		}
		for _, p := range l.fields {
			if p.name != name {
				continue
			}
			from, to := p.at.from, p.at.to
			switch {
			case f.Name == GivenNames && r.Format != FRID:
				from = min(to, to-len(f.Raw))
			case f.Name == Surname && r.Format != FRID:
				to = min(to, from+len(f.Raw)+2)
			case f.Name == DocumentNumber && len(f.Raw) > p.at.to-p.at.from: // overflows
				to = min(l.widths[p.at.line], from+len(f.Raw)+1)
			}
			if p.check > 0 {
				f.Prob = r.Chars[p.at.line][p.check].Prob
			}
			for _, c := range r.Chars[p.at.line][from:to] {
				f.Prob = min(f.Prob, c.Prob)
				if c.Repaired {
					f.Repaired++
				}
			}
		}
		switch f.Name {
		case Surname, GivenNames:
			f.Certain = f.Prob >= minName
		case Issuer:
			f.Certain = countries[0] >= minUnchecked
		case Nationality:
			f.Certain = countries[1] >= minUnchecked
		default:
			f.Certain = f.Check == Matches && f.Prob >= minChecked || f.Prob >= minUnchecked
		}
	}
}
