//go:build js && wasm

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

const (
	key    = 3
	origin = "https://api.example.com"
	idCard = "33333333-3333-4333-8333-333333333333"
	paper  = "55555555-5555-4555-8555-555555555555"
)

// initWith is an account-create answer whose tokens end in suffix.
func initWith(suffix string) string {
	base := origin + "/api/v1/accounts/11111111-1111-4111-8111-111111111111/workflow-executions/22222222-2222-4222-8222-222222222222"
	part := func(id, name string) string {
		return fmt.Sprintf("%q:%q", strings.ToLower(name), base+"/credentials/"+id+"/parts/"+name)
	}
	return fmt.Sprintf(`{"account":{"id":"11111111-1111-4111-8111-111111111111"},"workflowExecution":{"id":"22222222-2222-4222-8222-222222222222","credentials":[
		{"id":%q,"category":"ID","country":"AUT","type":"ID_CARD","api":{"token":"id%s","parts":{%s,%s},"workflowExecution":%q}},
		{"id":%q,"category":"DOCUMENT","api":{"token":"paper%s","parts":{%s},"workflowExecution":%q}}]}}`,
		idCard, suffix, part(idCard, "FRONT"), part(idCard, "BACK"), base, paper, suffix, part(paper, "DOCUMENT"), base)
}

// service replaces fetch for one test: its n-th answer to the n-th request.
func service(t *testing.T, answers ...string) (requests *[]string) {
	t.Helper()
	requests = new([]string)
	old := js.Global().Get("fetch")
	fake := js.FuncOf(func(_ js.Value, args []js.Value) any {
		url, options := args[0].String(), args[1]
		*requests = append(*requests, options.Get("method").String()+" "+url[strings.LastIndexByte(url, '/')+1:]+
			" "+options.Get("headers").Get("Authorization").String())
		if len(answers) < len(*requests) {
			return eval("Promise.resolve(new Response('{}'))")
		}
		return eval(answers[len(*requests)-1])
	})
	js.Global().Set("fetch", fake)
	t.Cleanup(func() {
		js.Global().Set("fetch", old)
		fake.Release()
	})
	return requests
}

func answer(status int, body string) string {
	return fmt.Sprintf("Promise.resolve(new Response(%q, {status: %d}))", body, status)
}

func (p *program) open(t *testing.T) {
	t.Helper()
	p.must(t, "open", key, initWith("1"), js.Undefined())
}

// kinds lists the events since the last time it was asked.
func (p *program) kinds() string {
	var kinds []string
	for _, e := range p.events {
		kinds = append(kinds, e.kind)
	}
	p.events = nil
	return strings.Join(kinds, " ")
}

func TestOpen_emitsState(t *testing.T) {
	p := start(t)
	p.open(t)
	if len(p.events) != 1 || p.events[0].kind != "state" || p.events[0].session != key {
		t.Fatalf("got events %v, want one state", p.events)
	}
	detail := p.events[0].detail
	want := fmt.Sprintf(`{"category":"ID","country":"AUT","credential":%q,"done":false,"id":"%s/FRONT","limits":{"maxBytes":15000000,"maxPages":30,"maxSide":8000,"minSide":301},"part":"FRONT","type":"ID_CARD"}`, idCard, idCard)
	if got := sorted(t, asJSON(detail.Get("steps").Index(0))); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got := detail.Get("steps").Length(); got != 3 {
		t.Errorf("got %d steps, want 3", got)
	}
	// What was sent is enough to go on in another program.
	other := start(t)
	other.must(t, "open", key, detail.Get("snapshot"), js.Undefined())
	if got, want := asJSON(other.events[0].detail.Get("steps")), asJSON(detail.Get("steps")); sorted(t, got) != sorted(t, want) {
		t.Errorf("the steps of the snapshot are %s, want %s", got, want)
	}
}

// sorted rewrites JSON with its members in the order of their names.
func sorted(t *testing.T, text string) string {
	t.Helper()
	var v any
	must.Succeed(t, json.Unmarshal([]byte(text), &v))
	b := must.Get(json.Marshal(v))(t)
	return string(b)
}

