package imageproc

// Limits is what a file must keep to be taken by the service. The zero value of
// a member means its default, so a caller names only what differs.
type Limits struct {
	MaxBytes  int64    // bytes, default 15,000,000: "15 MB" read the safe way
	MaxSide   int      // px a side, default 8000
	MinSide   int      // px, the longest side must be at least this; default 301 ("> 300 px")
	MaxPixels int64    // px in all that may be decoded; default 2^28, the largest canvas a desktop browser gives
	MaxPages  int      // pages of a PDF, default 30
	Formats   []Format // what the service takes; default JPEG and PNG
}

// The defaults of Limits; the figures are the service's own, except MaxPixels.
const (
	DefaultMaxBytes  = 15_000_000
	DefaultMaxSide   = 8000
	DefaultMinSide   = 301
	DefaultMaxPixels = 1 << 28
	DefaultMaxPages  = 30
)

// PictureLimits are the limits of one side of an ID or a selfie.
func PictureLimits() Limits { return Limits{}.withDefaults() }

// DocumentLimits are the limits of a paper document, which may also be a PDF.
func DocumentLimits() Limits {
	return Limits{Formats: []Format{JPEG, PNG, PDF}}.withDefaults()
}

// Takes reports whether the service takes f as it is.
func (l Limits) Takes(f Format) bool {
	for _, g := range l.withDefaults().Formats {
		if f == g {
			return true
		}
	}
	return false
}

func (l Limits) withDefaults() Limits {
	if l.MaxBytes == 0 {
		l.MaxBytes = DefaultMaxBytes
	}
	if l.MaxSide == 0 {
		l.MaxSide = DefaultMaxSide
	}
	if l.MinSide == 0 {
		l.MinSide = DefaultMinSide
	}
	if l.MaxPixels == 0 {
		l.MaxPixels = DefaultMaxPixels
	}
	if l.MaxPages == 0 {
		l.MaxPages = DefaultMaxPages
	}
	if l.Formats == nil {
		l.Formats = []Format{JPEG, PNG}
	}
	return l
}
