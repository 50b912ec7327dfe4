package mrz

import (
	"math"
	"strings"

	"credential-capture/imageproc/mrz/glyph"
)

// logs are the logarithms of the probabilities of a cell's characters, in the order of
// glyph.Alphabet.
type logs [glyph.Junk]float32

const (
	fillerIndex = glyph.Junk - 1
	never       = float32(-1e9)
)

// isHidden reports a cell without contrast.
func (l *logs) isHidden() bool {
	return *l == logs(washedOut[:glyph.Junk]) || *l == logs(empty[:glyph.Junk])
}

func (l *logs) isFiller() bool {
	for _, v := range l {
		if v > l[fillerIndex] {
			return false
		}
	}
	return !l.isHidden()
}

// slot is the grammar of one character.
type slot struct {
	line, column int
	allowed      func(c byte) bool
	field        uint8 // weight in its field's check digit; 0: none
	composite    uint8 // weight in the composite check digit; 0: none
	check        checkKind
	optional     bool // issuer's data and its check digit, which no form field takes
}

type checkKind uint8

const (
	noCheck     checkKind = iota
	fieldCheck            // digit
	fillerCheck           // digit, or a filler for 0
	compositeCheck
)

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' || c == '<' }
func notFiller(c byte) bool {
	return c != '<'
}
func only(set string) func(byte) bool {
	return func(c byte) bool { return strings.IndexByte(set, c) >= 0 }
}

var kinds = [...]func(byte) bool{
	anything: func(byte) bool { return true },
	letters:  isLetter,
	digits:   func(c byte) bool { return isDigit(c) || c == '<' },
	sexes:    only("MFX<"),
}

// firsts are the characters that begin each format's document code.
var firsts = map[Format]string{TD1: "ICA", TD2: "ICAP", TD3: "P", MRVA: "V", MRVB: "V", FRID: "I"}

// slots is the grammar of a format. With long > 0 the document number overflows into the
// optional data by long characters, the last of which is its check digit.
func slots(format Format, long int) []slot {
	l := layouts[format]
	var list []slot
	index := make([][]int, len(l.widths))
	for i, width := range l.widths {
		for column := range width {
			index[i] = append(index[i], len(list))
			list = append(list, slot{line: i, column: column, allowed: kinds[anything]})
		}
	}
	for _, p := range l.fields {
		row := index[p.at.line]
		for c := p.at.from; c < p.at.to; c++ {
			list[row[c]].allowed = kinds[p.kind]
			list[row[c]].optional = p.name == Optional || p.name == Optional2
		}
		if p.check == 0 {
			continue
		}
		for c := p.at.from; c < p.at.to; c++ {
			list[row[c]].field = weights[(c-p.at.from)%3]
		}
		check := &list[row[p.check]]
		check.allowed, check.check = isDigit, fieldCheck
		if p.name == Optional || p.name == ExpiryDate {
			check.allowed, check.check = kinds[digits], fillerCheck
		}
		check.optional = p.name == Optional
		if p.name == BirthDate || p.name == ExpiryDate {
			list[row[p.at.from+2]].allowed = only("01<")
			list[row[p.at.from+4]].allowed = only("0123<")
		}
	}
	list[0].allowed = only(firsts[format])
	if format == FRID {
		for i, c := range []byte("IDFRA") {
			list[i].allowed = only(string(c))
		}
	}
	if long > 0 {
		overflowSlots(l, list, index, long)
	}
	if l.composite != nil {
		n := 0
		for _, s := range l.composite {
			for c := s.from; c < s.to; c++ {
				list[index[s.line][c]].composite = weights[n%3]
				n++
			}
		}
		last := &list[index[l.digit.line][l.digit.from]]
		last.allowed, last.check, last.optional = isDigit, compositeCheck, true
	}
	return list
}

func overflowSlots(l *layout, list []slot, index [][]int, long int) {
	var number, optional place
	for _, p := range l.fields {
		switch p.name {
		case DocumentNumber:
			number = p
		case Optional:
			optional = p
		}
	}
	row := index[number.at.line]
	for c := number.at.from; c < number.at.to; c++ {
		list[row[c]].allowed = notFiller
	}
	list[row[number.check]] = slot{line: number.at.line, column: number.check, allowed: only("<")}
	n := number.at.to - number.at.from
	for i := range long {
		s := &list[index[optional.at.line][optional.at.from+i]]
		s.allowed, s.field, s.optional = notFiller, weights[n%3], false
		n++
		if i == long-1 {
			s.allowed, s.check, s.field = isDigit, fieldCheck, 0
		}
	}
	if next := optional.at.from + long; next < optional.at.to {
		list[index[optional.at.line][next]].allowed = only("<")
	}
}

// decoded is the likeliest text of a format.
type decoded struct {
	format Format
	text   []byte
	total  float32 // logarithm of the text's probability, check digits aside
	// cost is what the check digits take: the logarithm by which the likeliest text of
	// the grammar is likelier, twice for a check digit that is repaired.
	cost     float32
	repaired int
	chars    []Char
	// margin is the logarithm by which the text is likelier than any other whose check
	// digits match and that differs in a checked character of a form field.
	margin float32
}

const sums = 10 // of a check digit

// maxDeduced bounds the probability of a hidden character, which only the check digits say.
const maxDeduced = 0.4

