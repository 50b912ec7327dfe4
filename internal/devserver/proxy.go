package devserver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	maxUpload = 16 << 20 // bytes: 15 MB and the frame of a multipart body
	maxAnswer = 1 << 20
	// maxPassage is less than the server takes for an answer, so that the page is
	// told what is wrong.
	maxPassage = 230 * time.Second
)

// Proxy passes the seven operations, and nothing else, to the service under the
// page's own origin. It sets the User-Agent that a browser may not set, and
// rewrites the hrefs of the answers to this origin.
func Proxy(u *Upstream) (http.Handler, error) {
	target, err := url.Parse(u.API)
	if err != nil {
		return nil, err
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(target)
			p.Out.URL.RawQuery = ""
			keep := http.Header{}
			for _, name := range []string{"Authorization", "Content-Type", "Accept"} {
				if v := p.In.Header.Get(name); v != "" {
					keep.Set(name, v)
				}
			}
			keep.Set("User-Agent", userAgent)
			p.Out.Header = keep
		},
		ModifyResponse: func(resp *http.Response) error { return rewrite(resp, u.API) },
		ErrorHandler:   unreachable,
		Transport:      u.Client.Transport,
	}
	limited := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !wellKnown(r) {
			problem(w, http.StatusBadRequest, "an id in the path is no UUID, or the part has no name")
			return
		}
		if r.ContentLength > maxUpload {
			problem(w, http.StatusRequestEntityTooLarge, "the body is over 16 MiB")
			return
		}
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), pageKey{}, origin(r)), maxPassage)
		defer cancel()
		r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		proxy.ServeHTTP(w, r.WithContext(ctx))
	})
	mux := http.NewServeMux()
	const execution = "/api/v1/accounts/{account}/workflow-executions/{execution}"
	const part = execution + "/credentials/{credential}/parts/{classifier}"
	for _, pattern := range []string{"POST " + part, "PUT " + part, "DELETE " + part, "PUT " + execution} {
		mux.Handle(pattern, limited)
	}
	return SameOrigin(mux), nil
}

// wellKnown refuses paths that the service might read differently, such as an id
// with an escaped slash.
func wellKnown(r *http.Request) bool {
	for _, name := range []string{"account", "execution", "credential"} {
		if id := r.PathValue(name); id != "" && (len(id) != 36 || uuid.Validate(id) != nil) {
			return false
		}
	}
	return strings.Trim(r.PathValue("classifier"), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") == ""
}

// unreachable answers what couldn't be passed on.
func unreachable(w http.ResponseWriter, r *http.Request, err error) {
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		problem(w, http.StatusRequestEntityTooLarge, "the body is over 16 MiB")
	case errors.Is(err, context.DeadlineExceeded):
		slog.Error("proxy", "method", r.Method, "error", err)
		problem(w, http.StatusGatewayTimeout, "the API does not answer")
	default:
		slog.Error("proxy", "method", r.Method, "error", err)
		problem(w, http.StatusBadGateway, "the API can't be reached")
	}
}

// rewrite replaces the service's origin in a JSON answer by the page's. The
// service's cookies and other headers stay behind.
func rewrite(resp *http.Response, api string) error {
	body, err := readAnswer(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	if page, ok := resp.Request.Context().Value(pageKey{}).(string); ok {
		body = moveHrefs(body, api, page)
	}
	keep := http.Header{}
	for _, name := range []string{"Content-Type", "Retry-After", "Date"} {
		if v := resp.Header.Get(name); v != "" {
			keep.Set(name, v)
		}
	}
	keep.Set("Content-Length", strconv.Itoa(len(body)))
	keep.Set("Cache-Control", "no-store")
	resp.Header = keep
	resp.ContentLength = int64(len(body))
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// pageKey finds the page's origin in the context of a request.
type pageKey struct{}

// readAnswer reads a body whole. One that is too large is no answer: its beginning
// would be broken JSON.
func readAnswer(from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = errors.New("the API's answer is over 1 MiB")
	}
	return body, err
}
