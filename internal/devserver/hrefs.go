package devserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strings"
)

// mover moves hrefs from the service's origin to the page's.
type mover struct{ from, to string }

// href is where the page finds what the service has there. Ok is false when it isn't the
// service's; origin is whose it is then, as far as it can be told.
func (m mover) href(href string) (moved, origin string, ok bool) {
	u, err := url.Parse(href)
	if err != nil || u.Host == "" || u.User != nil || u.Opaque != "" {
		return "", "no origin", false
	}
	origin = originOf(u)
	if origin != m.from {
		return "", origin, false
	}
	return m.to + u.RequestURI(), origin, true
}

// originOf leaves out a port that is the scheme's own.
func originOf(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	host = strings.TrimSuffix(host, map[string]string{"https": ":443", "http": ":80"}[scheme])
	return scheme + "://" + host
}

// api moves the hrefs of an answer's api member. Those that lead elsewhere are taken out:
// a token must not follow them. Lost are their origins.
func (m mover) api(execution *string, parts map[string]any) (lost []string) {
	take := func(href string) (string, bool) {
		moved, origin, ok := m.href(href)
		if !ok {
			lost = append(lost, origin)
		}
		return moved, ok
	}
	if *execution != "" {
		*execution, _ = take(*execution)
	}
	for name, part := range parts {
		switch part := part.(type) {
		case string:
			if moved, ok := take(part); ok {
				parts[name] = moved
			} else {
				delete(parts, name)
			}
		case map[string]any:
			for page, href := range part {
				s, _ := href.(string)
				if moved, ok := take(s); ok {
					part[page] = moved
				} else {
					delete(part, page)
				}
			}
		default:
			delete(parts, name)
		}
	}
	return lost
}

// answer moves the hrefs of any JSON that the service answers with.
func (m mover) answer(body []byte) (moved []byte, lost []string, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var root any
	if err := d.Decode(&root); err != nil {
		return nil, nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, nil, errors.New("there is something after the JSON")
	}
	if o, is := root.(map[string]any); is {
		if api, is := o["api"].(map[string]any); is {
			execution, _ := api["workflowExecution"].(string)
			parts, _ := api["parts"].(map[string]any)
			lost = m.api(&execution, parts)
			if _, had := api["workflowExecution"]; had {
				api["workflowExecution"] = execution
			}
			if execution == "" {
				delete(api, "workflowExecution")
			}
		}
	}
	moved, err = encode(m.everywhere(root))
	return moved, lost, err
}

// everywhere moves what leads to the service, wherever it stands: the page is to know
// of no other origin than its own.
func (m mover) everywhere(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			v[name] = m.everywhere(one)
		}
	case []any:
		for i, one := range v {
			v[i] = m.everywhere(one)
		}
	case string:
		if moved, _, ok := m.href(v); ok {
			return moved
		}
	}
	return v
}
