package main

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"credential-capture/imageproc/guidance/document"
)

// classWeights are those of the classes of frames.
var classWeights = map[string]float64{
	"whole": 1.5, "crop": 1, "cropped": 0.4, "cut": 1.5, "odd": 1, "composed": 0.5, "degraded": 0.3,
	"painted": 0.4, "painted cut": 1.4, "painted none": 0.6,
	"negative": 3, "negative part": 1.5, "face": 3, "face part": 1.5,
}

const inputs = document.NumFigures

// forward adds inputs in pairs.
var _ [0]struct{} = [inputs % 2]struct{}{}

// net is a network of one hidden layer of rectified units, whose output is the logarithm of
// the odds of a candidate against "none".
type net struct {
	mean, scale [inputs]float64
	hidden      [][inputs + 1]float64 // the last weight is the bias
	out         []float64             // the last weight is the bias
}

func newNet(units int, lists []list, r *rand.Rand) *net {
	n := &net{hidden: make([][inputs + 1]float64, units), out: make([]float64, units+1)}
	count := 0.0
	var square [inputs]float64
	for _, l := range lists {
		for _, e := range l.Candidates {
			count++
			for k, v := range e.Figures {
				v := float64(v) / figureScale
				n.mean[k] += v
				square[k] += v * v
			}
		}
	}
	for k := range n.mean {
		n.mean[k] /= count
		n.scale[k] = 1 / max(0.02, math.Sqrt(max(0, square[k]/count-n.mean[k]*n.mean[k])))
	}
	for i := range n.hidden {
		for k := range inputs {
			n.hidden[i][k] = r.NormFloat64() * math.Sqrt(1.0/inputs)
		}
		n.out[i] = r.NormFloat64() * math.Sqrt(1/float64(units))
	}
	n.out[units] = -2
	return n
}

// forward returns the output and, in active, the values of the hidden units.
func (n *net) forward(x *[inputs]float64, active []float64) float64 {
	sum := n.out[len(n.hidden)]
	for i := range n.hidden {
		w := &n.hidden[i]
		// Two sums, since each addition waits for the one before it.
		even, odd := w[inputs], 0.0
		for k := 0; k < inputs; k += 2 {
			even += w[k] * x[k]
			odd += w[k+1] * x[k+1]
		}
		v := max(0, even+odd)
		active[i] = v
		sum += n.out[i] * v
	}
	return sum
}

// normal scales figures to a mean of 0 and a deviation of 1.
func (n *net) normal(e *example) (x [inputs]float64) {
	for k, v := range e.Figures {
		x[k] = (float64(v)/figureScale - n.mean[k]) * n.scale[k]
	}
	return x
}

// training are the settings of train.
type training struct {
	units, epochs int
	rate, decay   float64
	drop          float64 // share of figures that are hidden from the network at a step
	seed          uint64
	members       int // of an ensemble
}

// train minimises the cross-entropy of the softmax over a frame's candidates and "none", whose
// logit is 0, with Adam (Kingma and Ba, 2014).
func train(lists []list, t training) *net {
	r := rand.New(rand.NewPCG(t.seed, 0x7ea1))
	n := newNet(t.units, lists, r)
	size := t.units*(inputs+1) + t.units + 1
	grad, first, second := make([]float64, size), make([]float64, size), make([]float64, size)
	order := make([]int, len(lists))
	for i := range order {
		order[i] = i
	}
	const batch = 16
	step := 0
	var b buffers
	for epoch := range t.epochs {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		rate := t.rate * 0.5 * (1 + math.Cos(math.Pi*float64(epoch)/float64(t.epochs)))
		for from := 0; from < len(order); from += batch {
			clear(grad)
			for _, i := range order[from:min(len(order), from+batch)] {
				b.add(n, &lists[i], t.drop, r, grad)
			}
			step++
			b1, b2 := 1-math.Pow(0.9, float64(step)), 1-math.Pow(0.999, float64(step))
			for p := range grad {
				w := n.weight(p)
				g := grad[p]/batch + t.decay**w
				first[p] = 0.9*first[p] + 0.1*g
				second[p] = 0.999*second[p] + 0.001*g*g
				*w -= rate * (first[p] / b1) / (math.Sqrt(second[p]/b2) + 1e-8)
			}
		}
	}
	return n
}

