package docscene

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"
)

// strokes are the middles of OCR-B's strokes (ISO 1073-2), drawn by eye: points of one
// stroke are separated by spaces, strokes by semicolons. ~ marks a curve. Units are
// 1/115.7 of the pitch; the middle of capitals is 94 units down.
var strokes = map[byte]string{
	'0': "~58,34 34,42 26,70 26,110 34,138 58,144 82,138 90,110 90,70 82,42 58,34",
	'1': "31,60 65,34 65,143",
	'2': "~29,42 46,34 66,35 84,46 86,64 72,84 44,104 32,122 31,142;31,142 89,142",
	'3': "27,37 86,37 86,40 48,81;~48,81 72,84 88,98 90,116 80,136 52,144 27,138",
	'4': "63,34 26,116 92,116;75,90 75,144",
	'5': "85,37 36,37 34,77;~34,77 58,76 80,86 86,108 78,132 58,142 32,144",
	'6': "~72,34 48,62 32,88 27,112 33,134 59,144 84,136 92,112 84,88 59,79 38,88 30,104",
	'7': "28,37 92,37;~92,37 84,62 62,92 50,118 48,143",
	'8': "~60,82 40,74 34,58 42,40 60,34 78,40 86,58 80,74 60,82;~60,82 36,98 28,118 36,138 60,144 84,138 92,118 84,98 60,82",
	'9': "~49,143 72,118 88,94 93,68 86,44 61,34 36,42 28,68 36,90 61,98 82,92 92,76",
	'<': "94,46 29,89 94,132",
	'A': "30,143 54,44 68,44 93,143;37,118 86,118",
	'B': "29,46 29,143;~29,46 64,46 88,52 90,68 82,84 60,90 29,90;~60,90 86,96 95,116 84,138 60,143 29,143",
	'C': "~83,57 74,45 60,43 42,54 33,80 33,106 42,134 60,143 76,140 83,130",
	'D': "34,46 34,142;~34,46 56,47 78,62 87,92 78,124 56,140 34,142",
	'E': "34,46 34,142;34,46 90,46;34,91 82,91;34,142 90,142",
	'F': "43,46 43,143;43,46 95,46;43,91 87,91",
	'G': "~88,55 76,46 60,43 42,50 30,72 28,98 34,128 50,142 66,143 88,138;88,138 88,97 60,97",
	'H': "32,44 32,143;87,44 87,143;32,92 87,92",
	'I': "60,46 60,142;40,46 80,46;36,142 84,142",
	'J': "72,44 72,120;~72,120 68,136 52,143 36,136 31,119",
	'K': "30,44 30,143;90,44 36,92 92,143",
	'L': "33,44 33,142 93,142",
	'M': "29,143 29,46 40,46 61,110 81,46 93,46 93,143",
	'N': "31,143 31,46 39,46 86,143 91,143 91,44",
	'O': "~62,43 40,54 30,80 30,106 40,134 62,143 84,134 94,106 94,80 84,54 62,43",
	'P': "31,143 31,46;~31,46 60,46 82,50 90,72 84,92 62,96 31,96",
	'Q': "~56,43 36,56 27,80 28,106 38,130 56,136 74,130 86,106 86,80 76,54 56,43;57,100 90,143",
	'R': "33,143 33,46;~33,46 60,46 80,56 86,72 80,92 64,100 33,100;60,100 86,143",
	'S': "~84,58 72,46 58,43 40,50 33,68 40,84 62,94 80,104 86,124 76,140 56,144 38,136 32,124",
	'T': "59,46 59,143;27,46 92,46",
	'U': "~29,44 29,80 29,116 38,138 59,143 80,138 90,116 90,80 90,44",
	'V': "28,44 56,143 66,143 92,44",
	'W': "28,44 37,143 42,143 60,88 78,143 84,143 92,44",
	'X': "32,44 90,143;89,44 31,143",
	'Y': "32,44 61,98 89,44;61,98 61,143",
	'Z': "33,46 91,46 33,142 89,142",
}

const (
	strokeUnit   = 115.7 // a pitch
	strokeMiddle = 94.0
)

type segment struct{ ax, ay, bx, by float64 }

// outline turns strokes into segments, in pitches from the middle of the character.
func outline(c byte) (list []segment) {
	for _, stroke := range strings.Split(strokes[c], ";") {
		points, curved := strings.CutPrefix(stroke, "~")
		var at [][2]float64
		for _, p := range strings.Fields(points) {
			x, y, _ := strings.Cut(p, ",")
			px, _ := strconv.ParseFloat(x, 64)
			py, _ := strconv.ParseFloat(y, 64)
			at = append(at, [2]float64{px/strokeUnit - 0.5, (py - strokeMiddle) / strokeUnit})
		}
		if curved {
			at = catmullRom(at)
		}
		for i := range at[:max(0, len(at)-1)] {
			list = append(list, segment{at[i][0], at[i][1], at[i+1][0], at[i+1][1]})
		}
	}
	return list
}

// catmullRom puts three points between any two.
func catmullRom(p [][2]float64) (out [][2]float64) {
	point := func(i int) [2]float64 { return p[max(0, min(len(p)-1, i))] }
	for i := range len(p) - 1 {
		a, b, c, d := point(i-1), point(i), point(i+1), point(i+2)
		for k := range 4 {
			t := float64(k) / 4
			var q [2]float64
			for j := range q {
				q[j] = 0.5 * (2*b[j] + t*(c[j]-a[j]+t*(2*a[j]-5*b[j]+4*c[j]-d[j]+t*(3*b[j]-a[j]-3*c[j]+d[j]))))
			}
			out = append(out, q)
		}
	}
	return append(out, p[len(p)-1])
}

// writeOCRB prints a line of OCR-B whose first character has its middle at x, y. The
// stroke is a share of the pitch: 0.13 is the standard's.
func writeOCRB(page *image.NRGBA, pitch, stroke, x, y float64, ink color.NRGBA, text string) {
	for i := range len(text) {
		cx := x + float64(i)*pitch
		lines := outline(text[i])
		reach := 0.6 * pitch
		for px, py := range pixels(image.Rect(int(cx-reach), int(y-reach), int(cx+reach)+1, int(y+reach)+1).Intersect(page.Rect)) {
			u, v := (float64(px)+0.5-cx)/pitch, (float64(py)+0.5-y)/pitch
			nearest := math.Inf(1)
			for _, s := range lines {
				dx, dy := s.bx-s.ax, s.by-s.ay
				t := max(0, min(1, ((u-s.ax)*dx+(v-s.ay)*dy)/max(1e-9, dx*dx+dy*dy)))
				nearest = min(nearest, math.Hypot(u-s.ax-t*dx, v-s.ay-t*dy))
			}
			if a := max(0, min(1, 0.5+(stroke/2-nearest)*pitch)); a > 0 {
				o := page.Pix[page.PixOffset(px, py):]
				for c, level := range [3]uint8{ink.R, ink.G, ink.B} {
					o[c] = uint8(float64(o[c]) + a*(float64(level)-float64(o[c])))
				}
			}
		}
	}
}
