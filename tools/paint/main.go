// Paint measures how soon a page with the element shows something, how much moves on it, and when the
// guidance first speaks: from the page's request to a live camera, on a slow processor, over two links.
//
//	paint [-json FILE]
//
// Two persons go through each link: one presses every button at once, the other reads the first screen for
// 10 s and the instruction for 4 s. It fails when the layout shifts by more than maxShift, or a file is
// requested twice. Times depend on the machine, and are printed only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/tools/report"
)

// maxShift is Google's cumulative layout shift, whose limit for a good page is 0.1.
const maxShift = 0.05

// slowdown of the processor.
const slowdown = 4

var links = []link{
	{"400 kbit/s", 50_000, 400 * time.Millisecond},
	{"4G, 9 Mbit/s", 1_125_000, 170 * time.Millisecond},
}

// person reads for some ms before a button is pressed.
type person struct {
	Name               string `json:"name"`
	Start, Instruction int    `json:"-"`
}

var persons = []person{{"presses at once", 0, 0}, {"reads", 10_000, 4000}}

// figures are an entry of build/results/paint.json. Times are ms since the page was requested, 0 for what did not happen.
type figures struct {
	Link        string         `json:"link"`
	Person      string         `json:"person"`
	FirstPaint  float64        `json:"first_contentful_paint"`
	Largest     float64        `json:"largest_contentful_paint"`
	Defined     float64        `json:"element_defined"`
	Skeleton    float64        `json:"skeleton"`
	Start       float64        `json:"start_shown"`
	Pressed     float64        `json:"start_pressed"`
	Instruction float64        `json:"instruction_shown"`
	Camera      float64        `json:"camera_pressed"`
	Live        float64        `json:"camera_live"`
	Guidance    float64        `json:"first_guidance"`
	Shift       float64        `json:"cumulative_layout_shift"`
	Shifts      []string       `json:"shifts"`
	Bytes       map[string]int `json:"bytes"` // by file, as sent
}

func main() {
	file := flag.String("json", "", "file for the figures")
	flag.Parse()
	report.Main("paint", func(ctx context.Context) error { return run(ctx, *file) })
}

func run(ctx context.Context, file string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "paint")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	camera := filepath.Join(folder, "camera.mjpeg")
	if err := writeCamera(camera); err != nil {
		return err
	}
	var all []figures
	var failures []error
	for _, l := range links {
		for _, p := range persons {
			f, twice, err := measure(ctx, l, p, camera)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", l.Name, p.Name, err)
			}
			all = append(all, f)
			f.print()
			if f.Shift > maxShift {
				failures = append(failures, fmt.Errorf("%s, %s: the layout shifts by %.3f, the limit is %.2f: %v", l.Name, p.Name, f.Shift, maxShift, f.Shifts))
			}
			for _, name := range twice {
				failures = append(failures, fmt.Errorf("%s, %s: %s was requested twice", l.Name, p.Name, name))
			}
		}
	}
	return errors.Join(append(failures, report.Write(file, all))...)
}

// measure opens the page in a browser with an empty cache.
func measure(ctx context.Context, l link, p person, camera string) (f figures, twice []string, err error) {
	site, err := serve(l)
	if err != nil {
		return f, nil, err
	}
	defer site.Close()
	browser, err := chrome.Start(ctx, chrome.Options{Camera: &chrome.FakeCamera{File: camera, Allowed: true}})
	if err != nil {
		return f, nil, err
	}
	defer browser.Stop()
	window, end, err := browser.Open()
	if err != nil {
		return f, nil, err
	}
	defer end()
	window, cancel := context.WithTimeout(window, 2*time.Minute)
	defer cancel()
	err = chromedp.Run(window,
		emulation.SetDeviceMetricsOverride(390, 844, 3, true),
		emulation.SetTouchEmulationEnabled(true),
		emulation.SetCPUThrottlingRate(slowdown),
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(fmt.Sprintf("(%s)(%d, %d)", watch, p.Start, p.Instruction)).Do(ctx)
			return err
		}),
		chromedp.Navigate(site.URL+"/paint.html"),
		chrome.Wait("measured.first_guidance"),
		chrome.Evaluate("measured", &f),
	)
	f.Link, f.Person = l.Name, p.Name
	f.Bytes, twice = site.sent()
	return f, twice, err
}

func (f figures) print() {
	sum := 0
	for _, n := range f.Bytes {
		sum += n
	}
	fmt.Printf("%s, a person who %s: %d bytes in %d files\n", f.Link, f.Person, sum, len(f.Bytes))
	s := func(ms float64) float64 { return ms / 1000 }
	fmt.Printf("  first paint %.1f s, largest %.1f s; skeleton %.0f ms after the definition at %.1f s; layout shift %.3f\n",
		s(f.FirstPaint), s(f.Largest), f.Skeleton-f.Defined, s(f.Defined), f.Shift)
	fmt.Printf("  start %.1f s, pressed %.1f s; instruction %.1f s; camera pressed %.1f s, live %.1f s\n",
		s(f.Start), s(f.Pressed), s(f.Instruction), s(f.Camera), s(f.Live))
	fmt.Printf("  first guidance %.1f s after the request, %.1f s after Start was pressed, %.1f s after the camera was live\n",
		s(f.Guidance), s(f.Guidance-f.Pressed), s(f.Guidance-f.Live))
	for _, name := range slices.Sorted(maps.Keys(f.Bytes)) {
		fmt.Printf("  %8d %s\n", f.Bytes[name], name)
	}
}
