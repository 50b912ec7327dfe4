package imageproc

// Preference says what a picture is made fit for, beside the limits.
type Preference uint8

// The preferences.
const (
	Fidelity Preference = iota // the px that the limits leave (but see leastOfSide), and their quality
	Speed                      // a smaller box, for people on slow networks
)

// The box of Speed. On an A4 page 2560 px are 219 to the inch, on an ID card 760: more
// than the service's own web client captures (1920 × 1080). Two million bytes take 16 s
// at 1 Mbit/s, where fifteen would take two minutes.
const (
	SpeedMaxSide  = 2560      // px
	SpeedMaxBytes = 2_000_000 // bytes
)

// preferring is l for a picture with a preference. It is not for a PDF, which can't be
// made smaller.
func (l Limits) preferring(p Preference) Limits {
	if p == Speed {
		l.MaxSide = min(l.MaxSide, SpeedMaxSide)
		l.MaxBytes = min(l.MaxBytes, SpeedMaxBytes)
	}
	return l
}
