package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// problem is a refusal: its status and what a developer should know. Nothing of
// the request is repeated in it.
type problem struct {
	status int
	detail string
}

func refuse(status int, detail string) *problem { return &problem{status, detail} }

func (p *problem) write(w http.ResponseWriter) {
	writeJSON(w, p.status, map[string]any{"title": http.StatusText(p.status), "status": p.status, "detail": p.detail})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// hrefs makes absolute addresses for one request.
type hrefs struct{ base string }

func (s *Sandbox) hrefs(r *http.Request) hrefs {
	if s.options.BaseURL != "" {
		return hrefs{strings.TrimSuffix(s.options.BaseURL, "/")}
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return hrefs{scheme + "://" + r.Host}
}

func (h hrefs) execution(e *execution) string {
	return h.base + "/api/v1/accounts/" + e.account + "/workflow-executions/" + e.id
}

func (h hrefs) part(e *execution, c *credential, classifier string) string {
	return h.execution(e) + "/credentials/" + c.id + "/parts/" + classifier
}

// api is the member that says what may be done next, and with which token.
func (h hrefs) api(e *execution, c *credential) map[string]any {
	parts := map[string]any{}
	for _, classifier := range classifiers(c.category) {
		name, href := strings.ToLower(classifier), h.part(e, c, classifier)
		if pages := c.parts[classifier]; classifier == "DOCUMENT" && len(pages) > 0 {
			numbered := map[string]string{}
			for i := range pages {
				numbered[strconv.Itoa(i+1)] = href + "/" + strconv.Itoa(i+1)
			}
			parts[name] = numbered
			continue
		}
		parts[name] = href
	}
	return map[string]any{"token": c.newest.value, "parts": parts, "workflowExecution": h.execution(e)}
}

// answer is what every operation on a part says.
func (h hrefs) answer(now time.Time, e *execution, c *credential, partID string) map[string]any {
	a := map[string]any{
		"timestamp":         now.UTC().Format(time.RFC3339Nano),
		"account":           map[string]any{"id": e.account},
		"workflowExecution": map[string]any{"id": e.id},
		"credential":        map[string]any{"id": c.id},
		"api":               h.api(e, c),
	}
	if partID != "" {
		a["part"] = map[string]any{"id": partID}
	}
	return a
}

// classifiers are the parts that a category has at all.
func classifiers(category string) []string {
	switch category {
	case "ID":
		return []string{"FRONT", "BACK"}
	case "SELFIE", "FACEMAP":
		return []string{"FACE"}
	case "DOCUMENT":
		return []string{"DOCUMENT"}
	case "DATA":
		return []string{"PREPARED_DATA"}
	}
	return nil
}
