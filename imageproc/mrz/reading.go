package mrz

// Gray is a picture of brightness, 0 black to 255 white, row by row.
type Gray struct {
	Pix           []byte
	Width, Height int // px
	Stride        int // bytes a row
}

// Point is a place in a picture, in px.
type Point struct{ X, Y float64 }

// Quad has the corners in reading direction: top left, top right, bottom right, bottom left.
type Quad [4]Point

// Reading is what a zone says.
type Reading struct {
	Format Format
	Lines  []string
	Fields []Field // in the order of the zone
	// Composite is the state of the check digit over several fields; NoCheck if the format
	// has none.
	Composite CheckState

	// The rest is zero if Parse made the Reading from text.

	Chars      [][]Char // of each line
	Quad       Quad     // around the zone, in px of the picture
	CharHeight float64  // of a capital letter, px of the picture
	Repaired   int      // characters that aren't the likeliest of their cells, for the check digits' sake
}

// Char is a character that was read.
type Char struct {
	Value    byte    // A to Z, 0 to 9, <
	Prob     float64 // 0 to 1: that of Value among the characters that its place may have
	Repaired bool    // another was likelier, but a check digit failed with it
}

// Field is a part of the zone that has a meaning.
type Field struct {
	Name FieldName
	// Value has no trailing fillers. A name has spaces for fillers.
	Value string
	Raw   string // as printed, with fillers
	Check CheckState
	// Truncated: a name fills its field to the end, so that a part of it may be missing.
	Truncated bool

	// The rest is zero if Parse made the Reading from text.

	Prob     float64 // the lowest of its characters, 0 to 1
	Repaired int     // its repaired characters
	// Certain: all its characters pass the gates of its kind; gates.go has them.
	Certain bool
}

// CheckState is the result of a check digit.
type CheckState uint8

// The states of a check digit.
const (
	NoCheck CheckState = iota // the field has no check digit
	Matches
	Fails
)

// Field returns the field of a name; a zero Field if the format lacks it.
func (r *Reading) Field(name FieldName) Field {
	for _, f := range r.Fields {
		if f.Name == name {
			return f
		}
	}
	return Field{}
}

// Valid reports whether the zone has check digits and all of them match.
func (r *Reading) Valid() bool {
	checked := r.Composite == Matches
	for _, f := range r.Fields {
		if f.Check == Fails {
			return false
		}
		checked = checked || f.Check == Matches
	}
	return checked && r.Composite != Fails
}

// BirthCentury is the century's first two digits of the birth date, 19 for 1974, where the
// zone says it; 0 if it doesn't.
func (r *Reading) BirthCentury() int { return birthCentury(r) }

// isCertain reports a reading without repairs of which all fields are certain.
func (r *Reading) isCertain() bool { return r.doubt() == 0 }

// doubt is the number of repairs and of fields that aren't certain.
func (r *Reading) doubt() int {
	n := r.Repaired
	for _, f := range r.Fields {
		if !f.Certain {
			n++
		}
	}
	return n
}

// doubtsOneField reports a reading without repairs of which, of number and dates, one is uncertain, but
// likelier than all its other readings together.
func (r *Reading) doubtsOneField() bool {
	n := 0
	for _, f := range r.Fields {
		if f.Check == Matches && f.Name != Optional && !f.Certain {
			n++
			if f.Prob < 0.5 {
				return false
			}
		}
	}
	return n == 1 && r.Repaired == 0 && r.Composite == Matches
}
