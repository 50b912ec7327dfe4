package devserver

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"time"
)

const (
	maxUpload = 16 << 20 // bytes: 15 MB and the frame of a multipart body
	maxAnswer = 1 << 20
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
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			slog.Error("proxy", "method", r.Method, "error", err)
			problem(w, http.StatusBadGateway, "the API can't be reached")
		},
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, ResponseHeaderTimeout: 60 * time.Second,
		},
	}
	limited := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), pageKey{}, origin(r))))
	})
	mux := http.NewServeMux()
	const execution = "/api/v1/accounts/{account}/workflow-executions/{execution}"
	const part = execution + "/credentials/{credential}/parts/{classifier}"
	for _, pattern := range []string{"POST " + part, "PUT " + part, "DELETE " + part, "PUT " + execution} {
		mux.Handle(pattern, limited)
	}
	return SameOrigin(mux), nil
}

// rewrite replaces the service's origin in a JSON answer by the page's. The
// service's cookies and other headers stay behind.
func rewrite(resp *http.Response, api string) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return err
	}
	_ = resp.Body.Close()
	if page, ok := resp.Request.Context().Value(pageKey{}).(string); ok {
		body = bytes.ReplaceAll(body, []byte(api+"/"), []byte(page+"/"))
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
