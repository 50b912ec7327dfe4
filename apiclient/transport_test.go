package apiclient_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/test/must"
)

// These tests hold every transport to the same contract: net/http natively; fetch
// and, where progress is asked for, XMLHttpRequest in the browser.

// ways are the two ways in which a request can be sent.
var ways = []struct {
	name     string
	progress bool
}{{"plain", false}, {"with progress", true}}

// eachWay runs a test for both.
func eachWay(t *testing.T, test func(t *testing.T, r *apiclient.Request)) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			r := &apiclient.Request{
				Method: "POST",
				Header: map[string]string{
					"Accept": "application/json", "Authorization": "Bearer s3cret", "Content-Type": "image/jpeg", "User-Agent": "test",
				},
				Body: []apiclient.Content{apiclient.Bytes("body")},
			}
			if way.progress {
				r.OnProgress = func(int64) {}
			}
			test(t, r)
		})
	}
}

// seen is what /echo answers, in words of its own.
type seen struct {
	Method, Path, Authorization, ContentType, Accept, Cookie, Referer, SHA256 string
	Length, Size                                                              int64
}

func TestTransport_sendsRequest(t *testing.T) {
	at, _ := probes(t)
	tr := transport(t)
	ask(t, tr, at+"/cookie")
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	all := append(append([]byte("head"), large...), "tail"...)
	sum := sha256.Sum256(all)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.Method, r.URL = "PUT", at+"/echo"
		r.Body = []apiclient.Content{apiclient.Bytes("head"), scattered{bytes.NewReader(large)}, apiclient.Bytes("tail")}
		var progress []int64
		if r.OnProgress != nil {
			r.OnProgress = func(sent int64) { progress = append(progress, sent) }
		}
		response := must.Get(tr.RoundTrip(t.Context(), r))(t)
		if response.Status != 200 || response.RetryAfter != "7" {
			t.Errorf("status %d, Retry-After %q", response.Status, response.RetryAfter)
		}
		var got seen
		must.Succeed(t, json.Unmarshal(response.Body, &got))
		// The page's own policy decides on the Referer of an XMLHttpRequest.
		if r.OnProgress != nil {
			got.Referer = ""
		}
		want := seen{
			Method: "PUT", Path: "/echo", Authorization: "Bearer s3cret", ContentType: "image/jpeg", Accept: "application/json",
			Length: int64(len(all)), Size: int64(len(all)), SHA256: hex.EncodeToString(sum[:]),
		}
		if got != want {
			t.Errorf("arrived\n got %+v\nwant %+v", got, want)
		}
		if r.OnProgress == nil {
			return
		}
		for i := 1; i < len(progress); i++ {
			if progress[i] < progress[i-1] {
				t.Errorf("progress goes back: %v", progress)
			}
		}
		if len(progress) == 0 || progress[len(progress)-1] != int64(len(all)) {
			t.Errorf("progress %v doesn't end at %d", progress, len(all))
		}
	})
}

// scattered is Content that no transport knows a short cut for.
type scattered struct{ *bytes.Reader }

func TestTransport_withoutBody(t *testing.T) {
	at, _ := probes(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.Method, r.URL, r.Body = "DELETE", at+"/echo", nil
		response := must.Get(transport(t).RoundTrip(t.Context(), r))(t)
		var got seen
		if err := json.Unmarshal(response.Body, &got); err != nil || got.Method != "DELETE" || got.Size != 0 || got.Length != 0 {
			t.Errorf("arrived %+v, %v", got, err)
		}
	})
}

