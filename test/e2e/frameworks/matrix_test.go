package frameworks

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
	"credential-capture/tools/report"
)

// row is one way to embed the element.
type row struct {
	name    string
	project string                  // a folder of tools/frameworks
	env     []string                // variables of what follows
	build   [][]string              // commands
	out     string                  // the folder to serve, or
	serve   []string                // a server's command: {port} is a free port
	copies  bool                    // a copy of the package is served at /credential-capture, as assetsURL says
	path    string                  // of the page
	drives  func(*testing.T, *seen) // instead of all that
	policy  string                  // one of policies
}

const bin = "node_modules/.bin/"

func rows() (list []row) {
	for _, app := range []string{"vanilla.ts", "react.tsx", "vue.ts", "svelte.ts", "solid.tsx", "preact.tsx", "lit.ts"} {
		name, _, _ := strings.Cut(app, ".")
		env := []string{"VITE_APP=" + app}
		list = append(list,
			row{name: "Vite, " + name + ", dev", project: "vite", env: append(env, "SERVER="+drive.Site.URL), serve: []string{bin + "vite", "--host", "127.0.0.1", "--port", "{port}", "--strictPort"}, path: "app/", policy: "none"},
			row{name: "Vite, " + name + ", prod", project: "vite", env: env, build: [][]string{{bin + "vite", "build", "--logLevel", "warn"}}, out: "out/" + name, path: "app/", policy: "documented"},
		)
	}
	const page = "cp src/index.html out/$0/"
	next := []string{bin + "next", "start", "-H", "127.0.0.1", "-p", "{port}"}
	return append(list,
		row{name: "Vite, React 18", project: "react18", build: [][]string{{bin + "vite", "build", "--logLevel", "warn"}}, out: "out", policy: "documented"},
		row{name: "README, own server", drives: driveReadme},
		row{name: "CDN", policy: "documented, with the CDN and blob:", drives: driveCDN(true)},
		row{name: "CDN without blob:", policy: "documented, with the CDN", drives: driveCDN(false)},
		row{name: "webpack", project: "bundlers", build: [][]string{{bin + "webpack"}, {"sh", "-euc", page, "webpack"}}, out: "out/webpack", policy: "documented"},
		row{name: "Rollup, assetsURL", project: "bundlers", build: [][]string{{bin + "rollup", "-c"}, {"sh", "-euc", page, "rollup"}}, out: "out/rollup", copies: true, policy: "strict"},
		row{name: "esbuild, assetsURL", project: "bundlers", build: [][]string{{bin + "esbuild", "src/main.js", "--bundle", "--format=esm", "--splitting", "--minify", "--outdir=out/esbuild"}, {"sh", "-euc", page, "esbuild"}}, out: "out/esbuild", copies: true, policy: "strict"},
		row{name: "Parcel, assetsURL", project: "bundlers", build: [][]string{{bin + "parcel", "build", "src/index.html", "--dist-dir", "out/parcel", "--no-source-maps"}}, out: "out/parcel", copies: true, policy: "inline"},
		row{name: "Next, Turbopack", project: "next", build: [][]string{{bin + "next", "build"}}, serve: next, policy: "inline"},
		row{name: "Next, webpack", project: "next", build: [][]string{{bin + "next", "build", "--webpack"}}, serve: next, policy: "inline"},
		row{name: "Nuxt", project: "nuxt", build: [][]string{{bin + "nuxt", "build"}}, env: []string{"HOST=127.0.0.1", "PORT={port}"}, serve: []string{"node", ".output/server/index.mjs"}, policy: "inline"},
	)
}

// seen is a line of build/results/frameworks.json.
type seen struct {
	Name   string  `json:"name"`
	Policy string  `json:"policy"`
	Passed bool    `json:"passed"`
	BuildS float64 `json:"build_s"`
	FlowS  float64 `json:"flow_s"`
	First  int64   `json:"first_bytes,omitempty"` // sent until the first picture is reviewed, and read
}

