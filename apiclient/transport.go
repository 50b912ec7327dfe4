package apiclient

import (
	"context"
	"fmt"
	"io"
)

// Content is bytes to be sent, read at random so that every attempt can start
// afresh. In the browser it is a Blob, whose bytes never enter Go's memory.
type Content interface {
	io.ReaderAt
	Size() int64 // bytes
}

// Transport sends one request and reads one answer: net/http natively, fetch in
// the browser (XMLHttpRequest where upload progress is asked for). It knows
// nothing of tokens, retries or JSON, follows no redirect to another origin,
// sends no cookie and no referrer.
type Transport interface {
	// RoundTrip fails only when there is no answer: with ctx.Err(), or an error
	// whose code is fault.Offline or fault.Network. Every status is an answer.
	RoundTrip(ctx context.Context, r *Request) (*Response, error)
}

// Request is one attempt.
type Request struct {
	Method   string
	URL      string            // absolute
	Header   map[string]string // without Content-Length
	Body     []Content         // sent one after the other; nil for no body
	Progress func(sent int64)  // bytes of the body sent so far, nil when nobody asked
}

// Format prints method and address for every verb: the header holds a token.
func (r *Request) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.Method+" "+r.URL) }

// Response is an answer with its body read, up to a cap.
type Response struct {
	Status     int
	RetryAfter string // the header, "" when absent or not exposed
	Date       string
	Body       []byte // at most maxAnswer bytes
}

// maxAnswer caps, in bytes, what is read of an answer: real ones are under 10 kB.
const maxAnswer = 1 << 20
