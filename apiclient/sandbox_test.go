package apiclient_test

import (
	"errors"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/test/must"
)

// wantFault checks code and status; status 0 means that no answer was involved.
func wantFault(t *testing.T, err error, code fault.Code, status int) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Code != code || e.Status != status {
		t.Errorf("got %v, want %s with status %d", err, code, status)
	}
}

// TestSandbox_wholeFlow runs the client against internal/sandbox, over net/http natively and
// over fetch and XMLHttpRequest in the browser. The fault matrix has what goes wrong.
func TestSandbox_wholeFlow(t *testing.T) {
	in := newIntegrator(t)
	tokens := 0
	client := must.Get(apiclient.New(apiclient.Config{Transport: in.tr, OnToken: func(string) { tokens++ }}))(t)
	s := must.Get(client.Session(in.open()))(t)
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