// TestTransport_redirectLosesToken: a redirect's answer is never taken for the
// API's, and the token never arrives where it leads.
func TestTransport_redirectLosesToken(t *testing.T) {
	at, elsewhere := probes(t)
	tr := transport(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		for i, to := range []string{elsewhere, at} {
			name := fmt.Sprintf("%d-%d-%v", time.Now().UnixNano(), i, r.OnProgress != nil)
			r.URL = at + "/to?url=" + url.QueryEscape(to+"/landed/"+name)
			response, err := tr.RoundTrip(t.Context(), r)
			if fault.CodeOf(err) != fault.Forbidden && (response == nil || response.Status < 300 || response.Status > 399) {
				t.Errorf("redirect to %s: %+v, %v", to, response, err)
			}
			landings := string(ask(t, tr, at+"/landings/"+name).Body)
			if to == elsewhere && strings.Contains(landings, "s3cret") {
				t.Errorf("the token arrived at another origin: %s", landings)
			}
			if r.OnProgress == nil && strings.TrimSpace(landings) != "[]" {
				t.Errorf("the redirect to %s was followed: %s", to, landings)
			}
		}
	})
}

func TestTransport_maxAnswer(t *testing.T) {
	const limit = 1 << 20
	at, _ := probes(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		for _, tt := range []struct{ size, want int }{{0, 0}, {limit - 1, limit - 1}, {limit, limit}, {limit + 1, limit}, {3 * limit, limit}} {
			r.URL = fmt.Sprintf("%s/big?n=%d", at, tt.size)
			response := must.Get(transport(t).RoundTrip(t.Context(), r))(t)
			if got := len(response.Body); got != tt.want {
				t.Errorf("of %d bytes it read %d, want %d", tt.size, got, tt.want)
			}
		}
	})
}

func TestTransport_failures(t *testing.T) {
	at, _ := probes(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		for _, to := range []string{at + "/cut", at + "/cut-late", "http://127.0.0.1:9/secret-id"} {
			r.URL = to
			_, err := transport(t).RoundTrip(t.Context(), r)
			if fault.CodeOf(err) != fault.Network {
				t.Errorf("%s: %v, want network", to, err)
			}
			if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "s3cret")) {
				t.Errorf("the error says too much: %v", err)
			}
		}
	})
}

func TestTransport_unreadableContent(t *testing.T) {
	at, _ := probes(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/echo"
		r.Body = []apiclient.Content{apiclient.Bytes("head"), torn{}}
		_, err := transport(t).RoundTrip(t.Context(), r)
		must.Code(t, err, fault.FileChanged)
	})
}

// torn is a file that has changed since it was chosen.
type torn struct{}

func (torn) ReadAt([]byte, int64) (int, error) { return 0, fault.New(fault.FileChanged, "changed") }
func (torn) Size() int64                       { return 10 }

func TestTransport_contextEnds(t *testing.T) {
	at, _ := probes(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/hang"
		for name, start := range map[string]func() (context.Context, context.CancelFunc){
			"under way": func() (context.Context, context.CancelFunc) {
				return context.WithTimeout(t.Context(), 50*time.Millisecond)
			},
			"before": func() (context.Context, context.CancelFunc) {
				return context.WithTimeout(t.Context(), -1)
			},
		} {
			ctx, cancel := start()
			_, err := transport(t).RoundTrip(ctx, r)
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) || fault.CodeOf(err) != fault.Internal {
				t.Errorf("%s: got %v, want the context's error and no code", name, err)
			}
		}
	})
}

// TestTransport_answerBeforeBody: a service may refuse a body before it has read it.
func TestTransport_answerBeforeBody(t *testing.T) {
	at, _ := probes(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/early"
		response, err := transport(t).RoundTrip(t.Context(), r)
		if err != nil || response.Status != 413 {
			t.Errorf("got %+v, %v", response, err)
		}
	})
}

// ask is a plain GET that must succeed.
func ask(t *testing.T, tr apiclient.Transport, at string) *apiclient.Response {
	t.Helper()
	response, err := tr.RoundTrip(t.Context(), &apiclient.Request{Method: "GET", URL: at})
	if err != nil || response.Status != 200 {
		t.Fatalf("GET %s: %+v, %v", at, response, err)
	}
	return response
}