// rareO is the logarithm by which O is rarer than 0 where both may be: many issuers avoid it.
const rareO = 1.5

// state is both running sums.
type state = [sums * sums]float32

// decode finds the likeliest text whose check digits match, and each character's
// probability among such texts. It keeps, for both running sums modulo 10, the likeliest
// beginning and the likeliest end.
func decode(format Format, grammar []slot, cells []logs) *decoded {
	n := len(grammar)
	forward := make([]state, n+1)
	backward := make([]state, n+1)
	for i := range forward[0] {
		forward[0][i], backward[n][i] = never, never
	}
	forward[0][0], backward[n][0] = 0, 0
	masked := make([]logs, n)
	for i := range grammar {
		for j := range masked[i] {
			masked[i][j] = cells[i][j]
			if !grammar[i].allowed(glyph.Alphabet[j]) {
				masked[i][j] = never
			}
		}
		if grammar[i].allowed('0') && grammar[i].allowed('O') {
			masked[i]['O'-'A'+10] -= rareO
		}
		advance(&grammar[i], &masked[i], &forward[i], &forward[i+1])
	}
	d := &decoded{format: format, total: forward[n][0], margin: 1e9}
	if d.total < never/2 {
		return nil
	}
	for i := n - 1; i >= 0; i-- {
		s := &grammar[i]
		through := throughs(s, &masked[i], &forward[i], &backward[i+1], &backward[i])
		best, second, likeliest := 0, -1, 0
		var all float64
		for j, v := range through {
			if v > through[best] {
				best = j
			}
			if masked[i][j] > masked[i][likeliest] {
				likeliest = j
			}
		}
		for j, v := range through {
			all += math.Exp(float64(v - through[best]))
			if j != best && (second < 0 || v > through[second]) {
				second = j
			}
		}
		c := Char{Value: glyph.Alphabet[best], Prob: 1 / all, Repaired: best != likeliest}
		if cells[i].isHidden() {
			c.Prob = min(c.Prob, maxDeduced)
		}
		if c.Repaired {
			d.repaired++
			cost := masked[i][likeliest] - masked[i][best]
			if s.check != noCheck {
				cost *= 2 // it may be printed so: specimens have wrong check digits
			}
			d.cost += cost
		}
		if !s.free() && !s.optional {
			d.margin = min(d.margin, through[best]-through[second])
		}
		d.chars = append(d.chars, c)
		d.text = append(d.text, c.Value)
	}
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		d.chars[i], d.chars[j] = d.chars[j], d.chars[i]
		d.text[i], d.text[j] = d.text[j], d.text[i]
	}
	return d
}

// free reports whether a character has no part in check digits.
func (s *slot) free() bool { return s.field == 0 && s.composite == 0 && s.check == noCheck }

// next is the state after a character's value modulo 10, -1 if its check digit fails.
func (s *slot) next(from, value int) int {
	field, composite := from/sums, from%sums
	switch s.check {
	case compositeCheck:
		if value != composite {
			return -1
		}
		return 0
	case fieldCheck, fillerCheck:
		if value != field {
			return -1
		}
		field = 0
	default:
		field = (field + value*int(s.field)) % sums
	}
	return field*sums + (composite+value*int(s.composite))%sums
}

// valueOf is a character's value modulo 10: 0 to 9, then A is 10.
func valueOf(char int) int {
	if char == fillerIndex {
		return 0
	}
	return char % sums
}

// representatives are the likeliest characters of each value modulo 10.
func representatives(cell *logs) [sums]int {
	var best [sums]int
	for i := range best {
		best[i] = i
	}
	for j, v := range cell {
		if value := valueOf(j); v > cell[best[value]] {
			best[value] = j
		}
	}
	return best
}

func advance(s *slot, cell *logs, from, to *state) {
	for i := range to {
		to[i] = never
	}
	best := representatives(cell)
	if s.free() {
		var top float32 = never
		for _, j := range best {
			top = max(top, cell[j])
		}
		for i, v := range from {
			to[i] = v + top
		}
		return
	}
	for i, v := range from {
		if v < never/2 {
			continue
		}
		for value, j := range best {
			if next := s.next(i, value); next >= 0 && cell[j] > never/2 {
				to[next] = max(to[next], v+cell[j])
			}
		}
	}
}

// throughs is the likeliest text through each character of a slot. It fills the
// backward state before the slot from the one after it.
func throughs(s *slot, cell *logs, forward, after, before *state) logs {
	var through logs
	if s.free() { // all running sums go through
		var rest, top float32 = never, never
		for i, v := range forward {
			rest = max(rest, v+after[i])
		}
		for j, v := range cell {
			through[j] = max(never, v+rest)
			top = max(top, v)
		}
		for i, v := range after {
			before[i] = v + top
		}
		return through
	}
	best := representatives(cell)
	var rest [sums]float32 // by value
	for value, j := range best {
		rest[value] = never
		for i := range before {
			if value == 0 {
				before[i] = never
			}
			if next := s.next(i, value); next >= 0 {
				before[i] = max(before[i], after[next]+cell[j])
				rest[value] = max(rest[value], forward[i]+after[next])
			}
		}
	}
	for j, v := range cell {
		through[j] = max(never, v+rest[valueOf(j)])
	}
	return through
}
