package sandbox

import (
	"crypto/rand"
	"time"
)

// Options configures a Sandbox. The zero value of a member means its default.
type Options struct {
	// BaseURL begins every href, such as "http://127.0.0.1:8080". Default: scheme
	// and host of the request.
	BaseURL string
	// Origins may call from a page elsewhere (CORS): exact origins, or
	// "http://127.0.0.1:*" for any port of the loopback address. Default: none.
	Origins []string
	// ClientID and ClientSecret get OAuth2 tokens. Default: "sandbox" for both.
	ClientID, ClientSecret string
	// SessionIdle ends a session that nobody has touched. Default: 15 minutes.
	SessionIdle time.Duration
	// MaxExecutions are held at once; the oldest goes first. Default: 500.
	MaxExecutions int
	// MaxAccess OAuth2 tokens are good at once; the oldest ends first. Default: 10,000.
	MaxAccess int
	// MaxStored bytes are held in all. Workflows that have ended make room, oldest
	// first; when all live, more is answered with 507. Default: 1 GiB.
	MaxStored int64
	// MaxReading bytes of bodies are read at once, and no less than one body may have;
	// other requests wait. Who waits for half a minute is answered 503. Default: 128 MiB.
	MaxReading int64
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	if o.ClientID == "" {
		o.ClientID = "sandbox"
	}
	if o.ClientSecret == "" {
		o.ClientSecret = "sandbox"
	}
	if o.SessionIdle == 0 {
		o.SessionIdle = 15 * time.Minute
	}
	if o.MaxExecutions == 0 {
		o.MaxExecutions = 500
	}
	if o.MaxAccess == 0 {
		o.MaxAccess = 10_000
	}
	if o.MaxStored == 0 {
		o.MaxStored = 1 << 30
	}
	if o.MaxReading == 0 {
		o.MaxReading = 128 << 20
	}
	o.MaxReading = max(o.MaxReading, maxBody)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// newSecret returns an unguessable token.
func newSecret() string { return rand.Text() + rand.Text() }
