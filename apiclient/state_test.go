//go:build !js

package apiclient

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/fault"
	"credential-capture/test/must"
)

func TestToken_newestIsUsed(t *testing.T) {
	var renewed []string
	s, srv := open(t, Config{OnToken: func(id string) { renewed = append(renewed, id) }},
		rotates("ID-1"), rotates("SELFIE-1"), rotates("ID-1"), status(200, `{"api":{"token":"bad token"}}`), status(200))
	add(t, s, "FRONT", "FACE", "BACK", "FRONT", "BACK")
	if got, want := srv.tokens(), "ID-0 SELFIE-0 ID-1 ID-1 ID-1"; got != want {
		t.Errorf("tokens %s, want %s", got, want)
	}
	if want := idCard + " " + selfie; strings.Join(renewed, " ") != want {
		t.Errorf("OnToken was called for %v, want each change once: %s", renewed, want)
	}
}

func TestToken_ofOtherCredentialIsIgnored(t *testing.T) {
	s, srv := open(t, Config{},
		status(200, `{"credential":{"id":"`+selfie+`"},"api":{"token":"not-yours"}}`),
		status(200, `{"credential":{"id":"`+strings.ToUpper(idCard)+`"},"api":{"token":"ID-1"}}`), status(200))
	for range 3 {
		add(t, s, "FRONT")
	}
	if got, want := srv.tokens(), "ID-0 ID-0 ID-1"; got != want {
		t.Errorf("tokens %s, want %s", got, want)
	}
}

func TestFinalize_usesLastTouchedCredential(t *testing.T) {
	s, srv := open(t, Config{}, rotates("SELFIE-1"), rotates("ID-1"), status(200))
	add(t, s, "FACE", "FRONT")
	must.Succeed(t, s.Finalize(t.Context()))
	last := srv.last()
	if last.token != "ID-1" || last.path != executionPath(accountID, executionID) || last.body != "" || last.contentType != "" {
		t.Errorf("finalized by %+v", last)
	}
}

func TestHrefs_ofAnswersAreUsed(t *testing.T) {
	moved := executionPath(accountID, executionID) + "/moved"
	s, srv := open(t, Config{},
		status(200, fmt.Sprintf(`{"api":{"parts":{"back":%q,"next":"unknown"},"workflowExecution":%q}}`, api+moved+"/BACK", api+moved)),
		status(200), status(200), status(200))
	ctx := t.Context()
	add(t, s, "FRONT", "BACK", "FRONT")
	must.Succeed(t, s.Finalize(ctx))
	for i, want := range []string{
		partPath(accountID, executionID, idCard, "FRONT"), moved + "/BACK",
		partPath(accountID, executionID, idCard, "FRONT"), moved,
	} {
		if srv.got[i].path != want {
			t.Errorf("request %d went to %s, want %s", i+1, srv.got[i].path, want)
		}
	}
}

// TestHrefs_toOtherOriginAreIgnored: what was known before stays, so that one odd
// answer doesn't end a session; and nothing is sent elsewhere.
func TestHrefs_toOtherOriginAreIgnored(t *testing.T) {
	for _, href := range []string{"https://evil.example/api/v1/x", "https://api.example.com@evil.example/api/v1/x",
		"http://api.example.com/api/v1/x", api + ":444/api/v1/x", api + "/elsewhere"} {
		s, srv := open(t, Config{}, status(200, fmt.Sprintf(`{"api":{"parts":{"back":%q,"next":%q},"workflowExecution":%q}}`, href, href, href)),
			status(200), status(200), status(200))
		if _, err := s.AddPart(t.Context(), "FRONT", jpegOf("x"), nil); err != nil {
			t.Fatalf("%s: what was done is reported as failed: %v", href, err)
		}
		again := openInit(t, Config{Transport: srv}, string(s.Snapshot()))
		for _, s := range []*Session{s, again} {
			if _, err := s.AddPart(t.Context(), "BACK", jpegOf("x"), nil); err != nil {
				t.Errorf("%s: %v", href, err)
			}
		}
		if err := s.Finalize(t.Context()); err != nil {
			t.Errorf("%s: %v", href, err)
		}
		wantRequests(t, srv, "POST FRONT, POST BACK, POST BACK, PUT "+executionID)
	}
}

// TestHrefs_foreignPagesAreCountedOnly: the list says that pages are there.
func TestHrefs_foreignPagesAreCountedOnly(t *testing.T) {
	s, srv := open(t, Config{}, status(200, `{"api":{"parts":{"document":{"1":"https://evil.example/api/v1/parts/DOCUMENT"}}}}`), status(200))
	must.Get(s.UploadDocument(t.Context(), "", []File{jpegOf("x")}, nil))(t)
	must.Succeed(t, s.DeletePages(t.Context(), "", nil))
	wantRequests(t, srv, "POST DOCUMENT, DELETE DOCUMENT")
}

// TestHrefs_ofSnapshotToOtherOriginFail: an older version took such.
func TestHrefs_ofSnapshotToOtherOriginFail(t *testing.T) {
	s, _ := open(t, Config{})
	back := partPath(accountID, executionID, idCard, "BACK")
	snapshot := strings.Replace(string(s.Snapshot()), api+back, "https://evil.example"+back, 1)
	srv := &service{t: t}
	again := openInit(t, Config{Transport: srv}, snapshot)
	_, err := again.AddPart(t.Context(), "BACK", jpegOf("x"), nil)
	wantCode(t, err, fault.Forbidden)
	wantRequests(t, srv, "")
}

