package apiclient_test

import (
	"context"
	"errors"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/test/must"
)

// These tests run the client against the API as internal/sandbox keeps it, over
// net/http natively and over fetch in the browser.

// wantFault checks code and status; status 0 means that no answer was involved.
func wantFault(t *testing.T, err error, code fault.Code, status int) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Code != code || e.Status != status {
		t.Errorf("got %v, want %s with status %d", err, code, status)
	}
}

func TestSandbox_wholeFlow(t *testing.T) {
	in := newIntegrator(t)
	tokens := 0
	s := in.session(apiclient.Config{OnToken: func(string) { tokens++ }})
	ctx, sums := t.Context(), map[string]string{}
	add := func(part apiclient.Part, name string) {
		t.Helper()
		var sent, total int64
		answer, err := s.AddPart(ctx, part, picture(t, name, sums), &apiclient.CallOptions{
			OnProgress: func(s, of int64) { sent, total = s, of },
		})
		must.Succeed(t, err)
		if answer.Part == "" || !answer.Step.Done || answer.Step.Part != part || answer.Attempts < 1 || sent != total || total == 0 {
			t.Errorf("answer %+v, progress %d of %d", answer, sent, total)
		}
	}
	document := func(names ...string) {
		t.Helper()
		var files []apiclient.File
		for _, name := range names {
			files = append(files, picture(t, name, sums))
		}
		must.Get(s.UploadDocument(ctx, "", files, nil))(t)
	}

	add("FRONT", "front")
	add("BACK", "wrong back")
	must.Get(s.UpdatePart(ctx, "BACK", picture(t, "back", sums), nil))(t)
	add("FACE", "wrong face")
	must.Succeed(t, s.DeletePart(ctx, "FACE", nil))
	wantFault(t, s.Finalize(ctx), fault.Rejected, 400) // parts are missing
	add("FACE", "face")
	document("wrong page")
	must.Succeed(t, s.DeletePages(ctx, "", nil))
	document("page 1", "page 2")
	document("page 3")
	data, err := apiclient.ParsePreparedData([]byte(`{"firstName":"Jane","address":{"country":"AT"},"bank":{"amount":19.99},
		"business":{"kybCapabilities":["ADVERSE_MEDIA"]}}`))
	must.Succeed(t, err)
	_, err = s.SubmitData(ctx, data, nil)
	must.Succeed(t, err)
	for _, st := range s.Steps() {
		if !st.Done {
			t.Errorf("%s isn't done", st.ID)
		}
	}
	must.Succeed(t, s.Finalize(ctx))
	must.Succeed(t, s.Finalize(ctx))

	got := in.arrived(s)
	if want := "FRONT:front BACK:back FACE:face DOCUMENT:page 1 DOCUMENT:page 2 DOCUMENT:page 3"; got.parts(sums) != want {
		t.Errorf("arrived %s\nwant    %s", got.parts(sums), want)
	}
	if !got.Finalized || got.Credentials[3].Data["firstName"] != "Jane" {
		t.Errorf("arrived %+v", got)
	}
	if tokens < 10 {
		t.Errorf("the token changed %d times: does the sandbox rotate it?", tokens)
	}
	_, err = s.AddPart(ctx, "FRONT", picture(t, "late", sums), nil)
	wantFault(t, err, fault.Conflict, 409)
}

func TestSandbox_addPartReplaces(t *testing.T) {
	in := newIntegrator(t)
	s, sums := in.session(apiclient.Config{}), map[string]string{}
	for _, name := range []string{"first", "second"} {
		answer := must.Get(s.AddPart(t.Context(), "FRONT", picture(t, name, sums), nil))(t)
		if want := map[string]string{"first": "POST", "second": "PUT"}[name]; answer.Method != want {
			t.Errorf("the %s was sent by %s, want %s", name, answer.Method, want)
		}
	}
	if got := in.arrived(s).parts(sums); got != "FRONT:second" {
		t.Errorf("arrived %s", got)
	}
}

func TestSandbox_refusals(t *testing.T) {
	in := newIntegrator(t)
	s, ctx := in.session(apiclient.Config{}), t.Context()
	junk := apiclient.File{Type: "image/jpeg", Content: apiclient.Bytes("no picture")}
	_, err := s.AddPart(ctx, "FRONT", junk, nil)
	wantFault(t, err, fault.Rejected, 415)
	_, err = s.AddPart(ctx, "FRONT", junk, &apiclient.CallOptions{OnProgress: func(int64, int64) {}})
	wantFault(t, err, fault.Rejected, 415)
	wantFault(t, s.DeletePart(ctx, "FRONT", nil), fault.NotFound, 404)
	wantFault(t, s.DeletePages(ctx, "", nil), fault.NotFound, 404)
	var e *fault.Error
	if errors.As(err, &e); e.Details["reason"] == nil {
		t.Errorf("the service's words are lost: %+v", e)
	}
}

