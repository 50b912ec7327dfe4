package main

// octave is one frequency of value noise: random values on a lattice, joined
// smoothly. Values are in sixteenths of a level.
type octave struct {
	spacing int // px between the lattice's points
	height  int32
	seed    uint64
	weights []int32 // of the right-hand neighbour, by place in the cell, of 256
}

// octaves are frequencies from one wavelength to another, each half as long as the
// one before and falloff (of 256) as strong.
func octaves(from, to, height, falloff int, seed uint64) []octave {
	var list []octave
	for spacing := from; spacing >= max(to, 2); spacing /= 2 {
		o := octave{spacing: spacing, height: int32(height), seed: seed + uint64(len(list))*7919}
		for i := range spacing {
			o.weights = append(o.weights, smooth(i*256/spacing))
		}
		list = append(list, o)
		height = height * falloff / 256
	}
	return list
}

// smooth is 3t²-2t³ of t in 256ths.
func smooth(t int) int32 { return int32(t * t * (768 - 2*t) >> 16) }

// addRow adds row y of the noise, each px weighed by mask (of 256) unless it is nil.
func (o *octave) addRow(row []int32, y int, mask []int32) {
	cell, down := y/o.spacing, o.weights[y%o.spacing]
	left := o.column(0, cell, down)
	for x, column := 0, 1; x < len(row); column++ {
		right := o.column(column, cell, down)
		span := row[x:min(x+o.spacing, len(row))]
		if mask == nil {
			for i := range span {
				span[i] += left + (right-left)*o.weights[i]>>8
			}
		} else {
			m := mask[x : x+len(span)]
			for i := range span {
				span[i] += (left + (right-left)*o.weights[i]>>8) * m[i] >> 8
			}
		}
		x += o.spacing
		left = right
	}
}

// column joins the two lattice points above and below.
func (o *octave) column(x, y int, down int32) int32 {
	above, below := o.at(x, y), o.at(x, y+1)
	return above + (below-above)*down>>8
}

func (o *octave) at(x, y int) int32 {
	v := int32(mix(o.seed^uint64(x)<<32^uint64(y))>>48) - 1<<15
	return v * o.height >> 15
}

// mix is the finalizer of SplitMix64.
func mix(v uint64) uint64 {
	v += 0x9e3779b97f4a7c15
	v = (v ^ v>>30) * 0xbf58476d1ce4e5b9
	v = (v ^ v>>27) * 0x94d049bb133111eb
	return v ^ v>>31
}
