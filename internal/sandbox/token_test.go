package sandbox_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"credential-capture/internal/sandbox"
)

// front sends a front with a token.
func (w *workflow) front(method, token string) reply {
	w.in.t.Helper()
	kind, body := multipartOf(jpegOf(400, 300))
	return w.in.do(request{method: method, path: w.partPath("ID", "FRONT"), token: token, kind: kind, body: body})
}

func TestToken_rotation(t *testing.T) {
	_, w := opened(t, sandbox.Options{}, all)
	seen := map[string]bool{w.credentials["ID"].token: true}
	for _, step := range []struct {
		method, category, classifier string
		status                       int
	}{
		{"POST", "ID", "FRONT", 200},
		{"POST", "ID", "FRONT", 409},
		{"PUT", "ID", "FRONT", 200},
		{"PUT", "ID", "BACK", 200},
		{"DELETE", "ID", "BACK", 200},
		{"DELETE", "ID", "BACK", 404},
	} {
		before := w.credentials["ID"].token
		r := w.upload(step.method, step.category, step.classifier, jpegOf(400, 300)).want(t, step.status)
		if step.status != 200 {
			if r.token() != "" || w.credentials["ID"].token != before {
				t.Errorf("%s %s: a refusal has a token", step.method, step.classifier)
			}
			continue
		}
		if r.token() == "" || seen[r.token()] {
			t.Errorf("%s %s: the token is not new", step.method, step.classifier)
		}
		seen[r.token()] = true
	}
}

// TestToken_validUntilSuccessorIsUsed: the answer with the successor may be lost.
func TestToken_validUntilSuccessorIsUsed(t *testing.T) {
	_, w := opened(t, sandbox.Options{}, all)
	first := w.credentials["ID"].token
	second := w.front("POST", first).want(t, 200).token() // lost
	w.front("POST", first).want(t, 409)                   // so the client tries again
	third := w.front("PUT", first).want(t, 200).token()   // and replaces, which is no use of a successor:
	w.front("PUT", second).want(t, 401)                   // nobody can have this one,
	fourth := w.front("PUT", first).want(t, 200).token()  // and this answer arrives
	w.front("PUT", third).want(t, 401)

	fifth := w.front("PUT", fourth).want(t, 200).token()
	w.front("PUT", first).want(t, 401)
	w.front("PUT", fourth).want(t, 200)
	w.front("PUT", fifth).want(t, 401)
}

// TestToken_refusalCountsAsUse: a client that presents the successor has received it.
func TestToken_refusalCountsAsUse(t *testing.T) {
	in := newService(t, sandbox.Options{})
	for _, tt := range []struct {
		name   string
		use    func(w *workflow, token string) reply
		status int
	}{
		{"409", func(w *workflow, token string) reply { return w.front("POST", token) }, 409},
		{"finalize", func(w *workflow, token string) reply { return w.finalize(token) }, 400},
		{"wrong classifier", func(w *workflow, token string) reply {
			return in.do(request{method: "DELETE", path: w.partPath("ID", "FACE"), token: token})
		}, 400},
		{"another credential", func(w *workflow, token string) reply {
			return in.do(request{method: "DELETE", path: w.partPath("SELFIE", "FACE"), token: token})
		}, 403},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := in.open(all)
			first := w.credentials["ID"].token
			second := w.front("POST", first).want(t, 200).token()
			tt.use(w, second).want(t, tt.status)
			w.front("PUT", first).want(t, 401)
			w.front("PUT", second).want(t, 200)
		})
	}
}

// TestToken_lostAnswerOfDeletion: the repeated request gets 404.
func TestToken_lostAnswerOfDeletion(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200)
	gone := request{method: "DELETE", path: w.partPath("ID", "FRONT"), token: w.credentials["ID"].token}
	in.do(gone).want(t, 200)
	in.do(gone).want(t, 404)
}

