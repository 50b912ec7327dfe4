// Command mrztrain trains the net of imageproc/mrz/glyph on painted print and writes
// web/mrz.bin. It needs the font OCR-B, of Debian's package fonts-ocr-b.
//
//	apt-get install fonts-ocr-b
//	go run ./tools/mrztrain
//
// The same seed gives the same file on machines of the same kind, whatever their number of
// cores.
package main

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"sync"

	"credential-capture/imageproc/mrz/glyph"
)

// shards is how many parts a step has, which are computed at the same time and added in
// order.
const shards = 4

func main() {
	var (
		font  = flag.String("font", "/usr/share/fonts/opentype/ocr-b", "folder of OCRB.otf and OCRBS.otf")
		to    = flag.String("to", "web/mrz.bin", "file to write")
		seed  = flag.Uint64("seed", 1, "of everything that is random")
		steps = flag.Int("steps", 3000, "of about 210 characters")
		show  = flag.String("show", "", "write examples to this PNG and train nothing")
	)
	flag.Parse()
	fonts, err := readFonts(*font)
	if err == nil && *show != "" {
		err = showExamples(*show, fonts, *seed)
	} else if err == nil {
		err = train(fonts, *seed, *steps, *to)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func train(fonts [2][]shape, seed uint64, steps int, to string) error {
	layers := initLayers(rand.New(rand.NewPCG(seed, 0)))
	optimizer := newAdam()
	passes := make([]*pass, shards)
	for i := range passes {
		passes[i] = newPass(layers)
	}
	var loss float64
	var cells, correct int
	for step := range steps {
		var wait sync.WaitGroup
		for i, p := range passes {
			wait.Go(func() {
				r := rand.New(rand.NewPCG(seed, uint64(1+step*shards+i)))
				p.loss, p.cells, p.correct = 0, 0, 0
				for range 3 {
					for _, e := range paintStrip(r, fonts).cells(r) {
						p.learn(&e.cell, e.class)
					}
				}
			})
		}
		wait.Wait()
		progress := float64(step) / float64(steps)
		optimizer.step(layers, passes, 0.003*min(1, float64(step+1)/50)*(0.5+0.5*math.Cos(math.Pi*progress))+1e-5)
		for _, p := range passes {
			loss, cells, correct = loss+p.loss, cells+p.cells, correct+p.correct
		}
		if (step+1)%100 == 0 {
			fmt.Printf("step %d: loss %.4f, %.2f %% correct\n", step+1, loss/float64(cells), 100*float64(correct)/float64(cells))
			loss, cells, correct = 0, 0, 0
		}
	}
	figures, err := validate(glyph.Encode("", layers), fonts, seed)
	if err != nil {
		return err
	}
	fmt.Println(figures)
	note := fmt.Sprintf("tools/mrztrain: seed %d, steps %d; %s", seed, steps, figures)
	return os.WriteFile(to, glyph.Encode(note, layers), 0o644)
}

// validate measures the rounded net on strips that training doesn't see.
func validate(file []byte, fonts [2][]shape, seed uint64) (string, error) {
	net, err := glyph.Parse(file)
	if err != nil {
		return "", err
	}
	wrong, cells := map[[2]byte]int{}, 0
	var errors int
	names := glyph.Alphabet + "."
	r := rand.New(rand.NewPCG(seed, math.MaxUint64))
	for range 1000 {
		for _, e := range paintStrip(r, fonts).cells(r) {
			out := net.Classify(&e.cell)
			best := 0
			for i, v := range out {
				if v > out[best] {
					best = i
				}
			}
			if cells++; best != e.class {
				wrong[[2]byte{names[e.class], names[best]}]++
				errors++
			}
		}
	}
	for pair, n := range wrong {
		if n >= 12 {
			fmt.Printf("%c as %c: %d\n", pair[0], pair[1], n)
		}
	}
	return fmt.Sprintf("%.2f %% of %d characters correct", 100-100*float64(errors)/float64(cells), cells), nil
}
