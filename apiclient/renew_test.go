//go:build !js

package apiclient

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/fault"
	"credential-capture/test/must"
)

// integratorServer returns fresh sessions and counts the calls.
type integratorServer struct {
	init  string
	err   error
	asked int
}

func (h *integratorServer) renew(context.Context) ([]byte, error) {
	h.asked++
	return []byte(h.init), h.err
}

func TestRenew(t *testing.T) {
	for _, tt := range []struct {
		name    string
		server  integratorServer
		replies []reply
		want    fault.Code
		tokens  string
	}{
		{"401", integratorServer{init: initOf(executionID, "-1")}, []reply{status(401), status(200)}, "", "SELFIE-0 SELFIE-1"},
		{"410", integratorServer{init: initOf(executionID, "-1")}, []reply{status(410), status(200)}, "", "SELFIE-0 SELFIE-1"},
		{"another workflow", integratorServer{init: initOf(otherExecution, "-1")}, []reply{status(401), status(200)}, "", "SELFIE-0 SELFIE-1"},
		{"refused again", integratorServer{init: initOf(executionID, "-1")}, []reply{status(401), status(401)}, fault.Unauthorized, "SELFIE-0 SELFIE-1"},
		{"then a 5xx", integratorServer{init: initOf(executionID, "-1")}, []reply{status(401), status(500), status(200)}, "", "SELFIE-0 SELFIE-1 SELFIE-1"},
		{"after a 5xx", integratorServer{init: initOf(executionID, "-1")}, []reply{status(500), status(401), status(200)}, "", "SELFIE-0 SELFIE-0 SELFIE-1"},
		{"no fresh session", integratorServer{}, []reply{status(401)}, fault.Expired, "SELFIE-0"},
		{"a failing Renew", integratorServer{err: errors.New("no")}, []reply{status(401)}, fault.Expired, "SELFIE-0"},
		{"nonsense", integratorServer{init: "<html>"}, []reply{status(401)}, fault.InvalidSession, "SELFIE-0"},
		{"a session that lacks a credential", integratorServer{init: credentialJSON(`"category":"ID","api":{"token":"t"}`)}, []reply{status(401)}, fault.InvalidSession, "SELFIE-0"},
		{"a session of another API", integratorServer{init: strings.ReplaceAll(initOf(executionID, "-1"), api, "https://evil.example")}, []reply{status(401)}, fault.Forbidden, "SELFIE-0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, srv := open(t, Config{Renew: tt.server.renew}, tt.replies...)
				_, err := upload(t.Context(), s)
				wantCode(t, err, tt.want)
				if got := srv.tokens(); got != tt.tokens {
					t.Errorf("tokens %s, want %s", got, tt.tokens)
				}
				if tt.server.asked != 1 {
					t.Errorf("the session was renewed %d times", tt.server.asked)
				}
			})
		})
	}
}

func TestRenew_sameWorkflowKeepsSteps(t *testing.T) {
	h := &integratorServer{init: initOf(executionID, "-1")}
	var renewed []string
	s, srv := open(t, Config{Renew: h.renew, OnToken: func(id string) { renewed = append(renewed, id) }},
		status(200), status(401), status(200))
	add(t, s, "FRONT", "FACE")
	if steps := s.Steps(); !steps[0].Done || steps[1].Done || !steps[2].Done {
		t.Errorf("steps %+v", steps)
	}
	if len(renewed) != 4 {
		t.Errorf("OnToken was called for %v, want all four credentials", renewed)
	}
	wantRequests(t, srv, "POST FRONT, POST FACE, POST FACE")
}

func TestRenew_acceptsFormerStepIDs(t *testing.T) {
	const fresh = "88888888-8888-4888-8888-888888888888"
	h := &integratorServer{init: strings.ReplaceAll(initOf(executionID, "-1"), selfie, fresh)}
	s, srv := open(t, Config{Renew: h.renew}, status(401), status(200), status(200), status(200))
	for _, id := range []string{selfie, fresh, selfie} {
		answer := must.Get(s.AddPart(t.Context(), Part(id)+"/FACE", jpegOf("x"), nil))(t)
		if answer.Step.Credential != fresh {
			t.Errorf("by %s: step %+v", id, answer.Step)
		}
	}
	if got, want := srv.last().path, partPath(accountID, executionID, fresh, "FACE"); got != want {
		t.Errorf("sent to %s, want %s", got, want)
	}
}

