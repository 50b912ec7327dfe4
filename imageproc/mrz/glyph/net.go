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
	layers [4]Layer
	in     [padded1 * (Height + Kernel1 - 1)]float32
	first  [padded2 * (Height1 + Kernel2 - 1) * Channels1]float32
	flat   [Flat]float32
	hidden [Hidden]float32
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
	n := &Net{layers: NewLayers()}
	size := note
	for _, l := range n.layers {
		size += l.Outputs * (8 + l.Inputs)
	}
	if len(rest) != size {
		return nil, errNet
	}
	rest = rest[note:]
	for _, l := range n.layers {
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
	n.convolve1()
	l := &n.layers[1]
	const row = Kernel2 * Channels1
	for y := range Height2 {
		for x := range Width2 {
			at := (2*y*padded2 + 2*x) * Channels1
			a, b, c := n.first[at:at+row], n.first[at+padded2*Channels1:][:row], n.first[at+2*padded2*Channels1:][:row]
			out := n.flat[(y*Width2+x)*Channels2:][:Channels2]
			for o := range out {
				w := l.Weights[o*l.Inputs:][:3*row]
				out[o] = max(0, l.Bias[o]+dot(a, w)+dot(b, w[row:])+dot(c, w[2*row:]))
			}
		}
	}
	l = &n.layers[2]
	for o := range n.hidden {
		n.hidden[o] = max(0, l.Bias[o]+dot(n.flat[:], l.Weights[o*Flat:]))
	}
	l = &n.layers[3]
	var out [Classes]float32
	for o := range out {
		out[o] = l.Bias[o] + dot(n.hidden[:], l.Weights[o*Hidden:])
	}
	LogSoftmax(out[:])
	return out
}

func (n *Net) convolve1() {
	l := &n.layers[0]
	for y := range Height1 {
		for x := range Width1 {
			var in [Kernel1 * Kernel1]float32
			for k := range Kernel1 {
				copy(in[k*Kernel1:(k+1)*Kernel1], n.in[(2*y+k)*padded1+2*x:])
			}
			out := n.first[((y+1)*padded2+x+1)*Channels1:][:Channels1]
			for o := range out {
				out[o] = max(0, l.Bias[o]+dot(in[:], l.Weights[o*len(in):]))
			}
		}
	}
}

// dot needs as many b as a.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s, t, u, v float32
	for len(a) >= 4 {
		s += a[0] * b[0]
		t += a[1] * b[1]
		u += a[2] * b[2]
		v += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	for i := range a {
		s += a[i] * b[i]
	}
	return s + t + (u + v)
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
