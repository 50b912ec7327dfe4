package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"

	"credential-capture/internal/middleware"
	"credential-capture/test/process"
	"credential-capture/tools/builtpage"
	"credential-capture/tools/selftest"
)

type outcome struct{ Name, State, Detail string }

// pageReport is what the page posts.
type pageReport struct {
	Outcomes []outcome
	Fits     map[string]selftest.Codec // by picture
	Pages    []string                  // the pictures of the uploaded document, in order
	Uploaded []string                  // ids of the executions that have them
	Selfie   string                    // id of the execution that has the camera's picture
}

// note adds a check that the page can't make itself.
func (r *pageReport) note(name string, err error) {
	o := outcome{Name: name, State: "passed"}
	if err != nil {
		o.State, o.Detail = "failed", err.Error()
	}
	r.Outcomes = append(r.Outcomes, o)
}

const reportPath = "/selftest/report"

// selfTest runs /selftest.html in an engine and verifies what the page uploaded.
func selfTest(ctx context.Context, e engine, set []selftest.Picture) (*pageReport, error) {
	site, err := newSite(set)
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(site)
	defer server.Close()
	folder, err := os.MkdirTemp("", "engine")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	display := ""
	if e.onDisplay {
		var screen *process.Process
		if display, screen, err = startDisplay(ctx, folder); err != nil {
			return nil, err
		}
		defer screen.Stop()
	}
	browser, err := e.start(folder, display, server.URL+"/selftest.html?report="+reportPath)
	if err != nil {
		return nil, err
	}
	defer server.CloseClientConnections()
	defer browser.Stop()
	select {
	case r := <-site.reports:
		r.verify(server.URL, e, set)
		return r, nil
	case <-browser.Exited:
		return nil, errors.New("the browser exited before the page reported: " + browser.LastOutput())
	case <-ctx.Done():
		return nil, fmt.Errorf("the page did not report: %w", ctx.Err())
	}
}

// site is the built page on a sandbox. It adds pictures that are too large to ship,
// and counts requests of fallback.wasm, which is loaded once for each picture that the
// Go codec makes fit.
type site struct {
	http.Handler
	reports   chan *pageReport
	fallbacks atomic.Int32
}

func newSite(set []selftest.Picture) (*site, error) {
	index, data, err := selftest.Encode(set)
	if err != nil {
		return nil, err
	}
	mux, err := builtpage.Mux(map[string][]byte{"/selftest/pictures.json": index, "/selftest/pictures.bin": data})
	if err != nil {
		return nil, err
	}
	s := &site{reports: make(chan *pageReport, 1)}
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/fallback.wasm" {
			s.fallbacks.Add(1)
		}
		mux.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET "+reportPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(map[string]int32{"fallbacks": s.fallbacks.Load()})
	})
	mux.Handle("POST "+reportPath, middleware.SameOrigin(http.HandlerFunc(s.receive)))
	return s, nil
}

func (s *site) receive(w http.ResponseWriter, r *http.Request) {
	var got pageReport
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&got); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case s.reports <- &got:
	default: // a page reports once
	}
	w.WriteHeader(http.StatusNoContent)
}

// verify checks the codec of each picture, and decodes every upload.
func (r *pageReport) verify(server string, e engine, set []selftest.Picture) {
	known := map[string]selftest.Picture{}
	for _, p := range set {
		known[p.Name] = p
		if p.PixelCode != "" || p.Document || e.skips["fit "+p.Name] != "" {
			continue
		}
		r.note("codec of "+p.Name, checkCodec(r.Fits[p.Name], p.Codec(e.noisyCanvas)))
	}
	var pages [][]byte
	var err error
	for _, id := range r.Uploaded {
		part, failed := uploads(server, id, "DOCUMENT")
		pages, err = append(pages, part...), cmp.Or(err, failed)
	}
	if err == nil && len(pages) != len(r.Pages) {
		err = fmt.Errorf("%d pages, want %d", len(pages), len(r.Pages))
	}
	r.note("uploads", err)
	for i, name := range r.Pages {
		p := known[name]
		if err == nil {
			r.note("upload of "+name, p.Judge(pages[i]))
		}
	}
	if r.Selfie != "" {
		faces, err := uploads(server, r.Selfie, "FACE")
		if err == nil {
			err = selftest.CheckNotNoise(faces[0])
		}
		r.note("upload of the camera's picture", err)
	}
}

// checkCodec fails when the fallback hides a fault of the browser's codec, and when a
// canvas that returns noise was trusted.
func checkCodec(got, want selftest.Codec) error {
	if got != want {
		return fmt.Errorf("made fit by %q, want %q", got, want)
	}
	return nil
}

// uploads returns the parts of a classifier that the sandbox holds, in order.
func uploads(server, execution, classifier string) ([][]byte, error) {
	if execution == "" {
		return nil, errors.New("nothing was uploaded")
	}
	text, err := get(server + "/sandbox/executions/" + execution)
	if err != nil {
		return nil, err
	}
	var held struct {
		Credentials []struct {
			Parts []struct{ Classifier, Href string }
		}
	}
	if err := json.Unmarshal(text, &held); err != nil {
		return nil, err
	}
	var all [][]byte
	for _, c := range held.Credentials {
		for _, p := range c.Parts {
			if p.Classifier != classifier {
				continue
			}
			b, err := get(server + p.Href)
			if err != nil {
				return nil, err
			}
			all = append(all, b)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no " + classifier + " was uploaded")
	}
	return all, nil
}

func get(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, resp.Status)
	}
	return io.ReadAll(resp.Body)
}
