package docs

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// panel is one screen of a picture, and what is marked on it.
type panel struct {
	picture []byte // PNG or JPEG
	size    image.Point
	marks   []mark
	named   bool // the marks are names, in a column at the right
}

// mark is a place on a screen, px, and its text.
type mark struct {
	X, Y, W, H float64
	Text       string
}

// Around a screen, for the names beside it, and from its edge to a frame with a line at half its height, px.
const gutter, column, inside = 20, 188, 64

func (p panel) width() int {
	w := p.size.X
	if p.named {
		w += column
	}
	if p.hasLeft() {
		w += column
	}
	return w
}

// svg draws a screen at an offset, with the corners of a phone, and its marks.
func (p panel) svg(id, x int) string {
	var b strings.Builder
	kind := "png"
	if p.picture[0] == 0xff {
		kind = "jpeg"
	}
	w, h := p.size.X, p.size.Y
	fmt.Fprintf(&b, `<g transform="translate(%d %d)"><clipPath id="c%d"><rect width="%d" height="%d" rx="28"/></clipPath>`, x, gutter, id, w, h)
	fmt.Fprintf(&b, `<image width="%d" height="%d" clip-path="url(#c%d)" href="data:image/%s;base64,%s"/>`, w, h, id, kind, base64.StdEncoding.EncodeToString(p.picture))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="28" fill="none" stroke="#8a93a6" stroke-width="2"/><g stroke="#c2185b" stroke-width="1.5" fill="none">`, w, h)
	if p.named {
		p.names(&b)
	} else {
		p.numbers(&b)
	}
	b.WriteString(`</g></g>`)
	return b.String()
}

// names frames the marks, and writes their texts in columns beside the screen. A line leads from
// a frame's nearer side; one that starts further inside runs along the frame's upper edge.
func (p panel) names(b *strings.Builder) {
	next := map[bool]float64{} // by side: the place of a text below the last
	for _, m := range p.marks {
		leftward := p.isLeft(m)
		edge, end, column := m.X+m.W, float64(p.size.X), float64(p.size.X)+12
		text := strings.ReplaceAll(m.Text, " ", " · ")
		width := 16 + 8.43*float64(len([]rune(text))) // a letter of a monospaced font is .602 em wide
		if leftward {
			edge, end, column = m.X, 0, -12-width
		}
		from := m.Y + m.H/2
		if math.Abs(end-edge) > inside {
			from = m.Y
		}
		y := max(next[leftward], min(from, float64(p.size.Y)-12), 12)
		next[leftward] = y + 28
		fmt.Fprintf(b, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" rx="4"/><path d="M%.0f %.0fH%.0fL%.0f %.0f"/>`,
			m.X, m.Y, m.W, m.H, edge, from, end, end+math.Copysign(12, column), y)
		fmt.Fprintf(b, `<g transform="translate(%.0f %.0f)" stroke="none" fill="#c2185b"><rect y="-12" width="%.0f" height="24" rx="6"/><text x="8" y="5" fill="#fff" font-family="monospace" font-size="14">%s</text></g>`,
			column, y, width, text)
	}
}

// isLeft reports whether a mark lies at the screen's left edge, and its name as well.
func (p panel) isLeft(m mark) bool {
	return m.X < inside && m.X+m.W < float64(p.size.X)/2
}

// hasLeft reports whether there are names at the left of the screen.
func (p panel) hasLeft() bool { return p.named && slices.ContainsFunc(p.marks, p.isLeft) }

// numbers puts a number on the screen's left edge for each mark, or above what is small and in the middle.
func (p panel) numbers(b *strings.Builder) {
	for _, m := range p.marks {
		x, y := 0.0, m.Y+min(m.H/2, 20)
		if middle := m.X + m.W/2; m.W < 100 && math.Abs(middle-float64(p.size.X)/2) < 20 {
			x, y = middle, m.Y-14
		} else {
			fmt.Fprintf(b, `<path d="M0 %.0fH%.0f"/>`, y, m.X)
		}
		fmt.Fprintf(b, `<circle cx="%.0f" cy="%.0f" r="16" fill="#c2185b" stroke="#fff" stroke-width="2.5"/>`, x, y)
		fmt.Fprintf(b, `<text x="%.0f" y="%.0f" fill="#fff" stroke="none" text-anchor="middle">%s</text>`, x, y+5.5, m.Text)
	}
}

// sheet writes screens beside each other to docs/screens/NAME.webp. What is around them is transparent.
func sheet(t *testing.T, name string, panels []panel) {
	t.Helper()
	write(t, name, render(easel(t), panels, 1, 82))
}

// easel opens an empty page to draw on.
func easel(t *testing.T) *drive.Page {
	t.Helper()
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.Do("leave the demo", chromedp.Navigate("about:blank"))
	return p
}

// render draws screens beside each other as WebP.
func render(p *drive.Page, panels []panel, scale float64, quality int64) []byte {
	p.T.Helper()
	x := gutter
	var b strings.Builder
	for i, each := range panels {
		left := 0
		if each.hasLeft() {
			left = column
		}
		b.WriteString(each.svg(i, x+left))
		x += each.width() + gutter
	}
	w, h := x, panels[0].size.Y+2*gutter
	width, height := int64(float64(w)*scale), int64(float64(h)*scale)
	html := fmt.Sprintf(`<!doctype html><body style="margin:0;background:none"><svg width="%d" height="%d" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="15" font-weight="600">%s</svg>`,
		width, height, w, h, b.String())
	var out []byte
	p.Do("draw",
		chromedp.EmulateViewport(width, height),
		emulation.SetDefaultBackgroundColorOverride().WithColor(&cdp.RGBA{}),
		chromedp.ActionFunc(func(ctx context.Context) error {
			tree, err := cdppage.GetFrameTree().Do(ctx)
			if err != nil {
				return err
			}
			return cdppage.SetDocumentContent(tree.Frame.ID, html).Do(ctx)
		}),
		chrome.Evaluate(`Promise.all([...document.querySelectorAll("image")].map(image => Object.assign(new Image(), {src: image.href.baseVal}).decode()))
			.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))`, nil),
		chromedp.ActionFunc(func(ctx context.Context) (err error) {
			out, err = cdppage.CaptureScreenshot().WithFormat(cdppage.CaptureScreenshotFormatWebp).WithQuality(quality).Do(ctx)
			return err
		}))
	return out
}

func write(t *testing.T, name string, webp []byte) {
	t.Helper()
	path := filepath.Join("docs/screens", name+".webp")
	must.Succeed(t, os.WriteFile(path, webp, 0o644))
	t.Logf("%s: %d bytes", path, len(webp))
}

func quoted(t *testing.T, text string) string {
	t.Helper()
	return string(must.Get(json.Marshal(text))(t))
}
