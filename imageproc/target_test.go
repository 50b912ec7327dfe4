package imageproc

import "testing"

// scaledDecoder steps to what it says.
type scaledDecoder struct {
	Codec
	step Size
}

func (c scaledDecoder) ScaledSize(_ Info, target Size) Size {
	if c.step == (Size{}) {
		return target
	}
	return c.step
}

func TestTarget(t *testing.T) {
	for _, tt := range []struct {
		name       string
		info       Info
		limits     Limits
		step, want Size
	}{
		{"a picture within the limits stays", Info{Width: 4000, Height: 3000}, Limits{}, Size{3900, 2925}, Size{4000, 3000}},
		{"one without a step is as large as may be", Info{Width: 12000, Height: 9000}, Limits{}, Size{}, Size{8000, 6000}},
		{"a step that leaves 14 of 15 is accepting", Info{Width: 12000, Height: 9000}, Limits{}, Size{7467, 5600}, Size{7467, 5600}},
		{"one that leaves less is not", Info{Width: 12000, Height: 9000}, Limits{}, Size{7466, 5600}, Size{8000, 6000}},
		{"one that is too large is not", Info{Width: 12000, Height: 9000}, Limits{}, Size{8001, 6001}, Size{8000, 6000}},
		{"upright", Info{Width: 12000, Height: 9000, Orientation: 6}, Limits{}, Size{5625, 7500}, Size{5625, 7500}},
		{"below the least side it is not accepting", Info{Width: 1000, Height: 500}, Limits{MaxSide: 500, MinSide: 480}, Size{479, 240}, Size{500, 250}},
		{"at the least side it is", Info{Width: 1000, Height: 500}, Limits{MaxSide: 500, MinSide: 480}, Size{480, 240}, Size{480, 240}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fitting{codec: scaledDecoder{step: tt.step}}
			f.options.Limits = tt.limits.withDefaults()
			if got := f.decodeSize(tt.info); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