func TestToken_expiry(t *testing.T) {
	atEnd(t, sandbox.Options{SessionIdle: time.Hour}, 30*time.Minute, 401, func(_ *service, w *workflow) reply {
		return w.upload("POST", "ID", "FRONT", jpegOf(400, 300))
	})
	t.Run("the one that was used keeps its own end", func(t *testing.T) {
		in, w := opened(t, sandbox.Options{SessionIdle: time.Hour}, all)
		first := w.credentials["ID"].token
		in.clock.advance(20 * time.Minute)
		second := w.front("POST", first).want(t, 200).token()
		in.clock.advance(10*time.Minute + 1)
		w.front("PUT", first).want(t, 401)
		w.front("PUT", second).want(t, 200)
	})
	t.Run("expired by a test", func(t *testing.T) {
		in, w := opened(t, sandbox.Options{}, all)
		first := w.credentials["ID"].token
		second := w.front("POST", first).want(t, 200).token()
		if !in.s.Expire(w.execution) {
			t.Fatal("there is no such execution")
		}
		w.front("PUT", first).want(t, 401)
		w.front("PUT", second).want(t, 401)
	})
}

func TestSession_idle(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	in.clock.advance(15 * time.Minute)
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200)
	in.clock.advance(15 * time.Minute) // from the last use, of any credential
	w.upload("POST", "SELFIE", "FACE", jpegOf(400, 300)).want(t, 200)
	in.clock.advance(15*time.Minute + 1)
	w.upload("POST", "ID", "BACK", jpegOf(400, 300)).want(t, 401)
	w.finalize(w.credentials["ID"].token).want(t, 401)
}

// TestAuthorize: foreign tokens and paths.
func TestAuthorize(t *testing.T) {
	in := newService(t, sandbox.Options{})
	w, other := in.open(all), in.open(all)
	own := w.credentials["ID"].token
	part := w.partPath("ID", "FRONT")
	for _, tt := range []struct {
		name, path, token, agent string
		status                   int
	}{
		{"no token", part, "", "Test/1.0", 401},
		{"unknown token", part, "abc", "Test/1.0", 401},
		{"access token", part, in.access, "Test/1.0", 401},
		{"of another credential", part, w.credentials["SELFIE"].token, "Test/1.0", 403},
		{"of another workflow", part, other.credentials["ID"].token, "Test/1.0", 403},
		{"no user agent", part, own, "", 403},
		{"account is no UUID", swap(t, part, w.account, "1"), own, "Test/1.0", 400},
		{"execution is no UUID", swap(t, part, w.execution, "1"), own, "Test/1.0", 400},
		{"credential is no UUID", swap(t, part, w.credentials["ID"].id, "1"), own, "Test/1.0", 400},
		{"UUID as a URN", swap(t, part, w.execution, "urn:uuid:"+w.execution), own, "Test/1.0", 400},
		{"unknown account", swap(t, part, w.account, uuid.NewString()), own, "Test/1.0", 404},
		{"unknown execution", swap(t, part, w.execution, uuid.NewString()), own, "Test/1.0", 404},
		{"unknown credential", swap(t, part, w.credentials["ID"].id, uuid.NewString()), own, "Test/1.0", 404},
		{"account of another", swap(t, part, w.account, other.account), own, "Test/1.0", 404},
		{"part of another category", swap(t, part, "FRONT", "FACE"), own, "Test/1.0", 400},
		{"unknown part", swap(t, part, "FRONT", "SIDE"), own, "Test/1.0", 400},
		{"part in small letters", swap(t, part, "FRONT", "front"), own, "Test/1.0", 400},
		{"document of an ID", swap(t, part, "FRONT", "DOCUMENT"), own, "Test/1.0", 400},
		{"data of an ID", swap(t, part, "FRONT", "PREPARED_DATA"), own, "Test/1.0", 400},
		{"no part", swap(t, part, "/FRONT", ""), own, "Test/1.0", 404},
		{"page of a part", part + "/1", own, "Test/1.0", 405},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kind, body := multipartOf(jpegOf(400, 300))
			for _, method := range []string{"POST", "PUT", "DELETE"} {
				in.do(request{method: method, path: tt.path, token: tt.token, kind: kind, body: body,
					header: map[string]string{"User-Agent": tt.agent}}).want(t, tt.status)
			}
		})
	}
	if got := held(w); len(got) != 0 {
		t.Errorf("%v arrived", got)
	}
	w.front("POST", own).want(t, 200)
}
