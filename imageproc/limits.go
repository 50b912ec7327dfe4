package imageproc

import (
	"cmp"
	"slices"
)

// Limits is what the service accepts. A zero field means its default.
type Limits struct {
	MaxBytes  int64    // bytes; default 15,000,000, the strict reading of "15 MB"
	MaxSide   int      // px of the longer side; default 8000
	MinSide   int      // px of the longer side; default 301 ("> 300 px")
	MaxPixels int64    // px that may be decoded; default 2^28, the largest canvas of a desktop browser
	MaxPages  int      // pages of a PDF; default 30
	Formats   []Format // that are accepted as they are; default JPEG and PNG
	// RefuseEncrypted refuses also a PDF that opens without a password although it is encrypted.
	RefuseEncrypted bool
}

// The defaults of Limits. All but MaxPixels are the service's own.
const (
	DefaultMaxBytes  = 15_000_000
	DefaultMaxSide   = 8000
	DefaultMinSide   = 301
	DefaultMaxPixels = 1 << 28
	DefaultMaxPages  = 30
)

// PictureLimits are the limits of one side of an ID or of a selfie.
func PictureLimits() Limits { return Limits{}.withDefaults() }

// DocumentLimits are the limits of a paper document, which may also be a PDF.
func DocumentLimits() Limits {
	return Limits{Formats: []Format{JPEG, PNG, PDF}}.withDefaults()
}

// Accepts reports whether the service accepts f without a conversion.
func (l Limits) Accepts(f Format) bool { return slices.Contains(l.withDefaults().Formats, f) }

// Takes is the former name of Accepts.
//
// Deprecated: use Accepts.
func (l Limits) Takes(f Format) bool { return l.Accepts(f) }

func (l Limits) withDefaults() Limits {
	l.MaxBytes = cmp.Or(l.MaxBytes, DefaultMaxBytes)
	l.MaxSide = cmp.Or(l.MaxSide, DefaultMaxSide)
	l.MinSide = cmp.Or(l.MinSide, DefaultMinSide)
	l.MaxPixels = cmp.Or(l.MaxPixels, DefaultMaxPixels)
	l.MaxPages = cmp.Or(l.MaxPages, DefaultMaxPages)
	if l.Formats == nil {
		l.Formats = []Format{JPEG, PNG}
	}
	return l
}

// Preference is what Fit optimises for within the limits.
type Preference uint8

// The preferences.
const (
	Balanced Preference = iota // a picture that has to be encoded gets at most BalancedMaxPixels
	Fidelity                   // as many px, and as much quality, as the limits allow
	Speed                      // SpeedMaxSide and SpeedMaxBytes, for slow networks
)

// BalancedMaxPixels is how many px Balanced encodes: a square of 4096 px, the largest area that
// every canvas can hold (Safari on iOS before 18). An A4 page of so many px has 416 px an inch, where
// readers of documents expect 300. Cameras of 48 to 200 MP resolve little more: their own default is
// 12 MP.
const BalancedMaxPixels = 4096 * 4096

// balanced returns the most eighths of a size that have at most BalancedMaxPixels: at eighths,
// JPEGs are decoded in less time and memory.
func balanced(full Size) Size {
	for n := 8; ; n-- {
		s := Size{(full.Width*n + 7) / 8, (full.Height*n + 7) / 8}
		if n == 1 || int64(s.Width)*int64(s.Height) <= BalancedMaxPixels {
			return s
		}
	}
}

// The limits of Speed. 2560 px are 219 px an inch of an A4 page and 760 of an ID card; the
// service's own web client captures 1920 × 1080. At 1 Mbit/s, two million bytes take 16 s
// and fifteen million two minutes.
const (
	SpeedMaxSide  = 2560      // px
	SpeedMaxBytes = 2_000_000 // bytes
)

// preferring returns the limits of a picture under a preference. A PDF, which can't be made
// smaller, has none.
func (l Limits) preferring(p Preference) Limits {
	if p == Speed {
		l.MaxSide = min(l.MaxSide, SpeedMaxSide)
		l.MaxBytes = min(l.MaxBytes, SpeedMaxBytes)
	}
	return l
}
