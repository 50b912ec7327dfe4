// Package glyph classifies single characters of the machine-readable zone by a small
// convolutional net.
package glyph

import (
	"encoding/binary"
	"errors"
	"math"
)

// Size of a cell: the picture of one character with its surroundings, in samples. A
// sample is 1/13.3 of the pitch.
const (
	Width  = 16
	Height = 20
	// CellWidth and CellHeight are in pitches.
	CellWidth  = 1.2
	CellHeight = 1.5
)

// Alphabet has the characters in the order of the classes. The class Junk follows: a blank,
// a part of two characters, other print.
const (
	Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
	Junk     = len(Alphabet)
	Classes  = Junk + 1
)

// Sizes of the layers: a convolution of 5 × 5 and one of 3 × 3, both of stride 2, and two
// dense layers. Data is ordered row, column, channel.
const (
	Kernel1, Channels1 = 5, 12
	Kernel2, Channels2 = 3, 24
	Width1, Height1    = Width / 2, Height / 2
	Width2, Height2    = Width1 / 2, Height1 / 2
	Flat               = Width2 * Height2 * Channels2
	Hidden             = 64

	padded1 = Width + Kernel1 - 1  // row of the padded input
	padded2 = Width1 + Kernel2 - 1 // row of the padded first layer
)

// Layer has the weights of each output and its bias.
type Layer struct {
	Inputs, Outputs int
	Weights, Bias   []float32 // Weights: those of the first output first
}

// NewLayers returns the layers without weights.
func NewLayers() [4]Layer {
	var layers [4]Layer
	for i, size := range [4][2]int{
		{Kernel1 * Kernel1, Channels1}, {Kernel2 * Kernel2 * Channels1, Channels2}, {Flat, Hidden}, {Hidden, Classes},
	} {
		layers[i] = Layer{size[0], size[1], make([]float32, size[0]*size[1]), make([]float32, size[1])}
	}
	return layers
}

// Cell has the grey values of a character, ink positive, see [Normalize].
type Cell [Width * Height]float32

// Net is a trained net. It isn't safe for concurrent use.
type Net struct {
	layers [4]fast
	in     [padded1 * (Height + Kernel1 - 1)]float32
	first  [padded2 * (Height1 + Kernel2 - 1) * Channels1]float32
	flat   [Flat]float32
	hidden [Hidden]float32
	inputs [Flat]input // that aren't 0
}

// fast is a layer for computing.
type fast struct {
	inputs int
	// weights are those of lanes outputs at a time, input by input.
	weights [][lanes]float32
	bias    []float32 // a multiple of lanes
}

const lanes = 4

func newFast(l Layer) fast {
	groups := (l.Outputs + lanes - 1) / lanes
	f := fast{l.Inputs, make([][lanes]float32, groups*l.Inputs), make([]float32, groups*lanes)}
	copy(f.bias, l.Bias)
	for o := range l.Outputs {
		for i := range l.Inputs {
			f.weights[o/lanes*l.Inputs+i][o%lanes] = l.Weights[o*l.Inputs+i]
		}
	}
	return f
}

type input struct {
	at    int
	value float32
}

// Magic begins the file of a Net.
const Magic = "MRZ1"

var errNet = errors.New("invalid file of mrz weights")

// Parse reads a file as [Encode] writes it, little endian: magic, the length of a note
// uint16, the note, then for each layer and output: scale float32, bias float32, weights int8.
func Parse(file []byte) (*Net, error) {
	if len(file) < len(Magic)+2 || string(file[:len(Magic)]) != Magic {
		return nil, errNet
	}
	note := int(binary.LittleEndian.Uint16(file[len(Magic):]))
	rest := file[len(Magic)+2:]
	layers := NewLayers()
	size := note
	for _, l := range layers {
		size += l.Outputs * (8 + l.Inputs)
	}
	if len(rest) != size {
		return nil, errNet
	}
	rest = rest[note:]
	n := &Net{}
	for k, l := range layers {
		for o := range l.Outputs {
			scale := math.Float32frombits(binary.LittleEndian.Uint32(rest))
			bias := math.Float32frombits(binary.LittleEndian.Uint32(rest[4:]))
			if !(scale >= 0 && scale < 1e3 && bias > -1e3 && bias < 1e3) { // nor NaN
				return nil, errNet
			}
			l.Bias[o] = bias
			for i := range l.Inputs {
				l.Weights[o*l.Inputs+i] = float32(int8(rest[8+i])) * scale
			}
			rest = rest[8+l.Inputs:]
		}
		n.layers[k] = newFast(l)
	}
	return n, nil
}

