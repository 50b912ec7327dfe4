package sandbox_test

import (
	"testing"
	"time"

	"credential-capture/internal/sandbox"
)

// TestFaultsThatWouldNeverStrike has beside each fault that is refused the one that
// is taken and differs from it by as little as may be.
func TestFaultsThatWouldNeverStrike(t *testing.T) {
	type F = sandbox.Fault
	zero := time.Duration(0)
	for _, tt := range []struct {
		name       string
		bad, taken F
	}{
		{"an operation's name", F{Operation: "addpart", Status: 500}, F{Operation: "addPart", Status: 500}},
		{"a method that no operation has", F{Method: "PATCH", Status: 500}, F{Method: "PUT", Status: 500}},
		{"a method of another operation", F{Operation: "addPart", Method: "PUT", Status: 500}, F{Operation: "addPart", Method: "POST", Status: 500}},
		{"of one that has its own name", F{Operation: "deletePages", Method: "POST", Status: 500}, F{Operation: "deletePages", Method: "DELETE", Status: 500}},
		{"nothing to do", F{}, F{Latency: 1}},
		{"no end of times", F{Times: -1, Status: 500}, F{Times: 0, Status: 500}},
		{"status 199", F{Status: 199}, F{Status: 200}},
		{"status 600", F{Status: 600}, F{Status: 599}},
		{"back in time", F{Latency: -1}, F{Latency: 1}},
		{"a rate below nothing", F{Rate: -1}, F{Rate: 1}},
		{"a drop's point", F{Drop: "later"}, F{Drop: sandbox.After}},
		{"a point", F{At: "later", Status: 500}, F{At: sandbox.Done, Status: 500}},
		{"two points", F{At: sandbox.After, Drop: sandbox.Before}, F{At: sandbox.Before, Drop: sandbox.Before}},
		{"during no byte", F{Drop: sandbox.During}, F{Drop: sandbox.During, Bytes: 1}},
		{"bytes before", F{Drop: sandbox.Before, Bytes: 1}, F{Drop: sandbox.Before}},
		{"during no body", F{Operation: "finalize", Drop: sandbox.During, Bytes: 1}, F{Operation: "addPart", Drop: sandbox.During, Bytes: 1}},
		{"during no body, by method", F{Method: "DELETE", At: sandbox.During, Bytes: 1, Status: 500}, F{Method: "POST", At: sandbox.During, Bytes: 1, Status: 500}},
		{"a rate of no body", F{Operation: "deletePart", Rate: 1}, F{Operation: "updatePart", Rate: 1}},
		{"a status in the middle of an answer", F{At: sandbox.Middle, Status: 500}, F{Drop: sandbox.Middle}},
		{"tokens that it isn't asked for with", F{Operation: "createAccount", Expire: true}, F{Operation: "finalize", Expire: true}},
		{"a session that isn't begun", F{Operation: "retrieve", Idle: true}, F{Operation: "submitData", Idle: true}},
		{"an answer's name", F{Answer: "Huge"}, F{Answer: "huge"}},
		{"hrefs of an answer that isn't made", F{At: sandbox.After, Answer: "elsewhere"}, F{At: sandbox.Done, Answer: "elsewhere"}},
		{"hrefs of a refusal", F{Status: 500, Answer: "elsewhere"}, F{Status: 502, Answer: "html"}},
		{"a dropped status", F{Drop: sandbox.After, Status: 500}, F{At: sandbox.After, Status: 500}},
		{"a dropped answer", F{Drop: sandbox.Done, Answer: "huge"}, F{At: sandbox.Done, Answer: "huge"}},
		{"a dropped date", F{Drop: sandbox.Done, Skew: 1}, F{Drop: sandbox.Middle, Skew: 1}},
		{"later than what was never read", F{Drop: sandbox.Before, Late: 1}, F{Drop: sandbox.After, Late: 1}},
		{"before its time", F{Drop: sandbox.After, Late: -1}, F{Drop: sandbox.After, Late: 0}},
		{"when without what", F{Latency: 1, RetryAfter: "1"}, F{Status: 429, RetryAfter: "1"}},
		{"a date without what", F{Latency: 1, RetryIn: &zero}, F{Status: 429, RetryIn: &zero}},
		{"both forms of it", F{Status: 429, RetryAfter: "1", RetryIn: &zero}, F{Status: 429, RetryAfter: "1"}},
		{"a place of no redirect", F{Status: 400, Location: "/"}, F{Status: 399, Location: "/"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newService(t, sandbox.Options{})
			if in.s.Inject(tt.bad) == nil {
				t.Errorf("%+v is taken", tt.bad)
			}
			if n := in.s.Waiting(""); n != 0 {
				t.Errorf("%d strikes wait", n)
			}
			if err := in.s.Inject(tt.taken); err != nil {
				t.Errorf("%+v is refused: %v", tt.taken, err)
			}
			if n := in.s.Waiting(""); n != 1 {
				t.Errorf("%d strikes wait, want 1", n)
			}
		})
	}
}