// TestFrameworks builds each project and goes through it. Rows that ROWS doesn't name are left out.
func TestFrameworks(t *testing.T) {
	var results []seen
	t.Cleanup(func() {
		if err := report.Write("build/results/frameworks.json", map[string]any{"tarball_bytes": size(t), "rows": results}); err != nil {
			t.Error(err)
		}
	})
	for _, r := range rows() {
		if !strings.Contains(r.name, os.Getenv("ROWS")) {
			continue
		}
		result := seen{Name: r.name, Policy: r.policy}
		result.Passed = t.Run(r.name, func(t *testing.T) {
			if r.drives != nil {
				r.drives(t, &result)
			} else {
				r.drive(t, &result)
			}
		})
		results = append(results, result)
		t.Logf("%+v", result)
	}
	if len(results) == 0 {
		t.Errorf("no row's name has ROWS=%s", os.Getenv("ROWS"))
	}
}

// maxTarball is the limit of the package, in bytes.
const maxTarball = 6_000_000

// size returns the bytes of the package as it is published.
func size(t *testing.T) int64 {
	name, err := tarball()
	if err != nil {
		t.Error(err)
		return 0
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Error(err)
		return 0
	}
	if info.Size() > maxTarball {
		t.Errorf("the package has %d bytes, the limit is %d", info.Size(), maxTarball)
	}
	return info.Size()
}

func (r row) drive(t *testing.T, result *seen) {
	dir := install(t, r.project)
	began := time.Now()
	for _, command := range r.build {
		run(t, dir, r.env, command[0], command[1:]...)
	}
	result.BuildS = since(began)
	h := newHost(t, policies[r.policy](documented(t)), drive.Site.URL)
	switch {
	case r.out != "":
		h.files("/"+r.path, filepath.Join(dir, r.out))
	default:
		h.mux.Handle("/", drive.Forward(t, start(t, dir, r.env, r.serve)))
	}
	if r.copies {
		h.files("/credential-capture/", filepath.Join(dir, "node_modules/credential-capture"))
	}
	began = time.Now()
	walk(t, drive.Options{Camera: drive.CameraGranted, Origin: h.start(), Path: r.path}, h, result)
	result.FlowS = since(began)
}

func since(began time.Time) float64 { return math.Round(time.Since(began).Seconds()*10) / 10 }

// walk goes through a flow in German: guidance of the camera, a file and its zone, a TIFF, which fallback.wasm reads, the form.
func walk(t *testing.T, o drive.Options, h *host, result *seen, expected ...string) *drive.Page {
	p := drive.Open(t, o)
	for _, each := range append(expected, "favicon.ico") {
		p.Expect(each)
	}
	p.OnScreen("start")
	p.Wait("its words are German, but for the integrator's", drive.InElement+`.querySelector(".card").lang === "de" && `+drive.InElement+`.querySelector("h2").textContent === "Unser Titel"`)
	p.Wait("it has its style", `getComputedStyle(`+drive.InElement+`.querySelector(".card")).borderRadius !== "0px"`)
	p.Press("start")
	p.PressAt("instruction", "FRONT", "camera")
	p.Live()
	p.Wait("there is guidance", drive.InElement+`.querySelector("[data-guidance]:not([data-guidance=wait])")`)
	p.Press("back")
	p.At("instruction", "FRONT")
	card := drive.File(t, "card.jpg", drive.Card())
	p.Choose(card)
	p.At("review", "FRONT")
	p.Wait("a machine-readable zone is looked for", `(await Promise.all(recorded)).some(({type}) => type === "read")`) // by mrz.bin
	result.First = h.sent.Load()
	p.Press("use")
	p.ByFile("BACK", drive.File(t, "card.tif", testpic.TIFF(testpic.Scene(1200, 800), 1)))
	p.ByFile("FACE", card)
	p.Bill(t)
	p.Details()
	p.Finish()
	p.Wait("the page was told", fmt.Sprintf(`document.title === "finalized %s"`, p.Execution()))
	a := drive.ArrivedAt(t, h.site, p.Execution())
	if back, found := a.Part("BACK"); !a.Finalized || !found || back.Width != 1200 {
		t.Errorf("what arrived: %+v", a)
	}
	return p
}
