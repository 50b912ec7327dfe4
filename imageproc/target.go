package imageproc

// Stepping is a Codec that can scale a picture while it decodes it, in much less time
// and memory, but to some sizes only: a browser's JPEG decoder does it in eighths.
type Stepping interface {
	Codec
	// Step returns the largest of these sizes that doesn't exceed target, upright, or
	// target itself when there is none.
	Step(info Info, target Size) Size
}

// leastOfSide is the part of a side that must stay for a step to be taken. A picture that
// has to lose px loses up to a fifteenth of its side more then; made as large as it may
// be, it would only have the same detail spread over more px, and take twice the time.
const leastOfSide = 14.0 / 15

// target is the size at which a picture is decoded: what the limits leave, or the step
// of the codec just below it.
func (f *fitting) target(info Info) Size {
	width, height := info.Upright()
	full := Size{width, height}
	most := within(full, f.options.Limits.MaxSide)
	stepping, ok := f.codec.(Stepping)
	if !ok || most == full {
		return most
	}
	step := stepping.Step(info, most)
	long, least := max(step.Width, step.Height), leastOfSide*float64(max(most.Width, most.Height))
	if float64(long) < least || long < f.options.Limits.MinSide || step.Width > most.Width || step.Height > most.Height {
		return most
	}
	return step
}
