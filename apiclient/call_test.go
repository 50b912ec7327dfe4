//go:build !js

package apiclient

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"credential-capture/fault"
	"credential-capture/test/must"
)

// upload is the call that most tests make.
func upload(ctx context.Context, s *Session) (*Answer, error) {
	return s.AddPart(ctx, "FACE", jpegOf("face"), nil)
}

func TestCall_retries(t *testing.T) {
	for _, tt := range []struct {
		name    string
		replies []reply
		want    fault.Code // "" is success
		sent    int
		took    time.Duration // with half the longest jitter
	}{
		{"no need", []reply{status(200)}, "", 1, 0},
		{"created", []reply{status(201)}, "", 1, 0},
		{"network", []reply{fails(fault.Network), status(200)}, "", 2, 250 * time.Millisecond},
		{"unclassified", []reply{func(context.Context, *Request) (*Response, error) { return nil, errors.New("reset") }, status(200)},
			"", 2, 250 * time.Millisecond},
		{"5xx twice", []reply{status(500), status(503), status(200)}, "", 3, 750 * time.Millisecond},
		{"408", []reply{status(408), status(200)}, "", 2, 250 * time.Millisecond},
		{"429", []reply{status(429), status(200)}, "", 2, 250 * time.Millisecond},
		{"no answer", []reply{silent, status(200)}, "", 2, 60*time.Second + 250*time.Millisecond},
		{"5xx for ever", []reply{status(500), status(500), status(500), status(500)}, fault.Server, 4, 1750 * time.Millisecond},
		{"429 for ever", []reply{status(429), status(429), status(429), status(429)}, fault.RateLimited, 4, 1750 * time.Millisecond},
		{"cut for ever", []reply{fails(fault.Network), fails(fault.Network), fails(fault.Network), fails(fault.Network)}, fault.Network, 4, 1750 * time.Millisecond},
		{"never an answer", []reply{silent, silent, silent}, fault.Timeout, 3, 180 * time.Second},
		{"offline", []reply{fails(fault.Offline)}, fault.Offline, 1, 0},
		{"400", []reply{status(400)}, fault.Rejected, 1, 0},
		{"401 without Renew", []reply{status(401)}, fault.Unauthorized, 1, 0},
		{"410 without Renew", []reply{status(410)}, fault.Expired, 1, 0},
		{"a redirect", []reply{status(302)}, fault.Forbidden, 1, 0},
		{"a portal's page", []reply{status(200, "<html>")}, fault.BadResponse, 1, 0},
		{"a 4xx after a 5xx", []reply{status(500), status(400)}, fault.Rejected, 2, 250 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, srv := open(t, Config{}, tt.replies...)
				start := time.Now()
				answer, err := upload(t.Context(), s)
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if len(srv.got) != tt.sent {
					t.Errorf("%d requests, want %d", len(srv.got), tt.sent)
				}
				if tt.want != "" {
					wantCode(t, err, tt.want)
					return
				}
				must.Succeed(t, err)
				if answer.Attempts != tt.sent || answer.Method != methodPost || !answer.Step.Done || answer.Step.Part != "FACE" {
					t.Errorf("answer %+v", answer)
				}
			})
		})
	}
}

func TestCall_respectsRetryAfter(t *testing.T) {
	asks := func(value, date string) reply {
		return func(context.Context, *Request) (*Response, error) {
			return &Response{Status: 429, RetryAfter: value, Date: date}, nil
		}
	}
	for _, tt := range []struct {
		name  string
		reply reply
		want  time.Duration
	}{
		{"seconds", asks("7", ""), 7 * time.Second},
		{"a date", asks("Sun, 01 Mar 2026 10:00:09 GMT", "Sun, 01 Mar 2026 10:00:00 GMT"), 9 * time.Second},
		{"at most", asks("60", ""), time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var events []RetryEvent
				s, _ := open(t, Config{OnRetry: func(e RetryEvent) { events = append(events, e) }}, tt.reply, status(200))
				start := time.Now()
				must.Get(upload(t.Context(), s))(t)
				took := time.Since(start)
				if took < tt.want || took > tt.want+500*time.Millisecond {
					t.Errorf("waited %v, want %v and some jitter", took, tt.want)
				}
				want := RetryEvent{"add part", selfie + "/FACE", 1, took, fault.RateLimited}
				if len(events) != 1 || events[0] != want {
					t.Errorf("events %v, want %v", events, want)
				}
			})
		})
	}
}

