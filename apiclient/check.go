package apiclient

import (
	"strings"
	"unicode"

	"credential-capture/fault"
)

// The statuses and methods that matter here; net/http isn't linked into the wasm.
const (
	statusUnauthorized = 401
	statusNotFound     = 404
	statusTimeout      = 408
	statusConflict     = 409
	statusGone         = 410

	methodPost   = "POST"
	methodPut    = "PUT"
	methodDelete = "DELETE"
)

// maxReason caps, in characters, the service's own words in an error.
const maxReason = 200

// codeOf maps every status but 2xx.
func codeOf(status int) fault.Code {
	switch {
	case status >= 300 && status < 400:
		return fault.Forbidden // a redirect, which is never followed
	case status == statusUnauthorized:
		return fault.Unauthorized
	case status == 403:
		return fault.Forbidden
	case status == statusNotFound:
		return fault.NotFound
	case status == statusTimeout:
		return fault.Timeout
	case status == statusConflict:
		return fault.Conflict
	case status == statusGone:
		return fault.Expired
	case status == 413:
		return fault.TooLarge
	case status == 429:
		return fault.RateLimited
	case status >= 400 && status < 500:
		return fault.Rejected
	case status >= 500 && status < 600:
		return fault.Server
	}
	return fault.BadResponse
}

// check is the one place that turns an answer into a failure. Private says that
// the request held a person's data in words, which the service may quote: then
// only the title of its problem is kept. A token is never kept.
func check(r *Response, private bool, token Token) (wireAnswer, *fault.Error) {
	if r.Status >= 200 && r.Status < 300 {
		answer, ok := decodeAnswer(r.Body)
		if !ok {
			e := fault.New(fault.BadResponse, "the answer is not the API's JSON")
			e.Status = r.Status
			return answer, e
		}
		return answer, nil
	}
	code := codeOf(r.Status)
	e := fault.New(code, "the service answered %d", r.Status)
	if r.Status >= 300 && r.Status < 400 {
		e.Message = "the service answered with a redirect, which is not followed"
	}
	e.Status = r.Status
	if why := reason(r.Body, private, token); why != "" {
		e.With("reason", why)
	}
	return wireAnswer{}, e
}

// reason takes a short text out of the body of a problem, "" when it has none.
func reason(body []byte, private bool, token Token) string {
	problem, ok := parseJSON(body)
	if !ok {
		return ""
	}
	words := []string{problem.at("title").text(), problem.at("detail").text(), problem.at("message").text()}
	if problem.mismatch() != nil {
		return ""
	}
	if private {
		words = words[:1]
	}
	var kept []string
	for _, w := range words {
		secret := token.reveal()
		if w = clean(w); w != "" && (secret == "" || !strings.Contains(w, secret)) {
			kept = append(kept, w)
		}
	}
	text := []rune(strings.Join(kept, ": "))
	if len(text) > maxReason {
		text = text[:maxReason]
	}
	return string(text)
}

// clean makes one line of printable characters.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
