package docscene

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// background paints a table and returns its mean colour.
func background(img *image.RGBA, r *rand.Rand) color.NRGBA {
	base := tableColour(r)
	texture := textures[r.IntN(len(textures))](r)
	for x, y := range pixels(img.Rect) {
		f := 1 + texture(float64(x), float64(y))
		img.SetRGBA(x, y, color.RGBA{scale(base.R, f), scale(base.G, f), scale(base.B, f), 255})
	}
	if r.IntN(5) == 0 {
		tableEdge(img, r)
	}
	return base
}

func tableColour(r *rand.Rand) color.NRGBA {
	if r.IntN(2) == 0 { // wood and stone are brown and grey
		v := 30 + r.IntN(150)
		return color.NRGBA{uint8(min(255, v+r.IntN(40))), uint8(v), uint8(max(0, v-r.IntN(30))), 255}
	}
	return color.NRGBA{uint8(20 + r.IntN(200)), uint8(20 + r.IntN(200)), uint8(20 + r.IntN(200)), 255}
}

// A texture is the relative deviation from the mean level at a position. Sizes are px of a
// frame of 640.
type texture func(x, y float64) float64

var textures = []func(*rand.Rand) texture{
	plain, wood, cloth, stone, boards, tiles, checks, stripes, carpet, print,
}

func plain(r *rand.Rand) texture {
	seed, depth := r.Uint64(), 0.05*r.Float64()
	return func(x, y float64) float64 { return depth * noise(x/90, y/90, seed) }
}

// wood has fine fibres and wavy rings.
func wood(r *rand.Rand) texture {
	t, seed := newTurn(r), r.Uint64()
	size, depth, fibre := 15+50*r.Float64(), 0.05+0.12*r.Float64(), 0.04+0.10*r.Float64()
	return func(x, y float64) float64 {
		u, v := t.at(x, y)
		ring := math.Sin(v/size*6 + 4*noise(u/180, v/60, seed))
		return depth*ring + fibre*noise(u/60, v/1.7, seed+1)
	}
}

// cloth is woven, with some thicker threads.
func cloth(r *rand.Rand) texture {
	t, seed := newTurn(r), r.Uint64()
	pitch, depth := 1.3+2.5*r.Float64(), 0.04+0.12*r.Float64()
	return func(x, y float64) float64 {
		u, v := t.at(x, y)
		return depth*(math.Sin(u/pitch)*math.Sin(v/pitch)) + 0.05*noise(u/25, v/2, seed) + 0.05*noise(u/2, v/25, seed+1)
	}
}

func stone(r *rand.Rand) texture {
	seed, size, depth := r.Uint64(), 8+50*r.Float64(), 0.08+0.22*r.Float64()
	return func(x, y float64) float64 {
		return depth * (noise(x/size, y/size, seed) + 0.5*noise(2*x/size, 2*y/size, seed+1) + 0.35*noise(5*x/size, 5*y/size, seed+2))
	}
}

// boards have straight lines in one direction.
func boards(r *rand.Rand) texture {
	t, seed := newTurn(r), r.Uint64()
	pitch, depth, gap := 70+140*r.Float64(), 0.15+0.3*r.Float64(), 1+3*r.Float64()
	return func(x, y float64) float64 {
		u, v := t.at(x, y)
		v += 4000
		if math.Mod(v, pitch) < gap {
			return -depth
		}
		board := math.Floor(v / pitch)
		return 0.10*noise(board*7.3, 0.5, seed) + 0.07*noise(u/70, v/2.2, seed+1)
	}
}

// tiles have straight lines in two directions.
func tiles(r *rand.Rand) texture {
	t, seed := newTurn(r), r.Uint64()
	pitch, depth, gap := 60+140*r.Float64(), 0.25*r.Float64()+0.1, 2+4*r.Float64()
	if r.IntN(2) == 0 {
		depth = -depth // joints may be bright
	}
	return func(x, y float64) float64 {
		u, v := t.at(x, y)
		u, v = u+4000, v+4000
		if math.Mod(u, pitch) < gap || math.Mod(v, pitch) < gap {
			return -depth
		}
		return 0.06*noise(math.Floor(u/pitch)*3.7, math.Floor(v/pitch)*5.1, seed) + 0.04*noise(x/9, y/9, seed+1)
	}
}

