package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"credential-capture/internal/middleware"
)

// problem is an error answer. The detail repeats nothing of the request.
type problem struct {
	status int
	detail string
}

func refuse(status int, detail string) *problem { return &problem{status, detail} }

func (p *problem) write(w http.ResponseWriter) { middleware.Problem(w, p.status, p.detail) }

// hrefs makes the absolute hrefs of an answer.
type hrefs struct{ base string }

func hrefsOf(r *http.Request) hrefs { return hrefs{middleware.Origin(r)} }

func (h hrefs) execution(e *execution) string {
	return h.base + "/api/v1/accounts/" + e.account + "/workflow-executions/" + e.id
}

func (h hrefs) part(e *execution, c *credential, classifier string) string {
	return h.execution(e) + "/credentials/" + c.id + "/parts/" + classifier
}

// api is the answer's member with the next token and the hrefs it is for.
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

// answer is the body of every operation on a part.
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

// classifiers returns the parts of a category.
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