// buffers hold the values of a frame's candidates.
type buffers struct {
	x      [][inputs]float64
	active [][]float64
	logits []float64
	right  []bool
}

// add adds the gradient of the loss of one frame. Some figures are hidden, the same ones of all
// candidates.
func (b *buffers) add(n *net, l *list, drop float64, r *rand.Rand, grad []float64) {
	var hidden [inputs]bool
	for k := range hidden {
		hidden[k] = r.Float64() < drop
	}
	b.x, b.logits, b.right = b.x[:0], b.logits[:0], b.right[:0]
	highest, anyRight, best := 0.0, false, l.best()
	for i := range l.Candidates {
		right, unsure := l.label(&l.Candidates[i], best)
		if unsure {
			continue
		}
		x := n.normal(&l.Candidates[i])
		for k := range x {
			if hidden[k] {
				x[k] = 0
			}
		}
		c := len(b.x)
		if b.x = append(b.x, x); len(b.active) <= c {
			b.active = append(b.active, make([]float64, len(n.hidden)))
		}
		b.right = append(b.right, right)
		b.logits = append(b.logits, n.forward(&b.x[c], b.active[c]))
		highest, anyRight = max(highest, b.logits[c]), anyRight || right
	}
	total, sum := math.Exp(-highest), 0.0
	if !anyRight {
		sum = total
	}
	for c, f := range b.logits {
		e := math.Exp(f - highest)
		if total += e; b.right[c] {
			sum += e
		}
	}
	for c, f := range b.logits {
		e := math.Exp(f - highest)
		d := e / total
		if b.right[c] {
			d -= e / sum
		}
		if d *= classWeights[l.Class]; math.Abs(d) >= 1e-5 {
			n.backward(d, &b.x[c], b.active[c], grad)
		}
	}
}

// backward adds the gradient of one candidate, given that of the output.
func (n *net) backward(d float64, x *[inputs]float64, active, grad []float64) {
	units := len(n.hidden)
	out := grad[units*(inputs+1):]
	for u, a := range active {
		if a <= 0 {
			continue
		}
		out[u] += d * a
		du := d * n.out[u]
		g := grad[u*(inputs+1):][:inputs+1]
		for k, v := range x {
			g[k] += du * v
		}
		g[inputs] += du
	}
	out[units] += d
}

// weight is the p-th weight: those of the hidden units, then of the output.
func (n *net) weight(p int) *float64 {
	if u := p / (inputs + 1); u < len(n.hidden) {
		return &n.hidden[u][p%(inputs+1)]
	}
	return &n.out[p-len(n.hidden)*(inputs+1)]
}

// ensemble trains several networks from different seeds.
func ensemble(lists []list, t training) []*net {
	nets := make([]*net, t.members)
	var all errgroup.Group
	all.SetLimit(2)
	for i := range nets {
		t := t
		t.seed += uint64(i)
		all.Go(func() error {
			nets[i] = train(lists, t)
			return nil
		})
	}
	_ = all.Wait() // returns no error
	return nets
}

// split assigns repositories to folds, so that each fold has about as many frames of documents,
// of people and of neither.
func split(lists []list) map[string]int {
	frames, kinds := map[string]int{}, map[string]string{}
	for _, l := range lists {
		frames[l.Repository]++
		kinds[l.Repository] = "document"
		if k, _, _ := strings.Cut(l.Class, " "); k == "face" || k == "negative" {
			kinds[l.Repository] = k
		}
	}
	names := slices.SortedFunc(maps.Keys(frames), func(a, b string) int {
		return cmp.Or(cmp.Compare(frames[b], frames[a]), cmp.Compare(a, b))
	})
	of, load := map[string]int{}, map[string]*[folds]int{}
	for _, name := range names {
		k := kinds[name]
		if load[k] == nil {
			load[k] = &[folds]int{}
		}
		least := 0
		for f, n := range load[k] {
			if n < load[k][least] {
				least = f
			}
		}
		of[name] = least
		load[k][least] += frames[name]
	}
	return of
}
