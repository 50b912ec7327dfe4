// Package builtpage serves the page of build/web on a sandbox, as `make run` does, to tools that open
// it in a browser.
package builtpage

import (
	"bytes"
	"net/http"
	"time"

	"credential-capture/internal/devserver"
)

// Mux returns the page, and beside it the tool's own files by their paths.
func Mux(files map[string][]byte) (*http.ServeMux, error) {
	root, err := devserver.Dir("build/web")
	if err != nil {
		return nil, err
	}
	page, err := devserver.Handler(devserver.Config{Root: root})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", page)
	for path, content := range files {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, path, time.Time{}, bytes.NewReader(content))
		})
	}
	return mux, nil
}
