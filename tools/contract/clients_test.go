package contract

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
)

// call is one request of a public client, as that client makes it, and what it reads of the answer.
type call struct {
	Call, Method, Path string
	Headers            map[string]string
	Body               string
	JSON               json.RawMessage
	File               string            // name of a multipart field "file"
	Members            []string          // dotted; with =VALUE where the client compares it
	Keep               map[string]string // members for {name} in later calls
	Type               string            // of an answer that isn't JSON
}

// TestSandbox_servesPublicClients repeats the requests of clients that others have written for the service,
// recorded from their sources, and looks for the members that they read.
func TestSandbox_servesPublicClients(t *testing.T) {
	b := must.Get(os.ReadFile("testdata/clients.json"))(t)
	var clients []struct {
		Client  string
		Headers map[string]string
		Calls   []call
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.DisallowUnknownFields()
	must.Succeed(t, decoder.Decode(&clients))
	for _, client := range clients {
		t.Run(client.Client, func(t *testing.T) {
			service := httptest.NewServer(sandbox.New(sandbox.Options{}))
			defer service.Close()
			kept := map[string]string{"basic": base64.StdEncoding.EncodeToString([]byte("sandbox:sandbox"))}
			for _, c := range client.Calls {
				if t.Run(c.Call, func(t *testing.T) { c.run(t, service.URL, client.Headers, kept) }); t.Failed() {
					return // the others need its answer
				}
			}
		})
	}
}

func (c call) run(t *testing.T, service string, headers, kept map[string]string) {
	fill := func(s string) string {
		for name, value := range kept {
			s = strings.ReplaceAll(s, "{"+name+"}", value)
		}
		return s
	}
	path := strings.TrimPrefix(fill(c.Path), service)
	body, kind := []byte(c.Body), ""
	if c.JSON != nil {
		body = c.JSON
	}
	if c.File != "" {
		body, kind = formOf(t, c.File)
	}
	r := must.Get(http.NewRequestWithContext(t.Context(), c.Method, service+path, bytes.NewReader(body)))(t)
	for _, set := range []map[string]string{headers, c.Headers} {
		for name, value := range set {
			r.Header.Set(name, fill(value))
		}
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp := must.Get(http.DefaultClient.Do(r))(t)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s %.300s %v", c.Method, path, resp.Status, answer, err)
	}
	if c.Type != "" {
		if got := resp.Header.Get("Content-Type"); got != c.Type || len(answer) == 0 {
			t.Errorf("got %d bytes of %s, want %s", len(answer), got, c.Type)
		}
		return
	}
	var root any
	must.Succeed(t, json.Unmarshal(answer, &root))
	for _, member := range c.Members {
		name, want, compares := strings.Cut(member, "=")
		if got := memberOf(root, name); got == "" || compares && got != want {
			t.Errorf("%s is %q in %.1000s", member, got, answer)
		}
	}
	for name, member := range c.Keep {
		kept[name] = memberOf(root, member)
	}
}

// memberOf returns a value by its dotted name as text, "" for none.
func memberOf(v any, name string) string {
	for step := range strings.SplitSeq(name, ".") {
		switch list := v.(type) {
		case map[string]any:
			v = list[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(list) {
				return ""
			}
			v = list[i]
		default:
			return ""
		}
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// formOf is a multipart body with one picture.
func formOf(t *testing.T, name string) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	file, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = io.Copy(file, io.NewSectionReader(card(t).Content, 0, card(t).Content.Size()))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), form.FormDataContentType()
}