// checks are a checked tablecloth.
func checks(r *rand.Rand) texture {
	t, seed := newTurn(r), r.Uint64()
	pitch, depth := 8+35*r.Float64(), 0.06+0.16*r.Float64()
	return func(x, y float64) float64 {
		u, v := t.at(x, y)
		f := 0.05 * noise(x/3, y/3, seed)
		if math.Mod(u+4000, 2*pitch) < pitch {
			f += depth
		}
		if math.Mod(v+4000, 2*pitch) < pitch {
			f += depth
		}
		return f - depth
	}
}

func stripes(r *rand.Rand) texture {
	t, seed := newTurn(r), r.Uint64()
	pitch, depth := 10+60*r.Float64(), 0.05+0.18*r.Float64()
	return func(x, y float64) float64 {
		_, v := t.at(x, y)
		f := 0.05 * noise(x/4, y/4, seed)
		if math.Mod(v+4000, pitch) < pitch*0.4 {
			return f - depth
		}
		return f + depth/2
	}
}

func carpet(r *rand.Rand) texture {
	seed, depth := r.Uint64(), 0.10+0.25*r.Float64()
	return func(x, y float64) float64 {
		return depth*noise(x/1.8, y/1.8, seed) + 0.1*noise(x/40, y/40, seed+1)
	}
}

// print is a pattern of blobs.
func print(r *rand.Rand) texture {
	t, size, depth := newTurn(r), 15+30*r.Float64(), 0.10+0.25*r.Float64()
	return func(x, y float64) float64 {
		u, v := t.at(x, y)
		if math.Sin(u/size)*math.Sin(v/size)+0.4*math.Sin((u+v)/size*1.7) > 0.35 {
			return depth
		}
		return -depth / 3
	}
}

// turn is a rotation.
type turn struct{ sin, cos float64 }

func newTurn(r *rand.Rand) turn {
	sin, cos := math.Sincos(r.Float64() * 2 * math.Pi)
	return turn{sin, cos}
}

func (t turn) at(x, y float64) (u, v float64) { return x*t.cos + y*t.sin, y*t.cos - x*t.sin }

// noise is value noise, about -1 to 1, with a lattice of unit 1.
func noise(x, y float64, seed uint64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	u, v := x-fx, y-fy
	u, v = u*u*(3-2*u), v*v*(3-2*v)
	ix, iy := int64(fx), int64(fy)
	top := lattice(ix, iy, seed)*(1-u) + lattice(ix+1, iy, seed)*u
	bottom := lattice(ix, iy+1, seed)*(1-u) + lattice(ix+1, iy+1, seed)*u
	return top*(1-v) + bottom*v
}

func lattice(x, y int64, seed uint64) float64 {
	h := uint64(x)*0x9e3779b97f4a7c15 ^ uint64(y)*0xc2b2ae3d27d4eb4f ^ seed
	h ^= h >> 31
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return float64(h>>40)/(1<<23) - 1
}

// tableEdge shows the floor beyond a straight line.
func tableEdge(img *image.RGBA, r *rand.Rand) {
	t := newTurn(r)
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	away := (0.22 + 0.2*r.Float64()) * h
	f := 0.35 + 1.1*r.Float64()
	for x, y := range pixels(img.Rect) {
		if _, v := t.at(float64(x)-w/2, float64(y)-h/2); v > away {
			dim(img, x, y, f)
		}
	}
}

func dim(img *image.RGBA, x, y int, f float64) {
	p := img.Pix[img.PixOffset(x, y):]
	p[0], p[1], p[2] = scale(p[0], f), scale(p[1], f), scale(p[2], f)
}
