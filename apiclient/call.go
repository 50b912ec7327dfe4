package apiclient

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"credential-capture/fault"
)

// call is one operation from its first attempt to its end.
type call struct {
	s        *Session
	op       operation
	cred     *credential // nil for finalize
	part     string      // classifier, "" for finalize
	method   string      // POST becomes PUT when a part is there already
	body     payload
	progress func(sent, total int64)
	private  bool // the body holds a person's data in words
	files    int  // pictures of a document, or one
	pdf      bool

	execution string // that the call is for
	appends   bool   // pages of this document were there before
	recounted bool   // its pages have been deleted and sent again because there were too many
	sent      int    // requests made
	failures  int    // those that count against the policy
	lost      bool   // an earlier request for this may have been carried out
	renewed   bool
}

// payload is a body and what it is. The zero value is none.
type payload struct {
	contentType string
	content     []Content
	size        int64 // bytes
}

// run makes the call within its deadline. The caller holds the turn.
func (c *call) run(ctx context.Context) (wireAnswer, error) {
	limit := c.s.client.config.CallTimeout + allowance(c.body.size)
	timed, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	answer, err := c.repeat(timed)
	switch {
	case err == nil:
		return answer, nil
	case ctx.Err() != nil:
		return answer, ctx.Err()
	case timed.Err() != nil && isContext(err):
		return answer, fault.New(fault.Timeout, "not done within %d ms", limit.Milliseconds())
	}
	return answer, err
}

func isContext(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// repeat makes attempts until one settles the call.
func (c *call) repeat(ctx context.Context) (wireAnswer, error) {
	for {
		if ctx.Err() != nil {
			return wireAnswer{}, ctx.Err()
		}
		if c.op == uploadDocument && c.lost {
			if err := c.startOver(ctx); err != nil {
				return wireAnswer{}, err
			}
		}
		answer, epoch, err := c.attempt(ctx)
		if err == nil {
			err = c.s.absorb(c, answer, epoch)
		}
		settled := err == nil
		if err != nil {
			answer = wireAnswer{}
			settled, err = c.handle(ctx, err, epoch)
		}
		if settled || err != nil {
			return answer, err
		}
	}
}

// handle decides what a failed attempt means: the end of the call, well or not, or
// another attempt, for which it waits.
func (c *call) handle(ctx context.Context, failed error, epoch int) (settled bool, err error) {
	switch failed {
	case errReplaced:
		return c.move()
	case errSurplus:
		c.lost, c.recounted = true, true
		return false, nil
	}
	if ctx.Err() != nil {
		c.lost = true
		return false, ctx.Err()
	}
	var e *fault.Error
	if !errors.As(failed, &e) {
		return false, failed
	}
	switch judge(c.op, c.method, e.Status, c.lost) {
	case arrived:
		err = c.s.absorb(c, wireAnswer{}, epoch)
		return err == nil, err
	case replace:
		c.method = methodPut
		return false, nil
	case uncertain:
		return false, e.With("uncertain", true)
	case stands:
	}
	if e.Code == fault.Unauthorized || e.Code == fault.Expired {
		if c.renewed || c.s.client.config.Renew == nil {
			return false, e
		}
		c.renewed = true
		return false, c.s.renew(ctx, epoch)
	}
	c.failures++
	c.lost = c.lost || mayHaveArrived(e.Code, e.Status)
	return false, c.pause(ctx, e)
}

// pause waits for the next attempt, or returns e when there is none to be made.
func (c *call) pause(ctx context.Context, e *fault.Error) error {
	client := c.s.client
	o := outcome{code: e.Code}
	if ms, ok := e.Details["retryAfterMs"].(int64); ok {
		o.after, o.asked = time.Duration(ms)*time.Millisecond, true
	}
	wait, again := client.policy.next(c.failures, o, client.random())
	deadline, _ := ctx.Deadline()
	if !again || time.Until(deadline) <= wait {
		return e
	}
	if client.config.OnRetry != nil {
		client.config.OnRetry(RetryEvent{Operation: string(c.op), Attempt: c.failures, Wait: wait, Code: e.Code})
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// attempt sends one request and reads its answer. Where and with which token is
// asked anew each time: a renewal may have come between. Epoch is the session's
// when the request was sent.
func (c *call) attempt(ctx context.Context) (answer wireAnswer, epoch int, err error) {
	url, token, epoch, err := c.s.address(c)
	if err != nil {
		return wireAnswer{}, epoch, err
	}
	limit := c.s.client.config.AttemptTimeout + allowance(c.body.size)
	timed, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	c.sent++
	response, err := c.s.client.config.Transport.RoundTrip(timed, c.request(url, token))
	if err != nil {
		return wireAnswer{}, epoch, noAnswer(ctx, timed, err, limit)
	}
	answer, failure := check(response, c.private, token)
	if failure == nil {
		return answer, epoch, nil
	}
	if wait, asked := retryAfter(response.RetryAfter, response.Date, time.Now()); asked {
		failure.With("retryAfterMs", wait.Milliseconds())
	}
	return answer, epoch, failure
}

// noAnswer says why there is none. What the transport classified stays as it is.
func noAnswer(ctx, timed context.Context, err error, limit time.Duration) error {
	var classified *fault.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case timed.Err() != nil:
		return fault.New(fault.Timeout, "no answer within %d ms", limit.Milliseconds())
	case errors.As(err, &classified):
		return classified
	}
	return fault.Wrap(fault.Network, err, "no answer")
}

func (c *call) request(url string, token Token) *Request {
	r := &Request{
		Method: c.method,
		URL:    url,
		Header: map[string]string{
			"Accept":        "application/json",
			"Authorization": "Bearer " + token.reveal(),
			"User-Agent":    c.s.client.config.UserAgent,
		},
		Body: c.body.content,
	}
	if c.body.contentType != "" {
		r.Header["Content-Type"] = c.body.contentType
	}
	if c.progress != nil {
		total := c.body.size
		r.Progress = func(sent int64) { c.progress(min(sent, total), total) }
	}
	return r
}

// startOver deletes a document's pages before they are sent again, because an
// earlier request may have left them there (open.go, 4).
func (c *call) startOver(ctx context.Context) error {
	if c.appends {
		return fault.New(fault.Conflict,
			"whether pages arrived is not known: delete the pages, then upload the whole document").
			With("uncertain", true)
	}
	clear := &call{
		s: c.s, op: deletePages, cred: c.cred, part: c.part, method: methodDelete,
		execution: c.execution, lost: true, renewed: c.renewed,
	}
	_, err := clear.repeat(ctx)
	c.renewed = clear.renewed
	if err != nil {
		return fmt.Errorf("%s: %w", deletePages, err)
	}
	c.lost = false
	return nil
}

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
