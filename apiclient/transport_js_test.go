package apiclient_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/jsbridge"
	"credential-capture/test/must"
)

// define gives an object a property of its own until the test ends.
func define(t *testing.T, object js.Value, name string, value any) {
	t.Helper()
	js.Global().Get("Object").Call("defineProperty", object, name, map[string]any{"value": value, "configurable": true})
	t.Cleanup(func() { js.Global().Get("Reflect").Call("deleteProperty", object, name) })
}

func TestBrowser_offline(t *testing.T) {
	at, _ := probes(t)
	define(t, js.Global().Get("navigator"), "onLine", false)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/echo"
		_, err := transport(t).RoundTrip(t.Context(), r)
		must.Code(t, err, fault.Offline)
	})
}

func TestBrowser_sendsBlobs(t *testing.T) {
	at, _ := probes(t)
	inner := must.Get(jsbridge.JoinBlob("text/plain", []byte("blob")))(t)
	// Reading it in Go would fail: the browser alone may read it. The head is as long as a form's.
	head := strings.Repeat("a ", 50)
	define(t, inner.Value(), "slice", js.Undefined())
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/echo"
		r.Body = []apiclient.Content{apiclient.Bytes(head), inner}
		response := must.Get(transport(t).RoundTrip(t.Context(), r))(t)
		var got seen
		must.Succeed(t, json.Unmarshal(response.Body, &got))
		sum := sha256.Sum256([]byte(head + "blob"))
		if want := hex.EncodeToString(sum[:]); got.SHA256 != want || got.Size != 104 {
			t.Errorf("arrived %+v, want %s", got, want)
		}
	})
}

// TestBrowser_changedFile: a file that changed on disk makes fetch
// fail with the same words as a dead connection.
func TestBrowser_changedFile(t *testing.T) {
	at, _ := probes(t)
	file := must.Get(jsbridge.JoinBlob("image/jpeg", []byte("picture")))(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/cut"
		r.Body = []apiclient.Content{file}
		_, err := transport(t).RoundTrip(t.Context(), r)
		must.Code(t, err, fault.Network)
	})
	unreadable := js.Global().Get("Function").New(`return {arrayBuffer: () => Promise.reject(new DOMException("changed", "NotReadableError"))}`)
	define(t, file.Value(), "slice", unreadable)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/cut"
		r.Body = []apiclient.Content{file}
		_, err := transport(t).RoundTrip(t.Context(), r)
		must.Code(t, err, fault.FileChanged)
	})
}

// TestBrowser_redirectToDeadEnd: XMLHttpRequest follows the redirect and fails as without a
// connection. Only a failure of that kind would be repeated.
func TestBrowser_redirectToDeadEnd(t *testing.T) {
	at, _ := probes(t)
	eachWay(t, func(t *testing.T, r *apiclient.Request) {
		r.URL = at + "/to?url=http://localhost:1/"
		if response, err := transport(t).RoundTrip(t.Context(), r); err != nil || response.Status != 302 {
			t.Errorf("got %+v, %v, want a redirect's status", response, err)
		}
	})
}