// Encode rounds the weights to 8 bits, each output with a scale of its own.
func Encode(note string, layers [4]Layer) []byte {
	file := append([]byte(Magic), byte(len(note)), byte(len(note)>>8))
	file = append(file, note...)
	for _, l := range layers {
		for o := range l.Outputs {
			weights := l.Weights[o*l.Inputs : (o+1)*l.Inputs]
			var largest float32
			for _, w := range weights {
				largest = max(largest, w, -w)
			}
			scale := max(largest/127, 1e-9)
			file = binary.LittleEndian.AppendUint32(file, math.Float32bits(scale))
			file = binary.LittleEndian.AppendUint32(file, math.Float32bits(l.Bias[o]))
			for _, w := range weights {
				file = append(file, byte(int8(math.Round(float64(w/scale)))))
			}
		}
	}
	return file
}

// Classify returns the logarithm of each class's probability. The cell is normalized.
func (n *Net) Classify(cell *Cell) [Classes]float32 {
	for y := range Height {
		copy(n.in[(y+Kernel1/2)*padded1+Kernel1/2:], cell[y*Width:(y+1)*Width])
	}
	for y := range Height1 {
		for x := range Width1 {
			var in []input
			for k := range Kernel1 {
				in = n.add(in, k*Kernel1, n.in[(2*y+k)*padded1+2*x:][:Kernel1])
			}
			n.layers[0].apply(in, n.first[((y+1)*padded2+x+1)*Channels1:][:Channels1])
		}
	}
	const row = Kernel2 * Channels1
	for y := range Height2 {
		for x := range Width2 {
			var in []input
			for k := range Kernel2 {
				in = n.add(in, k*row, n.first[((2*y+k)*padded2+2*x)*Channels1:][:row])
			}
			n.layers[1].apply(in, n.flat[(y*Width2+x)*Channels2:][:Channels2])
		}
	}
	n.layers[2].apply(n.add(nil, 0, n.flat[:]), n.hidden[:])
	var sums [(Classes + lanes - 1) / lanes * lanes]float32
	n.layers[3].sum(n.add(nil, 0, n.hidden[:]), sums[:])
	out := [Classes]float32(sums[:Classes])
	LogSoftmax(out[:])
	return out
}

// add lists the values that aren't 0, as half of them are after a layer.
func (n *Net) add(list []input, at int, values []float32) []input {
	k := len(list)
	for i, v := range values {
		n.inputs[k] = input{at + i, v}
		if v != 0 {
			k++
		}
	}
	return n.inputs[:k]
}

// sum computes the outputs.
func (l *fast) sum(in []input, out []float32) {
	for o := 0; o < len(out); o += lanes {
		weights := l.weights[o/lanes*l.inputs:][:l.inputs]
		s, t, u, v := l.bias[o], l.bias[o+1], l.bias[o+2], l.bias[o+3]
		for _, a := range in {
			w := &weights[a.at]
			s += a.value * w[0]
			t += a.value * w[1]
			u += a.value * w[2]
			v += a.value * w[3]
		}
		out[o], out[o+1], out[o+2], out[o+3] = s, t, u, v
	}
}

// apply computes the outputs that are above 0.
func (l *fast) apply(in []input, out []float32) {
	l.sum(in, out)
	for i, v := range out {
		out[i] = max(0, v)
	}
}

// LogSoftmax turns outputs into logarithms of probabilities.
func LogSoftmax(out []float32) {
	top := out[0]
	for _, v := range out {
		top = max(top, v)
	}
	var sum float64
	for _, v := range out {
		sum += math.Exp(float64(v - top))
	}
	log := top + float32(math.Log(sum))
	for i := range out {
		out[i] -= log
	}
}

// MinDeviation is the least floor of [Normalize], in levels.
const MinDeviation = 4

// FloorShare is the floor of [Normalize] as a share of the median deviation of a zone's cells,
// lest a blank's noise becomes print.
const FloorShare = 0.4

// Deviation returns mean and standard deviation of a cell's levels.
func Deviation(cell *Cell) (mean, deviation float32) {
	var sum, squares float32
	for _, v := range cell {
		sum += v
		squares += v * v
	}
	mean = sum / float32(len(cell))
	return mean, float32(math.Sqrt(float64(max(0, squares/float32(len(cell))-mean*mean))))
}

// Normalize turns grey levels into ink: mean 0, standard deviation 1 or, of a deviation
// below the floor, less; dark is positive.
func Normalize(cell *Cell, floor float32) {
	mean, deviation := Deviation(cell)
	f := 1 / max(deviation, floor)
	for i, v := range cell {
		cell[i] = (mean - v) * f
	}
}
