package gateway

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"credential-capture/internal/middleware"
	"credential-capture/internal/observe"
)

// sessionTimeout is for a token and an account, each of which may be tried twice.
const sessionTimeout = 60 * time.Second

// openFunc opens an account for the body of POST /session. Its error may be a *middleware.Refusal.
type openFunc func(ctx context.Context, r *http.Request, body []byte) (answer []byte, err error)

// Session answers POST /session with what a browser needs of the account's creation. The
// page says which credentials it wants, which suits development: in production the
// integrator's back end decides.
func Session(u *Upstream) http.Handler { return middleware.SameOrigin(session(u, u.openRequested)) }

// session is Session without the check of the origin.
func session(u *Upstream, open openFunc) http.Handler {
	return middleware.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", "POST")
			return middleware.Refuse(http.StatusMethodNotAllowed, "only POST")
		}
		body, err := middleware.ReadJSON(w, r)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(r.Context(), sessionTimeout)
		defer cancel()
		answer, err := open(ctx, r, body)
		var execution string
		if err == nil {
			from := u.API
			if from == "" {
				plain := *r
				plain.TLS = nil // a handler in this process doesn't see it
				from = middleware.Origin(&plain)
			}
			answer, execution, err = sanitizeSession(answer, hrefRewriter{from, u.pageOrigin(r)})
		}
		if err != nil {
			return u.sessionError(w, r, err)
		}
		r.SetPathValue("execution", execution) // for the log
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(answer)
		return nil
	})
}

// sessionError returns a refusal without the reason why there is no session, and logs the
// reason.
func (u *Upstream) sessionError(w http.ResponseWriter, r *http.Request, err error) error {
	var refused *middleware.Refusal
	var s *statusError
	if errors.As(err, &refused) {
		return err
	}
	if errors.Is(r.Context().Err(), context.Canceled) {
		return nil // the client has left
	}
	kind := errorKind(err)
	u.metrics.Upstream("account", kind)
	reason := reasonOf(err)
	if call := (*callError)(nil); errors.As(err, &call) {
		reason = call.name + ": " + reason
	}
	slog.Error("session", "id", observe.ID(r.Context()), "kind", kind, "reason", reason)
	if errors.As(err, &s) && (s.status == http.StatusTooManyRequests || s.status == http.StatusServiceUnavailable) {
		w.Header().Set("Retry-After", cmp.Or(s.retryAfter, "5"))
		return middleware.Refuse(http.StatusServiceUnavailable, "the API is too busy for a session")
	}
	return middleware.Refuse(http.StatusBadGateway, "the API gave no session")
}

// sessionRequest is the body of POST /session; {} stands for defaultCredentials.
type sessionRequest struct {
	Credentials []credentialRequest `json:"credentials"`
}

type credentialRequest struct {
	Category string `json:"category"`
	Country  choice `json:"country,omitzero"` // ISO 3166-1 alpha-3
	Type     choice `json:"type,omitzero"`    // such as PASSPORT, or UB for a utility bill
}

var (
	defaultCredentials = []credentialRequest{
		{Category: "ID", Type: choice{"ID_CARD"}}, {Category: "SELFIE"}, {Category: "DOCUMENT", Type: choice{"UB"}}, {Category: "DATA"},
	}
	categories = []string{"ID", "SELFIE", "FACEMAP", "DOCUMENT", "DATA"}
)

// choice is one value, or several of which the person has one: "AUT" or
// {"values": ["AUT", "DEU"]}, as in the API.
type choice []string

func (c *choice) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*c = choice{one}
		return nil
	}
	var several struct{ Values []string }
	err := json.Unmarshal(b, &several)
	*c = several.Values
	return err
}

func (c choice) MarshalJSON() ([]byte, error) {
	if len(c) == 1 {
		return json.Marshal(c[0])
	}
	return json.Marshal(map[string][]string{"values": c})
}

func (c choice) within(maxValues, maxLen int) bool {
	return len(c) <= maxValues && !slices.ContainsFunc(c, func(s string) bool { return len(s) > maxLen })
}

// openRequested opens an account with the credentials that the page asks for.
func (u *Upstream) openRequested(ctx context.Context, r *http.Request, body []byte) ([]byte, error) {
	q, err := parseSessionRequest(body)
	if err != nil {
		return nil, err
	}
	return u.openAccount(ctx, r.Host, "", q.account(u.workflowDefinitionID))
}

func parseSessionRequest(b []byte) (q sessionRequest, err error) {
	if !decodeObject(b, &q) {
		return q, middleware.Refuse(http.StatusBadRequest, `the body must be {} or {"credentials": [{"category", "country", "type"}]}`)
	}
	if q.Credentials == nil {
		q.Credentials = defaultCredentials
	}
	if n := len(q.Credentials); n == 0 || n > 10 {
		return q, middleware.Refuse(http.StatusBadRequest, "1 to 10 credentials")
	}
	for _, c := range q.Credentials {
		if !slices.Contains(categories, c.Category) || !c.Country.within(300, 3) || !c.Type.within(30, 30) {
			return q, middleware.Refuse(http.StatusBadRequest, "a credential's category, country or type is not known")
		}
	}
	return q, nil
}

// account is the body of an account's creation.
func (q sessionRequest) account(workflow json.Number) []byte {
	b, err := json.Marshal(map[string]any{
		"customerInternalReference": uuid.NewString(),
		"workflowDefinition":        map[string]any{"key": workflow, "credentials": q.Credentials},
		"tokenLifetime":             "30m",
	})
	if err != nil {
		panic(err) // impossible: strings and a number
	}
	return b
}

// atEnd reports whether a decoder has nothing left but white space.
func atEnd(d *json.Decoder) bool {
	_, err := d.Token()
	return err == io.EOF
}