// TestCall_failsIfWaitIsTooLong ends a call that would outlast its timeout, or MaxWait.
func TestCall_failsIfWaitIsTooLong(t *testing.T) {
	for _, seconds := range []int64{6, 61, 3600} {
		synctest.Test(t, func(t *testing.T) {
			config := Config{}
			if seconds == 6 {
				config.CallTimeout = 5 * time.Second
			}
			s, srv := open(t, config, func(context.Context, *Request) (*Response, error) {
				return &Response{Status: 503, RetryAfter: strconv.FormatInt(seconds, 10)}, nil
			})
			start := time.Now()
			_, err := upload(t.Context(), s)
			wantCode(t, err, fault.Server)
			if got := detail(err, "retryAfterMs"); got != seconds*1000 {
				t.Errorf("retryAfterMs = %v", got)
			}
			if time.Since(start) != 0 {
				t.Error("it waited")
			}
			wantRequests(t, srv, "POST FACE")
		})
	}
}

func TestCall_timeoutGrowsWithBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := open(t, Config{MaxAttempts: 1}, silent)
		start := time.Now()
		_, err := s.AddPart(t.Context(), "FACE", jpegOf(string(make([]byte, 1_000_000))), nil)
		wantCode(t, err, fault.Timeout)
		if got, want := time.Since(start), 80*time.Second; got != want {
			t.Errorf("gave up after %v, want %v: 60 s and 20 s for 1 MB", got, want)
		}
	})
}

func TestCall_returnsContextError(t *testing.T) {
	for _, tt := range []struct {
		name    string
		replies []reply
	}{
		{"during an attempt", []reply{silent}},
		{"during a wait", []reply{func(context.Context, *Request) (*Response, error) {
			return &Response{Status: 429, RetryAfter: "15"}, nil
		}}},
		{"an attempt that fails just then", []reply{func(ctx context.Context, _ *Request) (*Response, error) {
			<-ctx.Done()
			return nil, fault.New(fault.Network, "aborted")
		}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := open(t, Config{}, tt.replies...)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				_, err := upload(ctx, s)
				if !errors.Is(err, context.Canceled) || fault.CodeOf(err) != fault.Internal {
					t.Errorf("got %v, want context.Canceled and no code", err)
				}
				late, cancel := context.WithTimeout(t.Context(), 0)
				defer cancel()
				if _, err := upload(late, s); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, fault.Timeout) {
					t.Errorf("got %v, want the caller's own deadline", err)
				}
			})
		})
	}
}

func TestCall_endedContextSendsNothing(t *testing.T) {
	s, srv := open(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := upload(ctx, s); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := s.Finalize(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	wantRequests(t, srv, "")
	if cred, part, _ := s.target("FACE"); cred.step(part).Uncertain {
		t.Error("what was never sent is in doubt")
	}
}

func TestCall_progressRestartsPerAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		half := func(code int) reply {
			return func(_ context.Context, r *Request) (*Response, error) {
				r.OnProgress(1)
				r.OnProgress(1 << 40) // an engine that counts headers too
				return &Response{Status: code}, nil
			}
		}
		s, srv := open(t, Config{}, half(500), half(200))
		var seen [][2]int64
		_, err := s.AddPart(t.Context(), "FACE", jpegOf("face"), &CallOptions{
			OnProgress: func(sent, total int64) { seen = append(seen, [2]int64{sent, total}) },
		})
		must.Succeed(t, err)
		total := int64(len(srv.last().body))
		want := [][2]int64{{0, total}, {1, total}, {total, total}, {0, total}, {1, total}, {total, total}}
		if !slices.Equal(seen, want) {
			t.Errorf("got %v, want %v", seen, want)
		}
	})
}