func TestOpen_rejects(t *testing.T) {
	for _, tt := range []struct {
		name        string
		init        any
		options     string
		code, field string
	}{
		{"no session", "null", "undefined", "invalid_session", ""},
		{"not JSON", "{", "undefined", "invalid_session", ""},
		{"not text", 7, "undefined", "bad_option", "init"},
		{"an unknown option", initWith(""), "{apiorigin: 'x'}", "bad_option", "apiorigin"},
		{"an origin that is none", initWith(""), "{apiOrigin: 'example.com/x'}", "bad_option", "apiOrigin"},
		{"a proxy that is no text", initWith(""), "{proxyOrigin: 5}", "bad_option", "proxyOrigin"},
		{"no time", initWith(""), "{attemptTimeout: 0}", "bad_option", "attemptTimeout"},
		{"half a millisecond", initWith(""), "{callTimeout: 0.5}", "bad_option", "callTimeout"},
		{"a day and a millisecond", initWith(""), "{callTimeout: 86400001}", "bad_option", "callTimeout"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t)
			p.fails(t, tt.code, tt.field, "open", key, tt.init, eval(tt.options))
			if len(p.events) != 0 {
				t.Errorf("events: %v", p.events)
			}
		})
	}
	p := start(t)
	p.must(t, "open", key, initWith(""), eval("{callTimeout: 86400000, attemptTimeout: 1}")) // just inside
}

func TestAddPart_uploadsAndEmitsToken(t *testing.T) {
	p := start(t)
	p.open(t)
	requests := service(t, answer(200, `{"part":{"id":"p1"},"api":{"token":"id2"}}`))
	p.kinds()
	got := p.must(t, "addPart", key, "FRONT", blob(testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})), map[string]any{})
	want := fmt.Sprintf(`{"attempts":1,"method":"POST","part":"p1","step":{"category":"ID","country":"AUT","credential":%q,"done":true,"id":"%s/FRONT","limits":{"maxBytes":15000000,"maxPages":30,"maxSide":8000,"minSide":301},"part":"FRONT","type":"ID_CARD"}}`, idCard, idCard)
	if text := sorted(t, asJSON(got)); text != want {
		t.Errorf("got %s\nwant %s", text, want)
	}
	if want := []string{"POST FRONT Bearer id1"}; !slices.Equal(*requests, want) {
		t.Errorf("got requests %v, want %v", *requests, want)
	}
	last := p.events[len(p.events)-1]
	if !strings.Contains(last.detail.Get("snapshot").String(), "id2") || !last.detail.Get("steps").Index(0).Get("done").Bool() {
		t.Errorf("the last state is %v, want the new token and the step done", last)
	}
	// The snapshot with the token comes before the event that says so.
	if got, want := p.kinds(), "state token state"; got != want {
		t.Errorf("got events %q, want %q", got, want)
	}
}

// TestUpload_rejectsBrokenFiles offers files that the service would take and refuse
// later.
func TestUpload_rejectsBrokenFiles(t *testing.T) {
	picture := testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{})
	for _, tt := range []struct {
		name, op string
		file     any
		want     string
	}{
		{"nothing", "addPart", blob(nil), "empty"},
		{"text", "addPart", blob([]byte("hello, this is no picture")), "unsupported_format"},
		{"half a picture", "addPart", blob(picture[:len(picture)/2]), "truncated"},
		{"a small picture", "addPart", blob(testpic.JPEG(testpic.Scene(300, 200), testpic.JPEGOptions{})), "too_small"},
		{"a wide picture", "addPart", blob(testpic.JPEGHeader(8001, 400)), "too_large"},
		{"a PDF as a picture", "addPart", blob(testpdf.New(1, testpdf.Options{})), "unsupported_format"},
		{"no Blob", "addPart", "text", "bad_option"},
		{"half a page", "uploadDocument", []any{blob(picture), blob(picture[:len(picture)/2])}, "truncated"},
		{"no list", "uploadDocument", blob(picture), "bad_option"},
		{"two PDFs", "uploadDocument", []any{blob(testpdf.New(1, testpdf.Options{})), blob(testpdf.New(1, testpdf.Options{}))}, "mixed_document"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t)
			p.open(t)
			requests := service(t)
			args := []any{key, "FRONT", tt.file}
			if tt.op == "uploadDocument" {
				args = []any{key, tt.file}
			}
			p.fails(t, tt.want, "", tt.op, args...)
			if len(*requests) != 0 {
				t.Errorf("requests: %v", *requests)
			}
		})
	}
}

