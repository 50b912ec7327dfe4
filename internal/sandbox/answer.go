package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"credential-capture/internal/middleware"
)

// refuse returns the error that is answered as the API does.
var refuse = middleware.Refuse

// answer writes what is made under the lock. It doesn't hold the lock while it writes, because a
// client may read slowly.
func (s *Sandbox) answer(w http.ResponseWriter, body func() (map[string]any, error)) error {
	made, err := func() (map[string]any, error) {
		s.store.mu.Lock()
		defer s.store.mu.Unlock()
		return body()
	}()
	if err == nil {
		middleware.WriteJSON(w, http.StatusOK, made)
	}
	return err
}

// hrefs makes the absolute hrefs of an answer.
type hrefs struct{ base string }

func hrefsOf(r *http.Request) hrefs { return hrefs{middleware.Origin(r)} }

func (h hrefs) execution(e *execution) string {
	return h.base + "/api/v1/accounts/" + e.account + "/workflow-executions/" + e.id
}

func (h hrefs) part(e *execution, credential, classifier string) string {
	return h.execution(e) + "/credentials/" + credential + "/parts/" + classifier
}

// api is the answer's member with the next token and the hrefs it is for.
func (h hrefs) api(e *execution, c *credential) map[string]any {
	parts := map[string]any{}
	for _, classifier := range classifiers[c.category] {
		name, href := strings.ToLower(classifier), h.part(e, c.id, classifier)
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

// envelope has the members that most answers share.
func envelope(now time.Time, e *execution) map[string]any {
	return map[string]any{
		"timestamp":         now.UTC().Format(time.RFC3339Nano),
		"account":           map[string]any{"id": e.account},
		"workflowExecution": map[string]any{"id": e.id},
	}
}

// answer is the body of every operation on a part.
func (h hrefs) answer(now time.Time, e *execution, c *credential, partID string) map[string]any {
	a := envelope(now, e)
	a["credential"], a["api"] = map[string]any{"id": c.id}, h.api(e, c)
	if partID != "" {
		a["part"] = map[string]any{"id": partID}
	}
	return a
}

// classifiers are the parts of each category.
var classifiers = map[string][]string{
	"ID": {"FRONT", "BACK"}, "SELFIE": {"FACE"}, "FACEMAP": {"FACE"}, "DOCUMENT": {"DOCUMENT"}, "DATA": {"PREPARED_DATA"},
}
