package devserver

import (
	"net/http"
	"net/url"
	"strconv"

	"credential-capture/internal/middleware"
	"credential-capture/internal/sandbox"
)

// SandboxInspector shows what the sandbox holds, to the page's "what arrived" view and to
// tests: GET /sandbox/executions/{execution}, and the bytes at the hrefs in it. It needs no
// token, because the id can't be guessed and the sandbox belongs on loopback.
func SandboxInspector(s *sandbox.Sandbox) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /sandbox/executions/{execution}", middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		execution := r.PathValue("execution")
		contents, ok := s.Contents(execution, func(credential, classifier string, page int) string {
			return "/sandbox/executions/" + url.PathEscape(execution) + "/parts/" + credential + "/" + classifier + "/" + strconv.Itoa(max(page, 1))
		})
		if !ok {
			return middleware.Refuse(http.StatusNotFound, "no such workflow execution")
		}
		middleware.WriteJSON(w, http.StatusOK, contents)
		return nil
	}))
	mux.HandleFunc("GET /sandbox/executions/{execution}/parts/{credential}/{classifier}/{page}", func(w http.ResponseWriter, r *http.Request) {
		if !s.WritePart(w, r.PathValue("execution"), r.PathValue("credential"), r.PathValue("classifier"), r.PathValue("page")) {
			middleware.Problem(w, http.StatusNotFound, "no such part")
		}
	})
	return middleware.SameOrigin(mux)
}
