package quality

// Problem is what is wrong with a frame.
type Problem string

// The problems, in the order in which they are worth saying: nobody can judge the
// sharpness of what is dark.
const (
	TooDark     Problem = "too_dark"
	TooBright   Problem = "too_bright"
	HasGlare    Problem = "glare"
	LowContrast Problem = "low_contrast"
	Blurred     Problem = "blurred"
	Moving      Problem = "moving"
	Colourless  Problem = "black_white"
)

// Problems holds the figures of a frame against the limits.
func (l Limits) Problems(m Metrics) []Problem {
	l = l.WithDefaults()
	var all []Problem
	for _, p := range []struct {
		wrong bool
		code  Problem
	}{
		{m.Dark < l.Dark, TooDark},
		{m.Bright > l.Bright, TooBright},
		{m.Glare > l.Glare, HasGlare},
		{m.Contrast < l.Contrast, LowContrast},
		// Without any step there is nothing to read, which is what blur does to small print.
		{m.EdgeWidth > l.EdgeWidth || m.EdgeWidth == 0, Blurred},
		{m.Motion > l.Motion, Moving},
		{m.Colour < l.Colour, Colourless},
	} {
		if p.wrong {
			all = append(all, p.code)
		}
	}
	return all
}
