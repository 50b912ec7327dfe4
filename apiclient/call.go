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

// call is one operation with all its attempts.
type call struct {
	s        *Session
	op       operation
	cred     *credential // nil for finalize
	part     Part        // "" for finalize
	method   string      // POST turns into PUT when the part exists
	body     payload
	progress func(sent, total int64)
	private  bool // the body contains personal data as text
	files    int  // number of files in the body
	pdf      bool

	execution   string // the workflow execution that the call belongs to
	appends     bool   // the document had pages before this call
	resentPages bool   // extra pages were deleted and all pages sent again
	sent        int    // requests made
	failures    int    // attempts that count towards policy.maxAttempts
	uncertain   bool   // an earlier request may have been carried out
	renewed     bool   // the session was renewed during this call
}

// payload is a request body. The zero value is an empty one.
type payload struct {
	contentType string
	content     []Content
	size        int64 // bytes
}

// run executes the call within CallTimeout. The caller holds the credential's slot.
func (c *call) run(ctx context.Context) (wireAnswer, error) {
	limit := c.s.client.config.CallTimeout + transferTime(c.body.size)
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

// repeat makes attempts until the call has succeeded or failed.
func (c *call) repeat(ctx context.Context) (wireAnswer, error) {
	for {
		if ctx.Err() != nil {
			return wireAnswer{}, ctx.Err()
		}
		if c.op == uploadDocument && c.uncertain {
			if err := c.startOver(ctx); err != nil {
				return wireAnswer{}, err
			}
		}
		answer, epoch, err := c.attempt(ctx)
		if err == nil {
			err = c.s.applyResponse(c, answer, epoch)
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

// handle processes a failed attempt. It reports the call as settled, returns its
// error, or waits until the next attempt is due.
func (c *call) handle(ctx context.Context, failed error, epoch int) (settled bool, err error) {
	switch failed {
	case errReplaced:
		return c.moveToReplacement()
	case errExtraPages:
		c.uncertain, c.resentPages = true, true
		return false, nil
	}
	if ctx.Err() != nil {
		c.uncertain = true
		return false, ctx.Err()
	}
	var e *fault.Error
	if !errors.As(failed, &e) {
		return false, failed
	}
	switch classifyRefusal(c.op, c.method, e.Status, c.uncertain) {
	case alreadyApplied:
		err = c.s.applyResponse(c, wireAnswer{}, epoch)
		return err == nil, err
	case replace:
		c.method = methodPut
		return false, nil
	case undecidable:
		return false, e.With("uncertain", true)
	case final:
	}
	if e.Code == fault.Unauthorized || e.Code == fault.Expired {
		if c.renewed || c.s.client.config.Renew == nil {
			return false, e
		}
		c.renewed = true
		return false, c.s.renew(ctx, epoch)
	}
	c.failures++
	c.uncertain = c.uncertain || mayHaveBeenApplied(e.Code, e.Status)
	return false, c.pause(ctx, e)
}

// pause waits until the next attempt is due. It returns e if there is none.
func (c *call) pause(ctx context.Context, e *fault.Error) error {
	client := c.s.client
	o := outcome{code: e.Code}
	if ms, ok := e.Details["retryAfterMs"].(int64); ok {
		o.retryAfter, o.hasRetryAfter = time.Duration(ms)*time.Millisecond, true
	}
	wait, again := client.policy.next(c.failures, o, client.random())
	deadline, _ := ctx.Deadline()
	if !again || time.Until(deadline) <= wait {
		return e
	}
	if client.config.OnRetry != nil {
		client.config.OnRetry(RetryEvent{Operation: string(c.op), Step: c.step(), Attempt: c.failures, Wait: wait, Code: e.Code})
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

// step returns the id of the call's step, "" for finalize.
func (c *call) step() Part {
	if c.cred == nil {
		return ""
	}
	return c.cred.stepID(c.part)
}

// attempt sends one request and parses its answer. It resolves address and token
// each time, because a renewal may have changed them. epoch is the session's epoch
// at the time of sending.
func (c *call) attempt(ctx context.Context) (answer wireAnswer, epoch int, err error) {
	url, token, epoch, err := c.s.address(c)
	if err != nil {
		return wireAnswer{}, epoch, err
	}
	limit := c.s.client.config.AttemptTimeout + transferTime(c.body.size)
	timed, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	c.sent++
	if c.progress != nil {
		c.progress(0, c.body.size)
	}
	response, err := c.s.client.config.Transport.RoundTrip(timed, c.request(url, token))
	if err != nil {
		return wireAnswer{}, epoch, classifyTransportError(ctx, timed, err, limit)
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

// classifyTransportError returns the error of an attempt without an answer. It
// keeps the code of an error that the transport has classified.
func classifyTransportError(ctx, timed context.Context, err error, limit time.Duration) error {
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

func (c *call) request(url string, token bearerToken) *Request {
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
		r.OnProgress = func(sent int64) { c.progress(min(sent, total), total) }
	}
	return r
}

// startOver deletes a document's pages before they are sent again, because an
// earlier request may have added them (ambiguities.go, 4).
func (c *call) startOver(ctx context.Context) error {
	if c.appends {
		return fault.New(fault.Conflict,
			"whether pages arrived is not known: delete the pages, then upload the whole document").
			With("uncertain", true)
	}
	deletion := &call{
		s: c.s, op: deletePages, cred: c.cred, part: c.part, method: methodDelete,
		execution: c.execution, uncertain: true, renewed: c.renewed,
	}
	_, err := deletion.repeat(ctx)
	c.renewed = deletion.renewed
	if err != nil {
		return fmt.Errorf("%s: %w", deletePages, err)
	}
	c.uncertain = false
	return nil
}

// Statuses and methods, because the wasm doesn't link net/http.
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

// maxReason limits the service's message in an error, in characters.
const maxReason = 200

// codeOf maps every status except 2xx.
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

// check turns every answer into a result or an error. If private, the request
// contained personal data that the service may quote, so only the title of its
// problem document is kept. Text that contains the token is dropped.
func check(r *Response, private bool, token bearerToken) (wireAnswer, *fault.Error) {
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

// reason extracts a short message from a problem document, "" if there is none.
func reason(body []byte, private bool, token bearerToken) string {
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

// clean reduces s to one line of printable characters.
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
