package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"

	"credential-capture/internal/devserver"
	"credential-capture/internal/middleware"
	"credential-capture/tools/selftest"
)

// told is what the page posts.
type told struct {
	Outcomes []struct{ Name, State, Detail string }
	Pages    []string // the pictures of the document, in order
	Uploaded string   // the execution that has them
	Selfie   string   // the execution that has what the camera saw
	Agent    string

	found []finding // by the server, of what arrived
}

// finding is a check that the page can't make itself.
type finding struct {
	name string
	err  error
}

const reportPath = "/selftest/report"

// tell runs an engine until its page has told, and looks at what arrived.
func tell(ctx context.Context, e engine, web string) (*told, error) {
	root, err := devserver.Dir(web)
	if err != nil {
		return nil, err
	}
	site, err := devserver.Handler(devserver.Config{Root: root})
	if err != nil {
		return nil, err
	}
	reports := make(chan *told, 1)
	var fallbacks atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/fallback.wasm" {
			fallbacks.Add(1)
		}
		site.ServeHTTP(w, r)
	})
	mux.Handle("POST "+reportPath, middleware.SameOrigin(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var t told
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&t); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		select {
		case reports <- &t:
		default: // the page tells once
		}
		w.WriteHeader(http.StatusNoContent)
	})))
	server := httptest.NewServer(mux)
	defer server.Close()

	folder, err := os.MkdirTemp("", "engine")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	browser, err := e.start(ctx, folder, server.URL+"/selftest.html?report="+reportPath)
	if err != nil {
		return nil, err
	}
	defer server.CloseClientConnections()
	defer browser.end()
	select {
	case t := <-reports:
		t.look(server.URL, e, int(fallbacks.Load()))
		return t, nil
	case <-browser.gone:
		return nil, errors.New("it ended without a word of the page: " + strings.TrimSpace(browser.said.String()))
	case <-ctx.Done():
		return nil, fmt.Errorf("the page told nothing in time: %w", ctx.Err())
	}
}

// look decodes all that arrived.
func (t *told) look(server string, e engine, fallbacks int) {
	note := func(name string, err error) { t.found = append(t.found, finding{name, err}) }
	known := map[string]selftest.Picture{}
	for _, p := range selftest.Pictures() {
		known[p.Name] = p
	}
	pages, err := parts(server, t.Uploaded, "DOCUMENT")
	if err == nil && len(pages) != len(t.Pages) {
		err = fmt.Errorf("%d pages arrived, want %d", len(pages), len(t.Pages))
	}
	note("all arrived", err)
	for i, name := range t.Pages {
		p := known[name]
		if err == nil {
			note("what arrived of "+name, p.Judge(pages[i]))
		}
	}
	if t.Selfie != "" {
		faces, err := parts(server, t.Selfie, "FACE")
		if err == nil {
			err = selftest.Shown(faces[0])
		}
		note("what arrived of the camera", err)
	}
	// A canvas that lies must have been found out each time a picture was made anew.
	if least := 10; e.viaGo && fallbacks < least {
		note("Go's own codec", fmt.Errorf("it was loaded %d times, want %d", fallbacks, least))
	} else if e.viaGo {
		note("Go's own codec", nil)
	}
}

// parts are the bytes that the sandbox holds of a classifier, in order.
func parts(server, execution, classifier string) ([][]byte, error) {
	if execution == "" {
		return nil, errors.New("nothing was uploaded")
	}
	text, err := read(server + "/sandbox/executions/" + execution)
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
			b, err := read(server + p.Href)
			if err != nil {
				return nil, err
			}
			all = append(all, b)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no " + classifier + " arrived")
	}
	return all, nil
}

func read(url string) ([]byte, error) {
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
