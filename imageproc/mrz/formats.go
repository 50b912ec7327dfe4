package mrz

// Format is a layout of the zone.
type Format string

// The formats that have check digits, and Switzerland's driving licence, which has none.
const (
	TD1  Format = "TD1"  // cards: 3 lines of 30
	TD2  Format = "TD2"  // larger cards: 2 lines of 36
	TD3  Format = "TD3"  // passports: 2 lines of 44
	MRVA Format = "MRVA" // visas: 2 lines of 44, no composite check digit
	MRVB Format = "MRVB" // visas: 2 lines of 36, no composite check digit
	FRID Format = "FRID" // France's identity card of 1988 to 2021: 2 lines of 36
	DLCH Format = "DLCH" // Switzerland's driving licence: lines of 9, 30 and 30, no check digits
)

// FieldName names a field, in the terms of Doc 9303.
type FieldName string

// The fields of all formats. A format lacks some of them.
const (
	DocumentCode   FieldName = "documentCode"
	Issuer         FieldName = "issuer"
	DocumentNumber FieldName = "documentNumber"
	Nationality    FieldName = "nationality"
	BirthDate      FieldName = "birthDate"  // YYMMDD
	Sex            FieldName = "sex"        // M, F, X or empty
	ExpiryDate     FieldName = "expiryDate" // YYMMDD
	Surname        FieldName = "surname"
	GivenNames     FieldName = "givenNames"
	Optional       FieldName = "optional"  // personal number, or what the issuer likes
	Optional2      FieldName = "optional2" // second line of TD1
	Composite      FieldName = "composite" // check digit over several fields
)

// span is a range of characters of one line.
type span struct{ line, from, to int }

// layout is where a format has its fields.
type layout struct {
	widths []int // characters of each line
	fields []place
	// composite lists what the composite check digit covers; nil if there is none.
	composite []span
	digit     span // of the composite check digit
}

// place is where a field is.
type place struct {
	name  FieldName
	at    span
	check int // column of the check digit in the same line; 0 if there is none
	kind  kind
}

// kind is which characters a field may have.
type kind uint8

const (
	anything kind = iota // letters, digits and fillers
	letters              // letters and fillers
	digits               // digits and fillers
	sexes                // M, F, X or filler
)

var layouts = map[Format]*layout{
	TD1: &layoutTD1, FRID: &layoutFRID, DLCH: &layoutDLCH,
	TD2: book(36, 35, 0, true), TD3: book(44, 42, 42, true), MRVA: book(44, 44, 0, false), MRVB: book(36, 36, 0, false),
}

// The layouts are variables of their own: in a map, code would make them, which adds 2 kB to the
// compressed wasm.

var layoutTD1 = layout{
	widths: []int{30, 30, 30},
	fields: []place{
		{DocumentCode, span{0, 0, 2}, 0, anything},
		{Issuer, span{0, 2, 5}, 0, letters},
		{DocumentNumber, span{0, 5, 14}, 14, anything},
		{Optional, span{0, 15, 30}, 0, anything},
		{BirthDate, span{1, 0, 6}, 6, digits},
		{Sex, span{1, 7, 8}, 0, sexes},
		{ExpiryDate, span{1, 8, 14}, 14, digits},
		{Nationality, span{1, 15, 18}, 0, letters},
		{Optional2, span{1, 18, 29}, 0, anything},
		{Surname, span{2, 0, 30}, 0, letters},
	},
	composite: []span{{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 29}},
	digit:     span{1, 29, 30},
}

var layoutFRID = layout{
	widths: []int{36, 36},
	fields: []place{
		{DocumentCode, span{0, 0, 2}, 0, letters},
		{Issuer, span{0, 2, 5}, 0, letters},
		{Surname, span{0, 5, 30}, 0, letters},
		{Optional, span{0, 30, 36}, 0, anything},
		{DocumentNumber, span{1, 0, 12}, 12, anything},
		{GivenNames, span{1, 13, 27}, 0, letters},
		{BirthDate, span{1, 27, 33}, 33, digits},
		{Sex, span{1, 34, 35}, 0, sexes},
	},
	composite: []span{{0, 0, 36}, {1, 0, 35}},
	digit:     span{1, 35, 36},
}

var layoutDLCH = layout{
	widths: []int{9, 30, 30},
	fields: []place{
		{Optional, span{0, 0, 9}, 0, anything},
		{DocumentCode, span{1, 0, 2}, 0, letters},
		{Issuer, span{1, 2, 5}, 0, letters},
		{DocumentNumber, span{1, 5, 17}, 0, anything},
		{BirthDate, span{1, 19, 25}, 0, digits},
		{Surname, span{2, 0, 30}, 0, letters},
	},
}

var bookFields = []place{
	{DocumentCode, span{0, 0, 2}, 0, letters},
	{Issuer, span{0, 2, 5}, 0, letters},
	{Surname, span{0, 5, 44}, 0, letters},
	{DocumentNumber, span{1, 0, 9}, 9, anything},
	{Nationality, span{1, 10, 13}, 0, letters},
	{BirthDate, span{1, 13, 19}, 19, digits},
	{Sex, span{1, 20, 21}, 0, sexes},
	{ExpiryDate, span{1, 21, 27}, 27, digits},
}

// book is the layout of two lines that passports, visas and TD2 share. Optional data ends
// before column end; its check digit is in column check, 0 if there is none.
func book(width, end, check int, composite bool) *layout {
	l := &layout{widths: []int{width, width}}
	l.fields = append(l.fields, bookFields...)
	l.fields[2].at.to = width
	l.fields = append(l.fields, place{Optional, span{1, 28, end}, check, anything})
	if composite {
		l.composite = []span{{1, 0, 10}, {1, 13, 20}, {1, 21, width - 1}}
		l.digit = span{1, width - 1, width}
	}
	return l
}

// formatOf is the format that lines of this size and this text have; "" if none.
func formatOf(lines []string) Format {
	switch {
	case hasWidths(lines, TD1):
		return TD1
	case hasWidths(lines, DLCH):
		return DLCH
	case hasWidths(lines, TD3):
		if lines[0][0] == 'V' {
			return MRVA
		}
		return TD3
	case hasWidths(lines, TD2):
		switch {
		case lines[0][0] == 'V':
			return MRVB
		case lines[0][:5] == "IDFRA":
			return FRID
		}
		return TD2
	}
	return ""
}

func hasWidths(lines []string, f Format) bool {
	widths := layouts[f].widths
	if len(lines) != len(widths) {
		return false
	}
	for i, w := range widths {
		if len(lines[i]) != w {
			return false
		}
	}
	return true
}
