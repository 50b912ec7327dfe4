package sandbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"credential-capture/internal/sandbox"
	"credential-capture/test/testpic"
)

func TestParts_lifecycle(t *testing.T) {
	_, w := opened(t, sandbox.Options{}, all)
	for _, step := range []struct {
		method, classifier string
		width, status      int
		held               []string
	}{
		{"DELETE", "FRONT", 0, 404, nil},
		{"POST", "FRONT", 400, 200, []string{"FRONT/0 image/jpeg 400x300 1"}},
		{"POST", "FRONT", 401, 409, []string{"FRONT/0 image/jpeg 400x300 1"}},
		{"PUT", "FRONT", 402, 200, []string{"FRONT/0 image/jpeg 402x300 1"}},
		{"PUT", "BACK", 403, 200, []string{"FRONT/0 image/jpeg 402x300 1", "BACK/0 image/jpeg 403x300 1"}},
		{"POST", "BACK", 404, 409, []string{"FRONT/0 image/jpeg 402x300 1", "BACK/0 image/jpeg 403x300 1"}},
		{"PUT", "FRONT", 8001, 400, []string{"FRONT/0 image/jpeg 402x300 1", "BACK/0 image/jpeg 403x300 1"}},
		{"DELETE", "FRONT", 0, 200, []string{"BACK/0 image/jpeg 403x300 1"}},
		{"DELETE", "FRONT", 0, 404, []string{"BACK/0 image/jpeg 403x300 1"}},
		{"POST", "FRONT", 405, 200, []string{"FRONT/0 image/jpeg 405x300 1", "BACK/0 image/jpeg 403x300 1"}},
	} {
		if step.method == "DELETE" {
			w.send("DELETE", "ID", step.classifier, "", nil).want(t, step.status)
		} else {
			w.upload(step.method, "ID", step.classifier, jpegOf(step.width, 300)).want(t, step.status)
		}
		if got := held(w); !slices.Equal(got, step.held) {
			t.Errorf("after %s %s: %v, want %v", step.method, step.classifier, got, step.held)
		}
	}
}

func TestParts_answers(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	added := w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200)
	base := "http://sandbox.example" + w.path()
	for want, path := range map[string][]string{
		w.account:              {"account", "id"},
		w.execution:            {"workflowExecution", "id"},
		w.credentials["ID"].id: {"credential", "id"},
		base:                   {"api", "workflowExecution"},
		"http://sandbox.example" + w.partPath("ID", "FRONT"): {"api", "parts", "front"},
		"http://sandbox.example" + w.partPath("ID", "BACK"):  {"api", "parts", "back"},
		in.clock.Now().Format(time.RFC3339Nano):              {"timestamp"},
	} {
		if got := added.member(path...); got != want {
			t.Errorf("%v is %v, want %s", path, got, want)
		}
	}
	updated := w.upload("PUT", "ID", "FRONT", jpegOf(401, 300)).want(t, 200)
	if a, b := added.member("part", "id"), updated.member("part", "id"); a == nil || b == nil || a == b {
		t.Errorf("the ids of the parts are %v and %v", a, b)
	}
	deleted := w.send("DELETE", "ID", "FRONT", "", nil).want(t, 200)
	if part := deleted.member("part"); part != nil {
		t.Errorf("a deletion answers with the part %v", part)
	}
	refused := w.send("DELETE", "ID", "FRONT", "", nil).want(t, 404)
	for _, name := range []string{"title", "status", "detail"} {
		if refused.member(name) == nil {
			t.Errorf("the refusal has no %s: %s", name, refused)
		}
	}
	for _, r := range []reply{added, refused} {
		if r.header.Get("Content-Type") != "application/json" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("got the headers %v", r.header)
		}
	}
}

// TestFinalize_requiredParts: without each part in turn.
func TestFinalize_requiredParts(t *testing.T) {
	in := newService(t, sandbox.Options{})
	for _, tt := range []struct {
		name, credentials string
		parts             []string
	}{
		{"card", `[{"category":"ID","type":"ID_CARD"}]`, []string{"ID/FRONT", "ID/BACK"}},
		{"ID of no type", `[{"category":"ID"}]`, []string{"ID/FRONT"}},
		{"passport", `[{"category":"ID","type":"PASSPORT"}]`, []string{"ID/FRONT"}},
		{"selfie", `[{"category":"SELFIE"}]`, []string{"SELFIE/FACE"}},
		{"facemap", `[{"category":"FACEMAP"}]`, []string{"FACEMAP/FACE"}},
		{"document", `[{"category":"DOCUMENT"}]`, []string{"DOCUMENT/DOCUMENT"}},
		{"data", `[{"category":"DATA"}]`, []string{"DATA/PREPARED_DATA"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := in.open(tt.credentials)
			var token string
			for i, part := range tt.parts {
				category, classifier, _ := strings.Cut(part, "/")
				r := w.finalize(w.credentials[category].token).want(t, 400)
				if detail, _ := r.member("detail").(string); strings.Count(detail, classifier) < 1 {
					t.Errorf("%q doesn't name %v", detail, tt.parts[i:])
				}
				if classifier == "PREPARED_DATA" {
					w.send("POST", category, classifier, "application/json", []byte(`{"firstName":"a"}`)).want(t, 200)
				} else {
					w.upload("POST", category, classifier, jpegOf(400, 300)).want(t, 200)
				}
				token = w.credentials[category].token
			}
			w.finalize(token).want(t, 200)
		})
	}
}

