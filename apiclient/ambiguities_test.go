//go:build !js

package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"testing/synctest"

	"credential-capture/fault"
	"credential-capture/test/must"
)

// Each of these tests is one decision of ambiguities.go.

func TestAmbiguities(t *testing.T) {
	ctx := context.Background()
	cut := fails(fault.Network)
	add := func(s *Session) error { _, err := s.AddPart(ctx, "FRONT", jpegOf("x"), nil); return err }
	update := func(s *Session) error { _, err := s.UpdatePart(ctx, "FRONT", jpegOf("x"), nil); return err }
	remove := func(s *Session) error { return s.DeletePart(ctx, "FRONT", nil) }
	data := func(s *Session) error {
		_, err := s.SubmitData(ctx, &PreparedData{FirstName: "Jane"}, nil)
		return err
	}
	document := func(s *Session) error {
		_, err := s.UploadDocument(ctx, "", []File{jpegOf("1"), jpegOf("2")}, nil)
		return err
	}
	pdf := func(s *Session) error {
		_, err := s.UploadDocument(ctx, "", []File{{Type: "application/pdf", Content: Bytes("x")}}, nil)
		return err
	}
	clear := func(s *Session) error { return s.DeletePages(ctx, "", nil) }
	end := func(s *Session) error { return s.Finalize(ctx) }

	type calls []func(*Session) error
	for _, tt := range []struct {
		name    string
		calls   calls
		replies []reply
		want    []fault.Code // of each call
		sent    string
	}{
		{"a part that is there is replaced", calls{add}, []reply{status(409), status(200)},
			[]fault.Code{""}, "POST FRONT, PUT FRONT"},
		{"its lost answer, then 409", calls{add}, []reply{cut, status(409), status(200)},
			[]fault.Code{""}, "POST FRONT, POST FRONT, PUT FRONT"},
		{"its lost answer as a 5xx, then 409", calls{add}, []reply{status(502), status(409), status(200)},
			[]fault.Code{""}, "POST FRONT, POST FRONT, PUT FRONT"},
		{"a 409 that PUT doesn't resolve", calls{add}, []reply{status(409), status(409)},
			[]fault.Code{fault.Conflict}, "POST FRONT, PUT FRONT"},
		{"the PUT is made again too", calls{add}, []reply{status(409), status(503), status(200)},
			[]fault.Code{""}, "POST FRONT, PUT FRONT, PUT FRONT"},
		{"an update's 409 stands", calls{update}, []reply{status(409)},
			[]fault.Code{fault.Conflict}, "PUT FRONT"},
		{"data that is there is replaced", calls{data}, []reply{status(409), status(200)},
			[]fault.Code{""}, "POST PREPARED_DATA, PUT PREPARED_DATA"},

		{"a delete that the browser has repeated", calls{add, remove}, []reply{status(200), status(404)},
			[]fault.Code{"", ""}, "POST FRONT, DELETE FRONT"},
		{"a delete of nothing", calls{remove}, []reply{status(404)},
			[]fault.Code{fault.NotFound}, "DELETE FRONT"},
		{"a delete whose answer was lost", calls{remove}, []reply{cut, status(404)},
			[]fault.Code{""}, "DELETE FRONT, DELETE FRONT"},
		{"a delete that failed for good, made again", calls{remove, remove}, []reply{cut, cut, cut, cut, status(404)},
			[]fault.Code{fault.Network, ""}, "DELETE FRONT, DELETE FRONT, DELETE FRONT, DELETE FRONT, DELETE FRONT"},
		{"408 was not carried out", calls{remove}, []reply{status(408), status(404)},
			[]fault.Code{fault.NotFound}, "DELETE FRONT, DELETE FRONT"},

		{"a document whose answer was lost", calls{document}, []reply{cut, status(200), status(200)},
			[]fault.Code{""}, "POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT"},
		{"a document that hadn't arrived", calls{document}, []reply{cut, status(404), status(200)},
			[]fault.Code{""}, "POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT"},
		{"a document throttled", calls{document}, []reply{status(429), status(200)},
			[]fault.Code{""}, "POST DOCUMENT, POST DOCUMENT"},
		{"a document's 409 stands", calls{document}, []reply{status(409)},
			[]fault.Code{fault.Conflict}, "POST DOCUMENT"},
		{"a delete that isn't possible", calls{document}, []reply{cut, status(405)},
			[]fault.Code{fault.Rejected}, "POST DOCUMENT, DELETE DOCUMENT"},
		{"more pages whose answer was lost", calls{document, document}, []reply{status(200), cut},
			[]fault.Code{"", fault.Conflict}, "POST DOCUMENT, POST DOCUMENT"},
		{"in doubt until deleted", calls{document, document, document, clear, document}, []reply{status(200), cut, status(200), status(200)},
			[]fault.Code{"", fault.Conflict, fault.Conflict, "", ""}, "POST DOCUMENT, POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT"},
		{"a document that failed for good, made again", calls{document, document},
			[]reply{cut, status(200), cut, status(200), cut, status(200), cut, status(404), status(200)},
			[]fault.Code{fault.Network, ""},
			"POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT"},

		{"pages that the browser has repeated", calls{document}, []reply{pages(4), status(200), pages(2)},
			[]fault.Code{""}, "POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT"},
		{"a service that counts differently", calls{document}, []reply{pages(3), status(200), pages(3)},
			[]fault.Code{""}, "POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT"},
		{"as many pages as were sent", calls{document, document}, []reply{pages(2), pages(4)},
			[]fault.Code{"", ""}, "POST DOCUMENT, POST DOCUMENT"},
		{"more pages that the browser has repeated", calls{document, document, document, clear}, []reply{pages(2), pages(6), status(200)},
			[]fault.Code{"", fault.Conflict, fault.Conflict, ""}, "POST DOCUMENT, POST DOCUMENT, DELETE DOCUMENT"},
		{"a PDF's pages", calls{pdf}, []reply{pages(30)}, []fault.Code{""}, "POST DOCUMENT"},

		{"a finalize whose answer was lost", calls{end}, []reply{cut, status(409)},
			[]fault.Code{""}, "PUT " + executionID + ", PUT " + executionID},
		{"a finalize that the browser has repeated", calls{end}, []reply{status(409)},
			[]fault.Code{""}, "PUT " + executionID},
		{"a finalize too early", calls{end}, []reply{status(400)},
			[]fault.Code{fault.Rejected}, "PUT " + executionID},
		{"a finalize that failed for good, made again", calls{end, end}, []reply{cut, cut, cut, cut, status(409)},
			[]fault.Code{fault.Network, ""},
			"PUT " + executionID + ", PUT " + executionID + ", PUT " + executionID + ", PUT " + executionID + ", PUT " + executionID},
		{"a finalize twice", calls{end, end}, []reply{status(200)},
			[]fault.Code{"", ""}, "PUT " + executionID},
		{"a finalize throttled", calls{end}, []reply{status(429), status(400)},
			[]fault.Code{fault.Rejected}, "PUT " + executionID + ", PUT " + executionID},
		{"a finalize lost, then throttled", calls{end}, []reply{cut, status(429), status(200)},
			[]fault.Code{""}, "PUT " + executionID + ", PUT " + executionID + ", PUT " + executionID},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, srv := open(t, Config{}, tt.replies...)
				for i, call := range tt.calls {
					err := call(s)
					wantCode(t, err, tt.want[i])
				}
				wantRequests(t, srv, tt.sent)
			})
		})
	}
}

