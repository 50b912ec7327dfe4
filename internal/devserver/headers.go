package devserver

import (
	"cmp"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"credential-capture/internal/middleware"
)

// Secure adds the headers that a page with a camera and identity documents should have.
// Ancestors may show the page in a frame, each as parseAncestor returns it; none means
// nobody.
func Secure(next http.Handler, ancestors []string) http.Handler {
	if len(ancestors) == 0 {
		ancestors = []string{"'none'"}
	}
	policy := strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		"worker-src 'self'",
		"style-src 'self'",
		"img-src 'self' blob:",
		"media-src 'self' blob:",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors " + strings.Join(ancestors, " "),
		"require-trusted-types-for 'script'",
		"trusted-types credential-capture", // the worker's, see web/capture/connection.js
	}, "; ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// parseAncestor parses an entry of frame-ancestors: "self", or an origin, https or http on
// loopback. It refuses wildcards and anything that could end the directive.
func parseAncestor(text string) (string, error) {
	if text == "self" {
		return "'self'", nil
	}
	u, err := middleware.ParseOrigin(text)
	if err != nil || u.Path != "" || strings.HasSuffix(text, "#") || !plainHost.MatchString(u.Host) {
		return "", errFrameAncestor
	}
	if _, err := strconv.ParseUint(cmp.Or(u.Port(), "443"), 10, 16); err != nil {
		return "", errFrameAncestor
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

var errFrameAncestor = errors.New("-frame-ancestor must be self, or an origin such as https://bank.example")

// plainHost matches a name of letters, digits, hyphens and dots, or an address, and a port.
var plainHost = regexp.MustCompile(`(?i)^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]*)?$`)
