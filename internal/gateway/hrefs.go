package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/google/uuid"

	"credential-capture/internal/middleware"
)

// hrefRewriter moves hrefs from the service's origin to the page's.
type hrefRewriter struct{ from, to string }

// rewrite moves one href. When ok is false, the href leads to another origin than the
// service's, which is returned where it is known.
func (h hrefRewriter) rewrite(href string) (moved, origin string, ok bool) {
	u, err := url.Parse(href)
	if err != nil || u.Host == "" || u.User != nil || u.Opaque != "" {
		return "", "no origin", false
	}
	origin = middleware.OriginOf(u)
	if origin != h.from {
		return "", origin, false
	}
	return h.to + u.RequestURI(), origin, true
}

// api rewrites the hrefs of an answer's api member. It removes foreign hrefs, because a
// token must not follow them, and returns their origins.
func (h hrefRewriter) api(execution *string, parts map[string]any) (foreign []string) {
	rewrite := func(href string) (string, bool) {
		moved, origin, ok := h.rewrite(href)
		if !ok {
			foreign = append(foreign, origin)
		}
		return moved, ok
	}
	if *execution != "" {
		*execution, _ = rewrite(*execution)
	}
	for name, part := range parts {
		switch part := part.(type) {
		case string:
			if moved, ok := rewrite(part); ok {
				parts[name] = moved
			} else {
				delete(parts, name)
			}
		case map[string]any:
			for page, href := range part {
				s, _ := href.(string)
				if moved, ok := rewrite(s); ok {
					part[page] = moved
				} else {
					delete(part, page)
				}
			}
		default:
			delete(parts, name)
		}
	}
	return foreign
}

// answer rewrites the hrefs of an operation's answer.
func (h hrefRewriter) answer(body []byte) (moved []byte, foreign []string, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var root any
	if err := d.Decode(&root); err != nil {
		return nil, nil, err
	}
	if !atEnd(d) {
		return nil, nil, errors.New("there is something after the JSON")
	}
	object, _ := root.(map[string]any)
	if api, ok := object["api"].(map[string]any); ok {
		execution, _ := api["workflowExecution"].(string)
		parts, _ := api["parts"].(map[string]any)
		foreign = h.api(&execution, parts)
		if execution == "" {
			delete(api, "workflowExecution")
		} else {
			api["workflowExecution"] = execution
		}
	}
	moved, err = encode(h.all(root))
	return moved, foreign, err
}

// all rewrites the service's hrefs anywhere in JSON, so that the page sees no origin but its
// own.
func (h hrefRewriter) all(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			v[name] = h.all(one)
		}
	case []any:
		for i, one := range v {
			v[i] = h.all(one)
		}
	case string:
		if moved, _, ok := h.rewrite(v); ok {
			return moved
		}
	}
	return v
}

// browserSession is what a browser needs of an account's creation or update. The service
// sends more, such as links and tokens for other channels.
type browserSession struct {
	Timestamp json.RawMessage `json:"timestamp,omitempty"`
	Account   struct {
		ID string `json:"id"`
	} `json:"account"`
	WorkflowExecution struct {
		ID          string              `json:"id"`
		Credentials []browserCredential `json:"credentials"`
	} `json:"workflowExecution"`
}

type browserCredential struct {
	ID              string          `json:"id"`
	Category        string          `json:"category"`
	Country         json.RawMessage `json:"country,omitempty"`
	Type            json.RawMessage `json:"type,omitempty"`
	AllowedChannels json.RawMessage `json:"allowedChannels,omitempty"`
	API             *struct {
		Token             string         `json:"token,omitempty"`
		Parts             map[string]any `json:"parts,omitempty"` // an href, or hrefs by page
		WorkflowExecution string         `json:"workflowExecution,omitempty"`
	} `json:"api,omitempty"`
}

// sanitizeSession reduces the service's answer to a browserSession with the page's hrefs.
// One foreign href refuses the whole, because it shows early that the origin is wrong.
func sanitizeSession(answer []byte, h hrefRewriter) (body []byte, execution string, err error) {
	var s browserSession
	if err := json.Unmarshal(answer, &s); err != nil {
		return nil, "", fmt.Errorf("%w: it is not the JSON that is expected", errBadAnswer)
	}
	if uuid.Validate(s.Account.ID) != nil || uuid.Validate(s.WorkflowExecution.ID) != nil || len(s.WorkflowExecution.Credentials) == 0 {
		return nil, "", fmt.Errorf("%w: it lacks account.id, workflowExecution.id or credentials", errBadAnswer)
	}
	tokens := 0
	for i, c := range s.WorkflowExecution.Credentials {
		if c.API == nil || c.API.Token == "" {
			s.WorkflowExecution.Credentials[i].API = nil // its hrefs are of no use
			continue
		}
		tokens++
		if foreign := h.api(&c.API.WorkflowExecution, c.API.Parts); len(foreign) > 0 {
			return nil, "", fmt.Errorf("%w: an href leads to another origin: is -api the data center of this client?", errBadAnswer)
		}
	}
	if tokens == 0 {
		return nil, "", fmt.Errorf("%w: no credential has an api.token: is the API channel allowed for this workflow?", errBadAnswer)
	}
	b, err := encode(s)
	return b, s.WorkflowExecution.ID, err
}

// encode writes JSON without HTML escapes.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