// TestRenew_intoAnotherWorkflow: there, nothing has been done yet. What stands
// alone goes on; what builds on what was left behind says so.
func TestRenew_intoAnotherWorkflow(t *testing.T) {
	ctx := context.Background()
	files := []File{jpegOf("x")}
	fresh := strings.NewReplacer(selfie, "88888888-8888-4888-8888-888888888888").Replace(initOf(otherExecution, "-1"))
	for _, tt := range []struct {
		name    string
		call    func(s *Session) error
		replies []reply // after the one that a first document got, and the 401
		want    fault.Code
		sent    string
	}{
		{"add", func(s *Session) error { _, err := upload(ctx, s); return err }, []reply{status(200)}, "", "POST FACE, POST FACE"},
		{"add by the old step", func(s *Session) error { _, err := s.AddPart(ctx, selfie+"/FACE", files[0], nil); return err },
			[]reply{status(200)}, "", "POST FACE, POST FACE"},
		{"update has nothing to update", func(s *Session) error { _, err := s.UpdatePart(ctx, "FACE", files[0], nil); return err },
			[]reply{status(200)}, "", "PUT FACE, POST FACE"},
		{"delete has nothing to delete", func(s *Session) error { return s.DeletePart(ctx, "FACE", nil) }, nil, "", "DELETE FACE"},
		{"more pages lack the first", func(s *Session) error { _, err := s.UploadDocument(ctx, "", files, nil); return err },
			nil, fault.Expired, "POST DOCUMENT"},
		{"finalize would finalize nothing", func(s *Session) error { return s.Finalize(ctx) }, nil, fault.Expired, "PUT " + executionID},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := &integratorServer{init: fresh}
			s, srv := open(t, Config{Renew: h.renew}, append([]reply{status(200), status(401)}, tt.replies...)...)
			must.Get(s.UploadDocument(ctx, "", files, nil))(t)
			err := tt.call(s)
			if tt.want != "" {
				wantCode(t, err, tt.want)
				if detail(err, "replaced") != true {
					t.Errorf("it doesn't say that the workflow is another: %v", err)
				}
			} else if err != nil {
				t.Error(err)
			}
			wantRequests(t, srv, "POST DOCUMENT, "+tt.sent)
			if s.Steps()[3].Done {
				t.Error("the document of the old workflow is done in the new one")
			}
			if len(tt.replies) > 0 && !strings.Contains(srv.last().path, otherExecution) {
				t.Errorf("the last request went to %s", srv.last().path)
			}
		})
	}
}

func TestRenew_concurrentCallsShareOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		s, srv := open(t, Config{Renew: func(context.Context) ([]byte, error) {
			asked++
			time.Sleep(time.Second) // of the bubble's clock
			return []byte(initOf(executionID, "-1")), nil
		}}, status(401), status(401), status(401), status(200), status(200), status(200))
		var wg sync.WaitGroup
		for _, target := range []Part{"FRONT", "FACE"} {
			wg.Go(func() {
				add(t, s, target)
			})
		}
		wg.Go(func() {
			if _, err := s.SubmitData(t.Context(), &PreparedData{FirstName: "Jane"}, nil); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if asked != 1 {
			t.Errorf("the session was renewed %d times", asked)
		}
		for _, r := range srv.got[3:] {
			if !strings.HasSuffix(r.token, "-1") {
				t.Errorf("%v with %s", r, r.token)
			}
		}
	})
}

func TestRenew_cancelledIsRepeatedByOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		s, _ := open(t, Config{Renew: func(ctx context.Context) ([]byte, error) {
			if asked++; asked == 1 {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return []byte(initOf(executionID, "-1")), nil
		}}, status(401), status(401), status(200))
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := s.AddPart(ctx, "FRONT", jpegOf("x"), nil); !errors.Is(err, context.Canceled) {
				t.Errorf("the cancelled one: %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if _, err := upload(t.Context(), s); err != nil {
				t.Errorf("the other: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		wg.Wait()
		if asked != 2 {
			t.Errorf("the session was renewed %d times, want once by each", asked)
		}
	})
}

// TestRenew_ignoresTokenOfEarlierRequest: its token is older than the renewal's, and what
// it did, it did to a workflow that nobody will finalize.
func TestRenew_ignoresTokenOfEarlierRequest(t *testing.T) {
	for _, tt := range []struct {
		name, fresh, sent string
		replies           int
	}{
		{"the same workflow", initOf(executionID, "-1"), "POST FACE, POST FRONT, POST FRONT, POST FACE", 2},
		{"another workflow", initOf(otherExecution, "-1"), "POST FACE, POST FRONT, POST FRONT, POST FACE, POST FACE", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &integratorServer{init: tt.fresh}
				late := func(context.Context, *Request) (*Response, error) {
					time.Sleep(time.Minute) // of the bubble's clock
					return &Response{Status: 200, Body: []byte(`{"api":{"token":"SELFIE-old"}}`)}, nil
				}
				replies := []reply{late, status(401)}
				for range tt.replies {
					replies = append(replies, status(200))
				}
				s, srv := open(t, Config{Renew: h.renew}, replies...)
				var wg sync.WaitGroup
				wg.Go(func() {
					if _, err := upload(t.Context(), s); err != nil {
						t.Error(err)
					}
				})
				synctest.Wait()
				add(t, s, "FRONT")
				wg.Wait()
				if _, err := upload(t.Context(), s); err != nil {
					t.Error(err)
				}
				wantRequests(t, srv, tt.sent)
				if got := srv.last().token; got != "SELFIE-1" {
					t.Errorf("token %s, want the renewal's", got)
				}
				if steps := s.Steps(); !steps[0].Done || !steps[2].Done {
					t.Errorf("steps %+v", steps)
				}
			})
		})
	}
}