func TestHrefs_pagesDontReplaceDocument(t *testing.T) {
	srv := &service{t: t, replies: []reply{pages(1), pages(2), status(200)}}
	init := strings.Replace(initOf(executionID, "-0"), statement+"/parts/DOCUMENT", statement+"/parts/elsewhere", 1)
	s := openInit(t, Config{Transport: srv}, init)
	ctx := t.Context()
	for range 2 {
		must.Get(s.UploadDocument(ctx, "", []File{jpegOf("x")}, nil))(t)
	}
	must.Succeed(t, s.DeletePages(ctx, "", nil))
	wantRequests(t, srv, "POST elsewhere, POST elsewhere, DELETE elsewhere")
	if st := s.Steps()[3]; st.Done {
		t.Error("a document without pages is done")
	}
}

func TestSteps_addedByAnswers(t *testing.T) {
	init := credentialJSON(`"category":"ID","api":{"token":"t","parts":{"back":"` + api + `/api/v1/b"}}`)
	srv := &service{t: t, replies: []reply{status(200, `{"api":{"parts":{"front":"`+api+`/api/v1/f","face":7}}}`)}}
	s := openInit(t, Config{Transport: srv}, init)
	add(t, s, "BACK")
	steps := s.Steps()
	if len(steps) != 3 || steps[0].Part != "FRONT" || steps[0].Done || steps[1].Part != "BACK" || !steps[1].Done {
		t.Errorf("steps %+v", steps)
	}
}

func TestDelete_resetsStep(t *testing.T) {
	s, srv := open(t, Config{}, status(200, `{"part":{"id":"p-1"}}`), status(204))
	answer := must.Get(upload(t.Context(), s))(t)
	if answer.Part != "p-1" || !s.Steps()[2].Done {
		t.Errorf("answer %+v, steps %+v", answer, s.Steps())
	}
	must.Succeed(t, s.DeletePart(t.Context(), "FACE", nil))
	if s.Steps()[2].Done {
		t.Error("what was deleted is done")
	}
	if last := srv.last(); last.body != "" || last.contentType != "" {
		t.Errorf("a delete with a body: %+v", last)
	}
}

// TestCalls_onOneCredentialAreSerial: an overtaking call would use a token that has
// been replaced.
func TestCalls_onOneCredentialAreSerial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		busy := map[string]int{}
		maxAtOnce := map[string]int{}
		all := 0
		slow := func(ctx context.Context, r *Request) (*Response, error) {
			credential := r.Header["Authorization"][len("Bearer "):][:2]
			mu.Lock()
			busy[credential]++
			all++
			maxAtOnce[credential] = max(maxAtOnce[credential], busy[credential])
			maxAtOnce["all"] = max(maxAtOnce["all"], all)
			mu.Unlock()
			time.Sleep(time.Second) // of the bubble's clock
			mu.Lock()
			busy[credential]--
			all--
			mu.Unlock()
			return &Response{Status: 200}, nil
		}
		s, srv := open(t, Config{}, slow, slow, slow, slow, slow, slow)
		var wg sync.WaitGroup
		for _, target := range []Part{"FRONT", "BACK", "FRONT", "FACE", "FACE"} {
			wg.Go(func() {
				add(t, s, target)
			})
		}
		synctest.Wait()
		wg.Go(func() {
			if err := s.Finalize(t.Context()); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if maxAtOnce["ID"] != 1 || maxAtOnce["SE"] != 1 || maxAtOnce["all"] != 2 {
			t.Errorf("at most %v at a time, want 1 of each credential and 2 of all", maxAtOnce)
		}
		if last := srv.last(); last.method != methodPut {
			t.Errorf("finalize came before %v", last)
		}
	})
}

func TestCalls_cancelledWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, srv := open(t, Config{}, func(context.Context, *Request) (*Response, error) {
			time.Sleep(time.Minute) // of the bubble's clock
			return &Response{Status: 200}, nil
		}, status(200))
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := upload(t.Context(), s); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := upload(ctx, s); err == nil {
			t.Error("no error")
		}
		if err := s.Finalize(ctx); err == nil {
			t.Error("no error")
		}
		wg.Wait()
		if _, err := s.AddPart(t.Context(), "FRONT", jpegOf("x"), nil); err != nil {
			t.Errorf("finalize left a turn taken: %v", err)
		}
		wantRequests(t, srv, "POST FACE, POST FRONT")
	})
}

func TestCalls_credentialWithoutToken(t *testing.T) {
	init := strings.Replace(initOf(executionID, "-0"), `"token":"SELFIE-0",`, "", 1)
	srv := &service{t: t}
	s := openInit(t, Config{Transport: srv}, init)
	for _, st := range s.Steps() {
		if st.Credential == selfie {
			t.Errorf("step %+v can't be done from here", st)
		}
	}
	_, err := upload(t.Context(), s)
	wantCode(t, err, fault.BadOption)
}