// TestSandbox_lostAnswer: the repetition of a POST that had arrived is answered 409, and
// becomes a PUT of the same bytes: with the token that was used before, because the
// answer that was lost had the next one.
func TestSandbox_lostAnswer(t *testing.T) {
	for _, tt := range []struct {
		name string
		send func(s *apiclient.Session, f apiclient.File) (*apiclient.Answer, error)
		want string // arrived
	}{
		{"part", func(s *apiclient.Session, f apiclient.File) (*apiclient.Answer, error) {
			return s.AddPart(t.Context(), "FRONT", f, nil)
		}, "FRONT:picture"},
		{"part with progress", func(s *apiclient.Session, f apiclient.File) (*apiclient.Answer, error) {
			return s.AddPart(t.Context(), "FRONT", f, &apiclient.CallOptions{OnProgress: func(int64, int64) {}})
		}, "FRONT:picture"},
		{"data", func(s *apiclient.Session, _ apiclient.File) (*apiclient.Answer, error) {
			return s.SubmitData(t.Context(), &apiclient.PreparedData{FirstName: "Jane"}, nil)
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in, tokens, sums := newIntegrator(t), 0, map[string]string{}
			s := in.session(apiclient.Config{
				OnToken: func(string) { tokens++ },
				Renew: func(context.Context) ([]byte, error) {
					t.Error("a fresh session is asked for")
					return nil, nil
				},
			})
			began := execution(t, s)
			in.inject(s, "POST", "", `"drop":"answer"`)
			answer := must.Get(tt.send(s, picture(t, "picture", sums)))(t)
			// Chromium may have repeated the request by itself, unseen.
			if answer.Method != "PUT" || answer.Attempts < 2 || tokens != 1 || !answer.Step.Done {
				t.Errorf("got %+v with %d new tokens", answer, tokens)
			}
			got := in.arrived(s)
			if got.parts(sums) != tt.want || execution(t, s) != began {
				t.Errorf("arrived %s, want %s", got.parts(sums), tt.want)
			}
			if data := got.Credentials[3].Data; tt.want == "" && data["firstName"] != "Jane" {
				t.Errorf("arrived %v", data)
			}
		})
	}
}

func TestSandbox_expiredSession(t *testing.T) {
	in := newIntegrator(t)
	ctx, sums := t.Context(), map[string]string{}
	left := in.session(apiclient.Config{})
	in.expire(left)
	_, err := left.AddPart(ctx, "FRONT", picture(t, "x", sums), nil)
	wantFault(t, err, fault.Unauthorized, 401)

	nothing := in.session(apiclient.Config{Renew: func(context.Context) ([]byte, error) { return nil, nil }})
	in.expire(nothing)
	_, err = nothing.AddPart(ctx, "FRONT", picture(t, "x", sums), nil)
	wantFault(t, err, fault.Expired, 0)

	asked := 0
	s := in.session(apiclient.Config{Renew: func(context.Context) ([]byte, error) {
		asked++
		return in.open(), nil
	}})
	before := execution(t, s)
	in.expire(s)
	_, err = s.AddPart(ctx, "FRONT", picture(t, "front", sums), nil)
	must.Succeed(t, err)
	if asked != 1 || execution(t, s) == before {
		t.Errorf("asked %d times, execution %s", asked, execution(t, s))
	}
	if got := in.arrived(s).parts(sums); got != "FRONT:front" {
		t.Errorf("arrived %s", got)
	}
}

func TestSandbox_snapshot(t *testing.T) {
	in := newIntegrator(t)
	s, ctx, sums := in.session(apiclient.Config{}), t.Context(), map[string]string{}
	for _, part := range []apiclient.Part{"FRONT", "BACK", "FACE"} {
		must.Get(s.AddPart(ctx, part, picture(t, string(part), sums), nil))(t)
		s = in.resume(apiclient.Config{}, s.Snapshot()) // the page is loaded again
	}
	for i, want := range []bool{true, true, true, false, false} {
		if st := s.Steps()[i]; st.Done != want {
			t.Errorf("%+v, want done %v", st, want)
		}
	}
	if got := in.arrived(s).parts(sums); got != "FRONT:FRONT BACK:BACK FACE:FACE" {
		t.Errorf("arrived %s", got)
	}
}
