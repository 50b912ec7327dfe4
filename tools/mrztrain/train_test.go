package main

import (
	"math/rand/v2"
	"testing"

	"credential-capture/imageproc/mrz/glyph"
)

// TestPass_matchesNet compares what is trained with what the product computes. The weights
// are multiples of their scale, so that rounding them changes nothing.
func TestPass_matchesNet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	layers := glyph.NewLayers()
	for _, l := range layers {
		for i := range l.Weights {
			l.Weights[i] = float32(r.IntN(255)-127) / 1000
		}
		for o := range l.Outputs {
			l.Weights[o*l.Inputs], l.Bias[o] = 0.127, r.Float32()
		}
	}
	net, err := glyph.Parse(glyph.Encode("a note", layers))
	if err != nil {
		t.Fatal(err)
	}
	p := newPass(layers)
	var cell glyph.Cell
	for i := range cell {
		cell[i] = float32(r.NormFloat64())
	}
	want, got := p.forward(&cell), net.Classify(&cell)
	for i := range want {
		if d := want[i] - got[i]; d > 1e-3 || d < -1e-3 {
			t.Errorf("class %d: %v, want %v", i, got[i], want[i])
		}
	}
}

// TestPass_learnsOneCell moves a net until it knows a cell.
func TestPass_learnsOneCell(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	layers := initLayers(r)
	p, optimizer := newPass(layers), newAdam()
	var cell glyph.Cell
	for i := range cell {
		cell[i] = float32(r.NormFloat64())
	}
	for range 30 {
		p.loss, p.cells = 0, 0
		p.learn(&cell, 7)
		optimizer.step(layers, []*pass{p}, 0.003)
	}
	if p.loss > 0.1 {
		t.Errorf("loss %v after 30 steps", p.loss)
	}
}