// pages answers with a document of so many pages.
func pages(n int) reply {
	list := map[string]string{}
	for i := range n {
		list[strconv.Itoa(i+1)] = api + "/api/v1/page"
	}
	b, _ := json.Marshal(map[string]any{"api": map[string]any{"parts": map[string]any{"document": list}}})
	return status(200, string(b))
}

func TestAddPart_repeatsSameBytesAsPUT(t *testing.T) {
	s, srv := open(t, Config{}, status(409), status(200))
	answer := must.Get(s.AddPart(t.Context(), "FRONT", jpegOf("the picture"), nil))(t)
	if srv.got[0].body != srv.got[1].body || srv.got[0].contentType != srv.got[1].contentType {
		t.Error("POST and PUT differ")
	}
	if answer.Method != methodPut || answer.Attempts != 2 {
		t.Errorf("answer %+v", answer)
	}
}

// TestFinalize_refusedAfterLostAnswer: after a lost answer a refusal proves nothing, and asking for
// a fresh session would start an empty workflow beside the finalized one.
func TestFinalize_refusedAfterLostAnswer(t *testing.T) {
	for _, refusal := range []int{400, 401, 403, 404, 410} {
		synctest.Test(t, func(t *testing.T) {
			renewed := false
			s, _ := open(t, Config{Renew: func(context.Context) ([]byte, error) {
				renewed = true
				return []byte(initOf(otherExecution, "-1")), nil
			}}, fails(fault.Network), status(refusal))
			err := s.Finalize(t.Context())
			wantCode(t, err, codeOf(refusal))
			if detail(err, "uncertain") != true {
				t.Errorf("%d: not uncertain: %v", refusal, err)
			}
			if renewed {
				t.Errorf("%d: the session was renewed", refusal)
			}
		})
	}
}

