package devserver

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"

	"credential-capture/internal/observe"
)

const (
	maxUpload = 16 << 20  // bytes: 15 MB and the frame of a multipart body
	maxData   = 256 << 10 // bytes of PREPARED_DATA, a few kB as a rule
	maxAnswer = 1 << 20
	// maxPassage is less than the server takes for an answer, so that the page is
	// told what is wrong.
	maxPassage = 230 * time.Second
	// answerTime is for the body of an answer once its header is there: a few kB.
	answerTime = 30 * time.Second
)

const (
	executionPath = "/api/v1/accounts/{account}/workflow-executions/{execution}"
	partPath      = executionPath + "/credentials/{credential}/parts/{classifier}"
)

// passed are the seven operations, by method and path. Some are called otherwise for a
// special part: the API has one path for all of them.
var passed = map[string]string{
	"POST " + partPath: "addPart", "PUT " + partPath: "updatePart", "DELETE " + partPath: "deletePart", "PUT " + executionPath: "finalize",
}

var special = map[string]string{
	"addPart DOCUMENT": "uploadDocument", "addPart PREPARED_DATA": "submitData", "deletePart DOCUMENT": "deletePages",
}

// operationOf names what a request asked for, after it was routed.
func operationOf(r *http.Request) string {
	name, known := passed[r.Pattern]
	if !known {
		return "other"
	}
	if s, is := special[name+" "+path.Base(r.URL.Path)]; is {
		return s
	}
	return name
}

// Proxy passes the seven operations, and nothing else, to the service under the
// page's own origin. It sets the User-Agent that a browser may not set, and
// rewrites the hrefs of the answers to this origin. A part's bytes are passed on as
// they come; they are never held.
func Proxy(u *Upstream) (http.Handler, error) {
	target, err := url.Parse(u.API)
	if err != nil {
		return nil, err
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(p *httputil.ProxyRequest) { u.outbound(p, target) },
		ModifyResponse: u.inbound,
		ErrorHandler:   u.unreachable,
		Transport:      plainly{u.Client.Transport},
	}
	mux := http.NewServeMux()
	for pattern := range passed {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			most, refused, detail := admissible(r)
			if refused != 0 {
				problem(w, refused, detail)
				return
			}
			on := &passage{page: u.pageOf(r)}
			ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), passageKey{}, on), maxPassage)
			defer cancel()
			r = r.WithContext(ctx)
			if most == 0 {
				r.Body, r.ContentLength = http.NoBody, 0
			} else {
				if !u.uploads.enter(ctx) {
					w.Header().Set("Retry-After", "5")
					problem(w, http.StatusServiceUnavailable, "too many uploads at a time")
					return
				}
				defer u.uploads.leave()
				defer u.metrics.Body()()
				on.body.ReadCloser = http.MaxBytesReader(w, r.Body, most)
				r.Body = &on.body
			}
			proxy.ServeHTTP(w, r)
		})
	}
	return SameOrigin(mux), nil
}

// admissible says how many bytes the body may have, or why the request may not pass.
func admissible(r *http.Request) (most int64, refused int, detail string) {
	if !wellKnown(r) {
		return 0, http.StatusBadRequest, "an id in the path is no UUID, or the part has no name"
	}
	// What else a browser has to say who it is, such as a password, isn't the service's business.
	if token, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); !is || token == "" || len(r.Header.Values("Authorization")) > 1 {
		return 0, http.StatusUnauthorized, "Authorization must be Bearer and the credential's token"
	}
	switch operationOf(r) {
	case "finalize", "deletePart", "deletePages":
		return 0, 0, ""
	case "submitData":
		most = maxData
	default:
		most = maxUpload
	}
	if path.Base(r.URL.Path) == "PREPARED_DATA" {
		most = maxData
	}
	if r.ContentLength > most {
		return 0, http.StatusRequestEntityTooLarge, "the body is over " + size(most)
	}
	return most, 0, ""
}

func size(bytes int64) string {
	if bytes == maxData {
		return "256 KiB"
	}
	return "16 MiB"
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

// outbound makes the request that the service gets: the browser's token, what the body
// is, and the names of who asks. Cookies and all else stay here.
func (u *Upstream) outbound(p *httputil.ProxyRequest, target *url.URL) {
	p.SetURL(target)
	p.Out.URL.RawQuery = ""
	keep := http.Header{}
	for _, name := range []string{"Authorization", "Content-Type", "Accept"} {
		if v := p.In.Header.Get(name); v != "" {
			keep.Set(name, v)
		}
	}
	keep.Set("User-Agent", u.agent)
	if id := observe.ID(p.In.Context()); id != "" {
		keep.Set(observe.Header, id)
	}
	p.Out.Header, p.Out.Trailer = keep, nil
}

// plainly hides from the transport that somebody would like to hear of interim answers
// (103 and the like). ReverseProxy passes them on with all their headers, and drops those
// that the server has set by then, among them the Content-Security-Policy.
type plainly struct{ http.RoundTripper }

func (p plainly) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := p.RoundTripper.RoundTrip(r.WithContext(noValues{r.Context()}))
	if resp != nil {
		resp.Request = r
	}
	return resp, err
}

// noValues is a context that ends as its parent does, and carries nothing.
type noValues struct{ context.Context }

func (noValues) Value(any) any { return nil }

// pageOf is the page's origin: what it is told to be, or where the request came to.
func (u *Upstream) pageOf(r *http.Request) string {
	if u.page != "" {
		return u.page
	}
	return origin(r)
}
