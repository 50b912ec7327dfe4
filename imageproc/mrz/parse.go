package mrz

import (
	"errors"
	"strings"
)

// ErrFormat is the error of text that has no format's size or characters.
var ErrFormat = errors.New("mrz: no machine-readable zone of a known format")

// Parse splits the lines of a zone into fields and compares the check digits. Failing check
// digits are no error: see [Reading.Valid].
func Parse(lines []string) (*Reading, error) {
	for _, line := range lines {
		for i := range len(line) {
			if !isChar(line[i]) {
				return nil, ErrFormat
			}
		}
	}
	format := formatOf(lines)
	if format == "" {
		return nil, ErrFormat
	}
	r := &Reading{Format: format, Lines: lines}
	l := layouts[format]
	for _, p := range l.fields {
		raw := lines[p.at.line][p.at.from:p.at.to]
		r.Fields = append(r.Fields, Field{Name: p.name, Value: strings.TrimRight(raw, "<"), Raw: raw})
	}
	if number, digit, optional, long := overflow(l, lines); long {
		r.set(DocumentNumber, number, number+string(digit))
		r.set(Optional, strings.TrimRight(optional, "<"), optional)
	}
	r.splitNames()
	for _, c := range CheckDigits(format, lines) {
		if c.Field == Composite {
			r.Composite = c.State
		}
		for i := range r.Fields {
			if r.Fields[i].Name == c.Field {
				r.Fields[i].Check = c.State
			}
		}
	}
	return r, nil
}

func isChar(c byte) bool { return c == '<' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' }

func (r *Reading) set(name FieldName, value, raw string) {
	for i := range r.Fields {
		if r.Fields[i].Name == name {
			r.Fields[i].Value, r.Fields[i].Raw = value, raw
		}
	}
}

// splitNames splits the name field at its first two fillers. A name without them is a
// surname alone.
func (r *Reading) splitNames() {
	issuer := r.Field(Issuer).Value
	for i := range r.Fields {
		f := &r.Fields[i]
		if f.Name != Surname && f.Name != GivenNames {
			continue
		}
		f.Truncated = !strings.HasSuffix(f.Raw, "<")
		if f.Name == Surname && r.Format != FRID {
			surname, given, _ := strings.Cut(f.Raw, "<<")
			rest := Field{Name: GivenNames, Value: nameText(issuer, given), Raw: given, Truncated: f.Truncated}
			f.Value, f.Raw = nameText(issuer, surname), surname
			f.Truncated = f.Truncated && given == ""
			r.Fields = append(r.Fields[:i+1], append([]Field{rest}, r.Fields[i+1:]...)...)
			return
		}
		f.Value = nameText(issuer, f.Raw)
	}
}

// nameText replaces fillers by spaces.
func nameText(issuer, raw string) string {
	words := strings.FieldsFunc(raw, func(c rune) bool { return c == '<' })
	return spanish(issuer, strings.Join(words, " "))
}