func TestOperations(t *testing.T) {
	p := start(t)
	p.open(t)
	requests := service(t)
	picture := blob(testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{}))
	p.must(t, "updatePart", key, idCard+"/BACK", picture)
	p.must(t, "deletePart", key, "BACK")
	p.must(t, "uploadDocument", key, []any{blob(testpdf.New(2, testpdf.Options{}))}, eval("{step: undefined}"))
	p.must(t, "deletePages", key, map[string]any{"step": paper + "/DOCUMENT"})
	p.must(t, "finalize", key)
	want := []string{"PUT BACK Bearer id1", "DELETE BACK Bearer id1", "POST DOCUMENT Bearer paper1", "DELETE DOCUMENT Bearer paper1",
		"PUT 22222222-2222-4222-8222-222222222222 Bearer paper1"}
	if !slices.Equal(*requests, want) {
		t.Errorf("got  %v\nwant %v", *requests, want)
	}
	p.fails(t, "bad_option", "", "submitData", key, `{"firstName":"Ann"}`) // there is no DATA credential
	p.fails(t, "invalid_data", "frstName", "submitData", key, `{"frstName":"Ann"}`)
	for op, args := range map[string][]any{
		"addPart": {"FRONT", picture}, "deletePart": {"BACK"}, "submitData": {"{}"},
		"uploadDocument": {[]any{picture}}, "deletePages": {}, "finalize": {},
	} {
		args = slices.Concat([]any{key}, args, []any{map[string]any{"odd": 1}})
		p.fails(t, "bad_option", "odd", op, args...)
	}
}

func TestRenew_fromPage(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fresh any
		want  string // code
	}{
		{"by nobody", js.Null(), "expired"},
		{"by a fresh session", initWith("9"), ""},
		{"by nonsense", "{}", "invalid_session"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := start(t)
			p.open(t)
			p.fresh = js.ValueOf(tt.fresh)
			requests := service(t, answer(401, "{}"))
			_, failed := p.call(t, "deletePart", key, "FRONT")
			if (failed == nil) != (tt.want == "") || failed != nil && failed.code != tt.want {
				t.Errorf("got %+v, want %q", failed, tt.want)
			}
			if p.renewed != 1 {
				t.Errorf("asked %d times, want once", p.renewed)
			}
			if tt.want == "" && (*requests)[1] != "DELETE FRONT Bearer id9" {
				t.Errorf("got requests %v, want the second with the fresh token", *requests)
			}
		})
	}
}

func TestRetry_emitsEvent(t *testing.T) {
	p := start(t)
	p.open(t)
	service(t, answer(503, ""))
	p.kinds()
	p.must(t, "deletePart", key, "FRONT")
	if len(p.events) == 0 || p.events[0].kind != "retry" {
		t.Fatalf("got events %v, want a retry first", p.events)
	}
	detail := p.events[0].detail
	if got := detail.Get("operation").String() + " " + detail.Get("step").String() + " " + detail.Get("code").String(); got != "delete part "+idCard+"/FRONT server" || detail.Get("attempt").Int() != 1 || detail.Get("waitMs").Type() != js.TypeNumber {
		t.Errorf("got %s", asJSON(detail))
	}
}

func TestForget_closesSession(t *testing.T) {
	p := start(t)
	p.open(t)
	p.must(t, "forget", key)
	p.must(t, "forget", key)
	p.fails(t, "invalid_session", "", "finalize", key)
}

// TestAbort_emitsState: the request may have arrived, and
// the snapshot must know.
func TestAbort_emitsState(t *testing.T) {
	p := start(t)
	p.open(t)
	controller := js.Global().Get("AbortController").New()
	js.Global().Set("testController", controller)
	defer js.Global().Delete("testController")
	service(t, "(setTimeout(() => testController.abort()), new Promise(() => {}))")
	p.kinds()
	wantFailure(t, p.exports.Call("finalize", []any{key}, controller.Get("signal")), "aborted", "")
	if len(p.events) != 1 || !strings.Contains(p.events[0].detail.Get("snapshot").String(), `"finalizeLost":true`) {
		t.Errorf("got events %v, want a state that remembers the doubt", p.events)
	}
}
