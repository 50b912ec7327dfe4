package devserver

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"credential-capture/internal/sandbox"
)

// Arrived shows what the sandbox holds, to the page's "what arrived" view and to
// tests: GET /sandbox/executions/{execution} and the bytes at the hrefs in it. It
// asks for no token, so it belongs on loopback, and the id is unguessable.
func Arrived(s *sandbox.Sandbox) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/executions/{execution}", func(w http.ResponseWriter, r *http.Request) {
		execution := r.PathValue("execution")
		contents, ok := s.Contents(execution, func(credential, classifier string, page int) string {
			href := "/sandbox/executions/" + url.PathEscape(execution) + "/parts/" + credential + "/" + classifier
			return href + "/" + strconv.Itoa(max(page, 1))
		})
		if !ok {
			problem(w, http.StatusNotFound, "no such workflow execution")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(contents)
	})
	mux.HandleFunc("GET /sandbox/executions/{execution}/parts/{credential}/{classifier}/{page}", func(w http.ResponseWriter, r *http.Request) {
		if !s.WritePart(w, r.PathValue("execution"), r.PathValue("credential"), r.PathValue("classifier"), r.PathValue("page")) {
			problem(w, http.StatusNotFound, "no such part")
		}
	})
	return SameOrigin(mux)
}
