package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// emission is a text that left the page's memory, and its channel.
type emission struct {
	channel string
	text    []byte
}

// wire records what a page emits. Requests of the page, its workers and beacons go through a server of
// the test; storage, the console and events are read from the browser.
type wire struct {
	*drive.Page
	url string
	// refuse reports whether to answer 400 with a message that quotes the request, as a service
	// may do: its message reaches the host.
	refuse func(r *http.Request, body []byte) bool

	ended sync.Map // functions that end listening to a worker, by its session

	mu      sync.Mutex
	all     []emission
	tokens  map[string]bool
	workers []chan struct{} // each closed when its worker is listened to
}

func (w *wire) note(channel string, text []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, emission{channel, text})
}

// Tokens of the API and of a handover, and what is secret in a handover's link.
var tokenIn = regexp.MustCompile(`"token":"([^"]+)"|#cc-handover=([\w-]+)`)

// newWire starts the server in the middle.
func newWire(t *testing.T) *wire {
	t.Helper()
	to := must.Get(url.Parse(drive.Site.URL))(t)
	w := &wire{tokens: map[string]bool{}, refuse: func(*http.Request, []byte) bool { return false }}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // whose pages may ask for a session
			r.Out.Header.Del("Accept-Encoding")
		},
		FlushInterval: -1,
		// What the server cuts is cut for the page too.
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		ModifyResponse: func(r *http.Response) error {
			if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
				return nil
			}
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, m := range tokenIn.FindAllSubmatch(body, -1) {
				w.tokens[string(m[1])+string(m[2])] = true
			}
			return nil
		},
	}
	w.url = drive.Host(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler) // the page has aborted it
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		w.request(r, body)
		if w.refuse(r, body) {
			rw.Header().Set("Content-Type", "application/json")
			rw.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(rw).Encode(map[string]string{"title": "Bad Request", "detail": r.Header.Get("Authorization") + " said " + string(body)})
			return
		}
		proxy.ServeHTTP(rw, r)
	}))
	return w
}

// request notes the parts of a request by channel. Those that may have secrets have channels of
// their own.
func (w *wire) request(r *http.Request, body []byte) {
	w.note("URL", []byte(r.URL.RequestURI()))
	toAPI, handing := strings.HasPrefix(r.URL.Path, "/api/v1/"), strings.HasPrefix(r.URL.Path, "/handover")
	for name, values := range r.Header {
		channel := "header " + name
		if name == "Authorization" && toAPI {
			channel = authorization
		} else if name == "Authorization" && handing {
			channel = handover
		}
		w.note(channel, []byte(strings.Join(values, "\n")))
	}
	switch {
	case toAPI && strings.HasSuffix(r.URL.Path, "/PREPARED_DATA"):
		w.note(dataBody, body)
	case toAPI:
		w.note(pictureBody, body)
	case handing:
		w.note(handover, body)
	default:
		w.note("body "+r.URL.Path, body)
	}
}

// Where secrets belong.
const (
	authorization = "Authorization to the API"
	dataBody      = "body of the details"
	pictureBody   = "body of a picture"
	handover      = "handover: who asks, and the session"
)

// open opens the page by way of the wire.
func (w *wire) open(t *testing.T, noCSP bool) {
	t.Helper()
	w.Page = drive.Open(t, drive.Options{Camera: drive.CameraNone, Origin: w.url, NoCSP: noCSP, Lends: true})
	chromedp.ListenTarget(w.Ctx, w.hear)
	w.Before(listening)
	w.Reload()
}

// hear notes what the page or a worker writes to the console.
func (w *wire) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		w.note("console", []byte(e.Type.String()+" "+drive.ArgsText(e.Args)+previews(e.Args)))
	case *runtime.EventExceptionThrown:
		b, _ := json.Marshal(e.ExceptionDetails)
		w.note("console", b)
	case *log.EventEntryAdded:
		w.note("console", []byte(e.Entry.Text+" "+e.Entry.URL+" "+drive.ArgsText(e.Entry.Args)))
	case *target.EventAttachedToTarget:
		if e.TargetInfo.Type == "worker" {
			ctx, cancel := chromedp.NewContext(w.Ctx, chromedp.WithTargetID(e.TargetInfo.TargetID))
			w.T.Cleanup(cancel)
			w.ended.Store(e.SessionID, cancel)
			done := make(chan struct{})
			w.mu.Lock()
			w.workers = append(w.workers, done)
			w.mu.Unlock()
			go func() { defer close(done); w.listenTo(ctx) }()
		}
	case *target.EventDetachedFromTarget:
		if cancel, ok := w.ended.Load(e.SessionID); ok {
			cancel.(context.CancelFunc)()
		}
	}
}

// listenTo listens to a worker's console, its past messages included. A worker that has ended
// with its page never answers.
func (w *wire) listenTo(ctx context.Context) {
	chromedp.ListenTarget(ctx, w.hear)
	if err := chromedp.Run(ctx); err != nil && ctx.Err() == nil {
		w.T.Errorf("listen to a worker: %v", err)
	}
}

// previews returns objects as a console shows them.
func previews(args []*runtime.RemoteObject) string {
	b, _ := json.Marshal(args)
	return string(b)
}

// dump reads everything that the page has left behind so far.
func (w *wire) dump() {
	w.T.Helper()
	w.mu.Lock()
	workers := slices.Clone(w.workers)
	w.mu.Unlock()
	for _, done := range workers {
		<-done
	}
	var left map[string][]string
	w.Eval(leftBehind, &left)
	for channel, texts := range left {
		for _, text := range texts {
			b, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				w.Fail("%s: %v", channel, err)
			}
			w.note(channel, b)
		}
	}
	w.Do("read the cookies", chromedp.ActionFunc(func(ctx context.Context) error {
		cookies, err := storage.GetCookies().WithBrowserContextID(chromedp.FromContext(w.Ctx).BrowserContextID).Do(ctx)
		for _, c := range cookies {
			w.note("cookie", []byte(c.Name+"="+c.Value))
		}
		return err
	}))
	w.note("the server's output", drive.Site.Output.Bytes())
}

// found returns the secrets in channels that must not have them.
func (w *wire) found(typed, picture []secret) map[string][]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var tokens []secret
	for token := range w.tokens {
		tokens = append(tokens, secret{"token", []byte(token)})
	}
	found := map[string][]string{}
	for _, e := range w.all {
		here := append([]secret{}, picture...) // allowed nowhere: metadata is cut out, names aren't sent
		if e.channel != dataBody {
			here = append(here, typed...)
		}
		if e.channel != authorization && e.channel != handover {
			here = append(here, tokens...)
		}
		for _, l := range leaks(e.text, here) {
			found[e.channel] = append(found[e.channel], fmt.Sprintf("%s: %.200q", l, e.text))
		}
		if e.channel == exportable {
			found[e.channel] = append(found[e.channel], string(e.text))
		}
	}
	return found
}

// exportable is the channel of keys that a script could export.
const exportable = "a key that can be exported"