func TestFinalize_isFinal(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	w.complete()
	before := held(w)
	in.do(request{method: "PUT", path: w.path(), token: "abc"}).want(t, 401)
	r := w.finalize(w.credentials["DATA"].token).want(t, 200)
	if r.member("workflowExecution", "id") != w.execution {
		t.Errorf("got %s", r)
	}
	w.finalize(w.credentials["DATA"].token).want(t, 409)
	w.finalize(w.credentials["ID"].token).want(t, 409)
	w.upload("POST", "ID", "FRONT", jpegOf(500, 300)).want(t, 409)
	w.upload("PUT", "ID", "FRONT", jpegOf(500, 300)).want(t, 409)
	w.upload("POST", "DOCUMENT", "DOCUMENT", jpegOf(500, 300)).want(t, 409)
	w.send("PUT", "DATA", "PREPARED_DATA", "application/json", []byte(`{"firstName":"b"}`)).want(t, 409)
	w.send("DELETE", "ID", "FRONT", "", nil).want(t, 409)
	w.send("DELETE", "DOCUMENT", "DOCUMENT", "", nil).want(t, 409)
	if got := held(w); !slices.Equal(got, before) {
		t.Errorf("got %v, want %v", got, before)
	}
	if r := w.retrieve(""); r.member("finalized") != true {
		t.Errorf("got %s", r)
	}
}

func TestRetrieve_status(t *testing.T) {
	in := newService(t, sandbox.Options{})
	status := func(w *workflow) any {
		t.Helper()
		return w.retrieve("/status").want(t, 200).member("workflowExecution", "status")
	}
	is := func(w *workflow, want string) {
		t.Helper()
		if got := status(w); got != want {
			t.Errorf("the status is %v, want %s", got, want)
		}
	}
	w := in.open(all)
	is(w, "INITIATED")
	w.complete() // at the very same time
	is(w, "ACQUIRED")
	in.clock.advance(15 * time.Minute)
	is(w, "ACQUIRED")
	in.clock.advance(1)
	is(w, "SESSION_EXPIRED")

	w = in.open(all)
	w.complete()
	w.finalize(w.credentials["ID"].token).want(t, 200)
	is(w, "PROCESSED")
	in.clock.advance(time.Hour / 2)
	is(w, "PROCESSED")

	short := []byte(swap(t, string(order(all)), `{`, `{"tokenLifetime":"5m",`))
	w = in.opened(create(in, short))
	in.clock.advance(5*time.Minute + 1)
	is(w, "TOKEN_EXPIRED")
}

func TestRetrieve_bytes(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	front := testpic.JPEG(testpic.Scene(320, 200), testpic.JPEGOptions{EXIF: true})
	png, document := testpic.PNG(testpic.Scene(320, 200), testpic.PNGOptions{}), pdf(2)
	w.upload("POST", "ID", "FRONT", front).want(t, 200)
	w.upload("POST", "SELFIE", "FACE", png).want(t, 200)
	w.upload("POST", "DOCUMENT", "DOCUMENT", document).want(t, 200)
	list := w.retrieve("").want(t, 200).member("credentials").([]any)
	want := map[string][]byte{"FRONT": front, "FACE": png, "DOCUMENT": document}
	for _, c := range list {
		for _, entry := range c.(map[string]any)["parts"].([]any) {
			p := entry.(map[string]any)
			path := strings.TrimPrefix(p["href"].(string), "http://sandbox.example")
			r := in.do(request{method: "GET", path: path, token: in.access}).want(t, 200)
			sum := sha256.Sum256(r.body)
			classifier := p["classifier"].(string)
			if !bytes.Equal(r.body, want[classifier]) || p["sha256"] != hex.EncodeToString(sum[:]) || p["bytes"] != float64(len(r.body)) {
				t.Errorf("%s: %d bytes, the list says %v", classifier, len(r.body), p)
			}
			if r.header.Get("Content-Type") != p["type"] || r.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: got the headers %v", classifier, r.header)
			}
			in.do(request{method: "GET", path: path, token: w.credentials["ID"].token}).want(t, 401)
			delete(want, classifier)
		}
	}
	if len(want) != 0 {
		t.Errorf("these aren't listed: %v", len(want))
	}
	for _, path := range []string{w.partPath("ID", "BACK"), w.partPath("DOCUMENT", "DOCUMENT") + "/2",
		w.partPath("DOCUMENT", "DOCUMENT") + "/0", w.partPath("DOCUMENT", "DOCUMENT") + "/x"} {
		in.do(request{method: "GET", path: path, token: in.access}).want(t, 404)
	}
}

// TestContents: the content without an access token.
func TestContents(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200)
	contents, ok := in.s.Contents(w.execution, func(credential, classifier string, page int) string {
		return credential + "/" + classifier
	})
	first := contents["credentials"].([]map[string]any)[0]["parts"].([]map[string]any)[0]
	if !ok || first["href"] != w.credentials["ID"].id+"/FRONT" {
		t.Errorf("got %v", first)
	}
	if _, ok := in.s.Contents(w.account, nil); ok {
		t.Error("an unknown id has contents")
	}
}
