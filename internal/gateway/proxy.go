package gateway

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"

	"credential-capture/internal/middleware"
	"credential-capture/internal/observe"
)

const (
	maxUpload = 16 << 20  // bytes: 15 MB and the frame of a multipart body
	maxData   = 256 << 10 // bytes of PREPARED_DATA, usually a few kB
	maxAnswer = 1 << 20   // bytes
	// requestTimeout is less than the server's WriteTimeout, so that the page gets an error
	// with a reason.
	requestTimeout = 230 * time.Second
	// answerTimeout is for the body of an answer, a few kB.
	answerTimeout = 30 * time.Second
	// uploadWait bounds the wait for Upstream.uploads. The client retries, and
	// another copy of the server may have a slot.
	uploadWait = 10 * time.Second
)

const (
	executionPath = "/api/v1/accounts/{account}/workflow-executions/{execution}"
	partPath      = executionPath + "/credentials/{credential}/parts/{classifier}"
)

// operations are forwarded, by method and path. The API has one path for all parts, so that
// some operations have another name for special ones.
var operations = map[string]string{
	"POST " + partPath: "addPart", "PUT " + partPath: "updatePart", "DELETE " + partPath: "deletePart", "PUT " + executionPath: "finalize",
}

var special = map[string]string{
	"addPart DOCUMENT": "uploadDocument", "addPart PREPARED_DATA": "submitData", "deletePart DOCUMENT": "deletePages",
}

// operationOf names the operation of a request that was routed.
func operationOf(r *http.Request) string {
	name, known := operations[r.Pattern]
	if !known {
		return "other"
	}
	if s, ok := special[name+" "+path.Base(r.URL.Path)]; ok {
		return s
	}
	return name
}

// newProxy forwards the seven operations, and nothing else, to the service under the page's
// own origin. It sets the User-Agent, which a browser can't, and rewrites the answers' hrefs.
// Upload bodies are streamed, not held.
func newProxy(u *Upstream, target *url.URL) http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(p *httputil.ProxyRequest) { u.rewriteRequest(p, target) },
		ModifyResponse: u.rewriteResponse,
		ErrorHandler:   u.fail,
		Transport:      withoutTrace{u.Client.Transport},
	}
	mux := http.NewServeMux()
	for pattern := range operations {
		mux.Handle(pattern, middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error { return u.forward(w, r, proxy) }))
	}
	return middleware.SameOrigin(mux)
}

func (u *Upstream) forward(w http.ResponseWriter, r *http.Request, proxy http.Handler) error {
	maxBody, err := bodyLimit(r)
	if err != nil {
		return err
	}
	p := &proxiedRequest{origin: u.pageOrigin(r)}
	ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), proxiedRequestKey{}, p), requestTimeout)
	defer cancel()
	r = r.WithContext(ctx)
	if maxBody == 0 {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		body := http.MaxBytesReader(w, r.Body, maxBody)
		// A connection whose body doesn't flow takes no place.
		first := make([]byte, 1)
		n, err := io.ReadFull(body, first)
		if err != nil && err != io.EOF {
			failBody(w, err)
			return nil
		}
		wait, cancel := context.WithTimeout(ctx, uploadWait)
		defer cancel()
		release, ok := u.uploads.Take(wait, r)
		if !ok {
			w.Header().Set("Retry-After", "5")
			return middleware.Refuse(http.StatusServiceUnavailable, "too many uploads at a time")
		}
		defer release()
		defer u.metrics.Body()()
		p.body.ReadCloser = joined{io.MultiReader(bytes.NewReader(first[:n]), body), body}
		r.Body = &p.body
	}
	proxy.ServeHTTP(w, r)
	return nil
}

// joined reads from one body and closes another.
type joined struct {
	io.Reader
	io.Closer
}

// bodyLimit returns how many bytes the body may have, or why the request is not forwarded.
func bodyLimit(r *http.Request) (maxBody int64, err error) {
	if !unambiguous(r) {
		return 0, middleware.Refuse(http.StatusBadRequest, "an id in the path is no UUID, or the part has no name")
	}
	// Another scheme, such as a password of this site, must not reach the service.
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); !ok || token == "" || !printable(token) || len(r.Header.Values("Authorization")) > 1 {
		return 0, middleware.Refuse(http.StatusUnauthorized, "Authorization must be Bearer and the credential's token")
	}
	size := "16 MiB"
	switch maxBody = maxUpload; {
	case r.Method == http.MethodDelete || operationOf(r) == "finalize":
		return 0, nil
	case path.Base(r.URL.Path) == "PREPARED_DATA":
		maxBody, size = maxData, "256 KiB"
	}
	if r.ContentLength > maxBody {
		return 0, middleware.Refuse(http.StatusRequestEntityTooLarge, "the body is over "+size)
	}
	return maxBody, nil
}

// printable reports whether a text is of visible ASCII.
func printable(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// unambiguous refuses paths that the service may read differently, such as an id with an
// escaped slash, or escaped where nothing needs it.
func unambiguous(r *http.Request) bool {
	if r.URL.RawPath != "" {
		return false
	}
	for _, name := range []string{"account", "execution", "credential"} {
		if id := r.PathValue(name); id != "" && (len(id) != 36 || uuid.Validate(id) != nil) {
			return false
		}
	}
	return strings.Trim(r.PathValue("classifier"), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") == ""
}

// rewriteRequest makes the service's request: the browser's token and body, the integrator's
// name and the request's id. Cookies and everything else stay here.
func (u *Upstream) rewriteRequest(p *httputil.ProxyRequest, target *url.URL) {
	p.SetURL(target)
	p.Out.URL.RawQuery = ""
	header := http.Header{}
	for _, name := range []string{"Authorization", "Content-Type", "Accept"} {
		if v := p.In.Header.Get(name); v != "" {
			header.Set(name, v)
		}
	}
	header.Set("User-Agent", u.userAgent)
	if id := observe.ID(p.In.Context()); id != "" {
		header.Set(observe.Header, id)
	}
	p.Out.Header, p.Out.Trailer = header, nil
}

// withoutTrace hides ReverseProxy's httptrace from the transport. ReverseProxy would forward
// interim answers (1xx) with all their headers, and drop those set so far, among them the
// Content-Security-Policy.
type withoutTrace struct{ http.RoundTripper }

func (t withoutTrace) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(r.WithContext(withoutValues{r.Context()}))
	if resp != nil {
		resp.Request = r
	}
	return resp, err
}

// withoutValues is a context without values that ends with its parent.
type withoutValues struct{ context.Context }

func (withoutValues) Value(any) any { return nil }

// pageOrigin is the configured one, or the one that a request came to.
func (u *Upstream) pageOrigin(r *http.Request) string { return cmp.Or(u.origin, middleware.Origin(r)) }