func TestSnapshot_keepsUncertainty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, _ := open(t, Config{MaxAttempts: 1}, fails(fault.Network), fails(fault.Network))
		files := []File{jpegOf("1")}
		_, err := first.UploadDocument(t.Context(), "", files, nil)
		wantCode(t, err, fault.Network)
		wantCode(t, first.Finalize(t.Context()), fault.Network)

		srv := &service{t: t, replies: []reply{status(404), status(200), status(409)}}
		next := openInit(t, Config{Transport: srv}, string(first.Snapshot()))
		must.Get(next.UploadDocument(t.Context(), "", files, nil))(t)
		must.Succeed(t, next.Finalize(t.Context()))
		wantRequests(t, srv, "DELETE DOCUMENT, POST DOCUMENT, PUT "+executionID)
	})
}

// TestUploadDocument_cancelledIsUncertain: what was cancelled half-way may have arrived.
func TestUploadDocument_cancelledIsUncertain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s, srv := open(t, Config{}, func(ctx context.Context, _ *Request) (*Response, error) {
			cancel()
			<-ctx.Done()
			return nil, ctx.Err()
		}, status(200), status(200))
		files := []File{jpegOf("1")}
		if _, err := s.UploadDocument(ctx, "", files, nil); err == nil {
			t.Fatal("no error")
		}
		must.Get(s.UploadDocument(t.Context(), "", files, nil))(t)
		wantRequests(t, srv, "POST DOCUMENT, DELETE DOCUMENT, POST DOCUMENT")
	})
}

func TestPartHref(t *testing.T) {
	for _, tt := range []struct {
		name string
		part Part
		link link
		want string
	}{
		{"one", "FRONT", link{href: "a"}, "a"},
		{"numbered", "FRONT", link{pages: map[string]string{"1": "a"}}, "a"},
		{"the lowest number", "FRONT", link{pages: map[string]string{"10": "c", "2": "b", "x": "a"}}, "b"},
		{"none", "FRONT", link{}, ""},
		{"a document's one", "DOCUMENT", link{href: "a"}, "a"},
		{"a document's pages", "DOCUMENT", link{pages: map[string]string{"1": "https://h/parts/DOCUMENT/1"}}, ""},
		{"pages that name the document", "DOCUMENT", link{pages: map[string]string{"1": "https://h/parts/DOCUMENT"}}, "https://h/parts/DOCUMENT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := partHref(tt.part, tt.link); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestFinalized_sendsNothing calls every operation after Finalize, also in a session that is
// restored: no byte is sent, and the error is that of the service.
func TestFinalized_sendsNothing(t *testing.T) {
	s, srv := open(t, Config{}, rotates("SELFIE-1"), status(200))
	add(t, s, "FACE")
	must.Succeed(t, s.Finalize(t.Context()))
	restored := openInit(t, Config{Transport: srv}, string(s.Snapshot()))
	sent := srv.requests()
	for _, s := range []*Session{s, restored} {
		for name, call := range map[string]func() error{
			"add":    func() error { _, err := s.AddPart(t.Context(), PartFront, jpegOf("x"), nil); return err },
			"update": func() error { _, err := s.UpdatePart(t.Context(), PartFace, jpegOf("x"), nil); return err },
			"delete": func() error { return s.DeletePart(t.Context(), PartFace, nil) },
		} {
			err := call()
			wantCode(t, err, fault.Conflict)
			var e *fault.Error
			if !errors.As(err, &e) || e.Status != 409 {
				t.Errorf("%s: %v has no status", name, err)
			}
		}
	}
	if got := srv.requests(); got != sent {
		t.Errorf("after the end the requests are %s, want %s", got, sent)
	}
}
