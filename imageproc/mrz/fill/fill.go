// Package fill decides which fields of prepared data a machine-readable zone may fill, and
// with what. A wrong value that looks filled is worse than an empty field, so that whatever is
// doubtful stays empty. docs/mrz.md has the rules.
package fill

import (
	"strconv"
	"strings"
	"time"

	"credential-capture/imageproc/mrz"
)

// Value is what one field gets.
type Value struct {
	Path string // dotted name in prepared data
	Text string // the value; with Choices, the first of them
	// Choices are values that are equally plausible: the person chooses. None if there is one.
	Choices []string
	// Confirm: no check digit protects the value, so that it is always shown for confirmation.
	Confirm bool
}

const (
	// maxAge, in years, is the age above which a birth date isn't plausible.
	maxAge = 115
	// maxValidity, in years from now, of an expiry date. Passports have 10, cards up to 20. A
	// later year is of the last century, or stands for "unlimited" (Spain: 99).
	maxValidity = 30
)

// Values returns the fields that a reading fills, in the order of a form. It returns none unless
// all check digits match. now is the date on the device.
func Values(r *mrz.Reading, now time.Time) []Value {
	if !r.Valid() || !certain(r, mrz.DocumentCode) || isPassportAsVisa(r) {
		return nil
	}
	var values []Value
	add := func(v Value) {
		if v.Text != "" {
			values = append(values, v)
		}
	}
	add(Value{Path: "firstName", Text: name(r, mrz.GivenNames), Confirm: true})
	add(Value{Path: "lastName", Text: name(r, mrz.Surname), Confirm: true})
	add(Value{Path: "sex", Text: sex(r), Confirm: true})
	add(birth(r, now))
	add(Value{Path: "nationality", Text: nationality(r), Confirm: true})
	add(Value{Path: "id.type", Text: documentType(r), Confirm: true})
	add(Value{Path: "id.idNumber", Text: number(r)})
	add(Value{Path: "id.expiryDate", Text: expiry(r, now)})
	return values
}

// certain reports whether a field passes the reader's gates. A Reading that was parsed from
// text has no doubts.
func certain(r *mrz.Reading, name mrz.FieldName) bool {
	return len(r.Chars) == 0 || r.Field(name).Certain
}

// isPassportAsVisa reports a visa whose second line has all check digits of a passport: the
// first letter may be a misread P. By chance it is so for 1 of 100 visas.
func isPassportAsVisa(r *mrz.Reading) bool {
	return r.Format == mrz.MRVA && allMatch(mrz.CheckDigits(mrz.TD3, r.Lines)) ||
		r.Format == mrz.MRVB && allMatch(mrz.CheckDigits(mrz.TD2, r.Lines))
}

func allMatch(checks []mrz.Check) bool {
	for _, c := range checks {
		if c.State != mrz.Matches {
			return false
		}
	}
	return len(checks) > 0
}

// name returns a name in the zone's capital letters. A part of a truncated one is missing.
func name(r *mrz.Reading, field mrz.FieldName) string {
	f := r.Field(field)
	if f.Truncated || !certain(r, field) {
		return ""
	}
	return f.Value
}

// sex returns M or F; the API has no third.
func sex(r *mrz.Reading) string {
	if v := r.Field(mrz.Sex).Value; certain(r, mrz.Sex) && (v == "M" || v == "F") {
		return v
	}
	return ""
}

// nationality returns ISO 3166-1 alpha-3. The issuer is no nationality: a refugee's document
// has the country of residence there.
func nationality(r *mrz.Reading) string {
	if !certain(r, mrz.Nationality) {
		return ""
	}
	return mrz.Country(r.Field(mrz.Nationality).Value)
}

// number returns the document number. A filler inside of it stands for a space or a hyphen,
// unknown which.
func number(r *mrz.Reading) string {
	v := r.Field(mrz.DocumentNumber).Value
	if !certain(r, mrz.DocumentNumber) || strings.Contains(v, "<") || strings.Trim(v, "0") == "" {
		return ""
	}
	return v
}

// documentType returns the API's name of the document. Codes with A and C, and IR, are of
// residence permits, crews and others, for which the API has none; a passport card (IP) is
// neither of the two.
func documentType(r *mrz.Reading) string {
	switch code := r.Field(mrz.DocumentCode).Value; {
	case r.Format == mrz.TD3 && strings.HasPrefix(code, "P"):
		return "PASSPORT"
	case r.Format == mrz.MRVA, r.Format == mrz.MRVB:
		return "VISA"
	case r.Format != mrz.TD3 && strings.HasPrefix(code, "I") && code != "IR" && code != "IP":
		return "ID_CARD"
	}
	return ""
}

// birth returns the birth date in the century that the zone says, else in the latest that isn't
// in the future, with the one before as a choice if the person could be so old.
func birth(r *mrz.Reading, now time.Time) Value {
	v := Value{Path: "dateOfBirth"}
	if !certain(r, mrz.BirthDate) {
		return v
	}
	text := r.Field(mrz.BirthDate).Value
	if known := r.BirthCentury(); known > 0 {
		if d, ok := date(known, text); ok && !d.After(now) {
			v.Text = d.Format(time.DateOnly)
		}
		return v
	}
	oldest := now.AddDate(-maxAge, 0, 0)
	for century := now.Year() / 100; century >= oldest.Year()/100; century-- {
		if d, ok := date(century, text); ok && !d.After(now) && d.After(oldest) {
			v.Choices = append(v.Choices, d.Format(time.DateOnly))
		}
	}
	if len(v.Choices) > 0 {
		v.Text = v.Choices[0]
	}
	if len(v.Choices) == 1 {
		v.Choices = nil
	}
	return v
}

// expiry returns the expiry date, which is of this century.
func expiry(r *mrz.Reading, now time.Time) string {
	if !certain(r, mrz.ExpiryDate) {
		return ""
	}
	d, ok := date(20, r.Field(mrz.ExpiryDate).Value)
	if !ok || d.After(now.AddDate(maxValidity, 0, 0)) {
		return ""
	}
	return d.Format(time.DateOnly)
}

// date reads YYMMDD in a century, 19 for 1974. Unknown parts are fillers or zeros (Doc 9303-3, 4.8).
func date(century int, text string) (time.Time, bool) {
	n, err := strconv.Atoi(text)
	d := time.Date(100*century+n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, time.UTC)
	return d, err == nil && d.Format("060102") == text
}