func TestCodeOfStatus(t *testing.T) {
	for status, want := range map[int]fault.Code{
		301: fault.Forbidden, 302: fault.Forbidden, 307: fault.Forbidden, 399: fault.Forbidden,
		400: fault.Rejected, 401: fault.Unauthorized, 403: fault.Forbidden, 404: fault.NotFound,
		406: fault.Rejected, 408: fault.Timeout, 409: fault.Conflict, 410: fault.Expired,
		413: fault.TooLarge, 415: fault.Rejected, 422: fault.Rejected, 429: fault.RateLimited, 499: fault.Rejected,
		500: fault.Server, 502: fault.Server, 503: fault.Server, 504: fault.Server, 599: fault.Server,
		0: fault.BadResponse, 100: fault.BadResponse, 600: fault.BadResponse, -1: fault.BadResponse,
	} {
		if got := codeOf(status); got != want {
			t.Errorf("%d is %s, want %s", status, got, want)
		}
	}
}

func TestCheckSuccess(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       fault.Code
	}{
		{"whole", `{"timestamp":"x","api":{"token":"t"}}`, ""},
		{"empty", "", ""},
		{"blank", " \r\n", ""},
		{"an empty object", "{}", ""},
		{"unknown members", `{"a":[1,{"b":null}],"part":{}}`, ""},
		{"only unknown members", `{"a":[1,{"b":null}]}`, fault.BadResponse},
		{"a captive portal's JSON", `{"result":"ok","message":"please log in"}`, fault.BadResponse},
		{"one known member, and none of its use", `{"timestamp":null}`, ""},
		{"a member of a wrong type", `{"part":"x","api":{"token":"t"}}`, ""},
		{"broken", `{"api":`, fault.BadResponse},
		{"more after it", `{} {}`, fault.BadResponse},
		{"a list", `[]`, fault.BadResponse},
		{"null", `null`, fault.BadResponse},
		{"a captive portal's page", `<!doctype html><p>Accept our terms`, fault.BadResponse},
		{"not text", "\xff\xfe", fault.BadResponse},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := check(&Response{Status: 200, Body: []byte(tt.body)}, false, bearerToken{})
			if (err == nil) != (tt.want == "") || err != nil && (err.Code != tt.want || err.Status != 200) {
				t.Errorf("got %v, want code %q and status 200", err, tt.want)
			}
		})
	}
}

func TestCheck_ignoresMemberOfWrongType(t *testing.T) {
	a, err := check(&Response{Status: 201, Body: []byte(`{"part":7,"credential":{"id":[]},"api":{"token":"new"}}`)}, false, bearerToken{})
	if err != nil || a.token.reveal() != "new" {
		t.Errorf("got %v, token %q: a member after the wrong ones is lost", err, a.token.reveal())
	}
}

func TestReason(t *testing.T) {
	token, _ := newToken("s3cret")
	for _, tt := range []struct {
		name, body string
		private    bool
		want       any
	}{
		{"title and detail", `{"title":"Too Many Requests","status":429,"detail":"Request limit exceeded"}`, false,
			"Too Many Requests: Request limit exceeded"},
		{"message", `{"message":"No file"}`, false, "No file"},
		{"private", `{"title":"Bad Request","detail":"Jane is no name","message":"Jane"}`, true, "Bad Request"},
		{"private without a title", `{"detail":"Jane is no name"}`, true, nil},
		{"echoes the token", `{"title":"Unauthorized","detail":"s3cret has expired"}`, false, "Unauthorized"},
		{"control characters", `{"title":"a\u0000b\u202e\nc\td"}`, false, "ab c d"},
		{"nothing", `{}`, false, nil},
		{"not JSON", `<p>No`, false, nil},
		{"other types", `{"title":{"a":1}}`, false, nil},
		{"empty", ``, false, nil},
		{"just short enough", `{"title":"` + strings.Repeat("ä", maxReason) + `"}`, false, strings.Repeat("ä", maxReason)},
		{"just too long", `{"title":"` + strings.Repeat("ä", maxReason+1) + `"}`, false, strings.Repeat("ä", maxReason)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := check(&Response{Status: 400, Body: []byte(tt.body)}, tt.private, token)
			wantCode(t, err, fault.Rejected)
			if got := err.Details["reason"]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if s, ok := err.Details["reason"].(string); ok && !utf8.ValidString(s) {
				t.Errorf("%q is cut in a character", s)
			}
		})
	}
}
