package mrz

import "strings"

// Check is a check digit and what it should be.
type Check struct {
	Field    FieldName
	Digit    byte // as printed
	Computed byte // '0' to '9'
	State    CheckState
}

// CheckDigit computes the check digit of a text: the sum of the characters' values, weighted
// 7, 3, 1 in turn, modulo 10. It returns '0' to '9'.
func CheckDigit(text string) byte {
	sum := 0
	for i := range len(text) {
		sum += charValue(text[i]) * int(weights[i%3])
	}
	return byte('0' + sum%10)
}

var weights = [3]uint8{7, 3, 1}

// charValue is 0 to 9 for digits, 10 to 35 for letters, 0 for anything else.
func charValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return 0
}

// CheckDigits compares all check digits of lines that have the format's size, and returns
// them in the order of the zone, the composite last.
func CheckDigits(format Format, lines []string) []Check {
	l := layouts[format]
	if l == nil || !hasWidths(lines, format) {
		return nil
	}
	var checks []Check
	for _, p := range l.fields {
		if p.check == 0 {
			continue
		}
		text, digit := lines[p.at.line][p.at.from:p.at.to], lines[p.at.line][p.check]
		if p.name == DocumentNumber {
			if number, d, _, long := overflow(l, lines); long {
				text, digit = number, d
			}
		}
		checks = append(checks, compare(p.name, text, digit))
	}
	if l.composite != nil {
		var covered strings.Builder
		for _, s := range l.composite {
			covered.WriteString(lines[s.line][s.from:s.to])
		}
		checks = append(checks, compare(Composite, covered.String(), lines[l.digit.line][l.digit.from]))
	}
	return checks
}

// compare accepts a filler for the check digit of an empty field.
func compare(name FieldName, text string, digit byte) Check {
	c := Check{name, digit, CheckDigit(text), Fails}
	if c.Digit == c.Computed || digit == '<' && strings.Trim(text, "<") == "" {
		c.State = Matches
	}
	return c
}

// overflow returns a document number of more than nine characters, its check digit and the
// rest of the optional data, of TD1 and TD2: a filler is in the check digit's column, and
// the optional data begins with the rest of the number and its check digit (Doc 9303-5,
// 4.2.4). A number that has a filler within the nine characters doesn't overflow.
func overflow(l *layout, lines []string) (number string, digit byte, optional string, long bool) {
	var num, opt *place
	for i := range l.fields {
		switch p := &l.fields[i]; p.name {
		case DocumentNumber:
			num = p
		case Optional:
			opt = p
		}
	}
	if num == nil || opt == nil || num.check == 0 || opt.check != 0 || l.composite == nil || num.at.to-num.at.from != 9 {
		return "", 0, "", false
	}
	first := lines[num.at.line][num.at.from:num.at.to]
	if lines[num.at.line][num.check] != '<' || strings.Contains(first, "<") {
		return "", 0, "", false
	}
	rest, optional, _ := strings.Cut(lines[opt.at.line][opt.at.from:opt.at.to], "<")
	if len(rest) < 2 {
		return "", 0, "", false
	}
	return first + rest[:len(rest)-1], rest[len(rest)-1], optional, true
}
