package devserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"credential-capture/internal/observe"
)

// order is the body of POST /session: {} asks for the default workflow.
type order struct {
	Credentials []orderedCredential `json:"credentials"`
}

type orderedCredential struct {
	Category string `json:"category"`
	Country  choice `json:"country,omitzero"` // ISO 3166-1 alpha-3
	Type     choice `json:"type,omitzero"`    // such as PASSPORT, or UB for a utility bill
}

// choice is one value, or several of which the person has one: "AUT" or
// {"values": ["AUT", "DEU"]}, as the API takes them.
type choice []string

func (c *choice) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*c = choice{one}
		return nil
	}
	var several struct{ Values []string }
	if err := json.Unmarshal(b, &several); err != nil {
		return err
	}
	*c = several.Values
	return nil
}

func (c choice) MarshalJSON() ([]byte, error) {
	if len(c) == 1 {
		return json.Marshal(c[0])
	}
	return json.Marshal(map[string][]string{"values": c})
}

// within reports whether there are no more than most values, none longer than long.
func (c choice) within(most, long int) bool {
	return len(c) <= most && !slices.ContainsFunc(c, func(s string) bool { return len(s) > long })
}

// everything is the default workflow: one credential of each kind.
var everything = []orderedCredential{
	{Category: "ID", Type: choice{"ID_CARD"}},
	{Category: "SELFIE"},
	{Category: "DOCUMENT", Type: choice{"UB"}},
	{Category: "DATA"},
}

var categories = []string{"ID", "SELFIE", "FACEMAP", "DOCUMENT", "DATA"}

// Session answers POST /session with what a browser needs of the account's creation.
// Without a template the page says what it asks for: that is for development. A real
// service knows who asks, and decides itself.
func Session(u *Upstream, byTemplate *accounts) http.Handler {
	return SameOrigin(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", "POST")
			problem(w, http.StatusMethodNotAllowed, "only POST")
			return
		}
		body, refused, detail := readBody(w, r)
		if refused != 0 {
			problem(w, refused, detail)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), sessionTime)
		defer cancel()
		open := u.openOrdered
		if byTemplate != nil {
			open = byTemplate.open
		}
		created, refused, detail, err := open(ctx, r.Host, r, body)
		if refused != 0 {
			problem(w, refused, detail)
			return
		}
		from := u.API
		if from == "" {
			from = "http://" + r.Host // the sandbox in this process isn't told of TLS
		}
		var execution string
		if err == nil {
			created, execution, err = narrow(created, mover{from, u.pageOf(r)})
		}
		if err != nil {
			u.gaveNoSession(w, r, err)
			return
		}
		r.SetPathValue("execution", execution) // for the log
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(created)
	}))
}

// sessionTime is for a token and an account, each of which may be tried twice.
const sessionTime = 60 * time.Second

// gaveNoSession says to the page that there is none, and to the log why.
func (u *Upstream) gaveNoSession(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(r.Context().Err(), context.Canceled) {
		return // nobody waits for it
	}
	kind := kindOf(err)
	u.metrics.Upstream("account", kind)
	slog.Error("session", "id", observe.ID(r.Context()), "kind", kind, "error", err)
	var refused *refusal
	if errors.As(err, &refused) && refused.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "5")
		problem(w, http.StatusServiceUnavailable, "the API gave no session, because too many ask")
		return
	}
	problem(w, http.StatusBadGateway, "the API gave no session")
}

// openOrdered opens what the page asks for.
func (u *Upstream) openOrdered(ctx context.Context, host string, _ *http.Request, body []byte) (answer []byte, refused int, detail string, err error) {
	o, refused, detail := readOrder(body)
	if refused != 0 {
		return nil, refused, detail, nil
	}
	answer, err = u.Create(ctx, host, o.creation(u))
	return answer, 0, "", err
}

// origin is the page's own.
func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// moveHrefs replaces an origin in JSON by another. Some writers of JSON escape the
// slashes.
func moveHrefs(json []byte, from, to string) []byte {
	for _, slash := range []string{"/", `\/`} {
		old, by := strings.ReplaceAll(from+"/", "/", slash), strings.ReplaceAll(to+"/", "/", slash)
		json = bytes.ReplaceAll(json, []byte(old), []byte(by))
	}
	return json
}

// readBody reads the body. A refusal is a status, with words on what is wrong.
func readBody(w http.ResponseWriter, r *http.Request) (b []byte, refused int, detail string) {
	// A form of another site can't send this type without asking first (CORS).
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, http.StatusBadRequest, "Content-Type must be application/json"
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, http.StatusRequestEntityTooLarge, "the body is over 64 KiB"
	case err != nil:
		return nil, http.StatusBadRequest, "the body was cut"
	}
	return b, 0, ""
}

// readOrder reads what the page asks for.
func readOrder(b []byte) (o order, refused int, detail string) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	// One object and nothing after it; null would be taken for an empty one.
	if d.Decode(&o) != nil || d.Decode(new(any)) != io.EOF || !bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		return o, http.StatusBadRequest, `the body must be {} or {"credentials": [{"category", "country", "type"}]}`
	}
	if o.Credentials == nil {
		o.Credentials = everything
	}
	if n := len(o.Credentials); n == 0 || n > 10 {
		return o, http.StatusBadRequest, "1 to 10 credentials"
	}
	for _, c := range o.Credentials {
		if !slices.Contains(categories, c.Category) || !c.Country.within(300, 3) || !c.Type.within(30, 30) {
			return o, http.StatusBadRequest, "a credential's category, country or type is not known"
		}
	}
	return o, 0, ""
}

// creation is the body that the API is sent.
func (o order) creation(u *Upstream) []byte {
	b, err := json.Marshal(map[string]any{
		"customerInternalReference": uuid.NewString(),
		"workflowDefinition":        map[string]any{"key": u.workflowDefinitionID, "credentials": o.Credentials},
		"tokenLifetime":             "30m",
	})
	if err != nil {
		panic(err) // strings and a number: it can't fail
	}
	return b
}
