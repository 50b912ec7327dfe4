package devserver

import (
	"io/fs"
	"net/http"
	"net/netip"
	"time"

	"credential-capture/internal/observe"
	"credential-capture/internal/sandbox"
)

// Config is what serve.go's flags say.
type Config struct {
	Root    fs.FS    // web/, see Dir
	API     string   // "sandbox", a region, or a URL
	Origins []string // of pages elsewhere that may call the sandbox
	Hosts   []string // names of this server besides localhost and its addresses
	// FrameAncestors may show the page in a frame, each as FrameAncestor reads it. Default: nobody.
	FrameAncestors []string
	Control        bool // mount the sandbox's test control at /control/
	// SessionRate is how many sessions one address may open in a minute. Default:
	// DefaultSessionRate.
	SessionRate int
	Getenv      func(string) string
	// LinkOrigin is where a phone finds the page; default: where the first device does.
	LinkOrigin func(*http.Request) string
	Done       <-chan struct{} // closed when the server stops: what streams then ends
	// Account is the template of accounts; default: the page says what it asks for.
	Account *Template
	// Page is the page's origin where TLS ends elsewhere; default: where a request came to.
	Page string
	// Balancers are believed on who asks. Default: nobody is.
	Balancers []netip.Prefix
	// Uploads is how many parts may be on their way to the service at a time. Default:
	// DefaultUploads.
	Uploads int
	// NoHandover leaves out /handover: its memory is this copy's alone.
	NoHandover bool
	Observer   *observe.Observer // default: nothing is logged or counted
}

// DefaultUploads are as many as 2 cores pass on with time to spare; the memory for each
// is under 100 kB.
const DefaultUploads = 512

// Handler wires the parts.
func Handler(c Config) (http.Handler, error) {
	var policy Policy
	for _, text := range c.FrameAncestors {
		ancestor, err := FrameAncestor(text)
		if err != nil {
			return nil, err
		}
		policy.Ancestors = append(policy.Ancestors, ancestor)
	}
	mux := http.NewServeMux()
	mux.Handle("/", Static(c.Root))
	devices := newDevices(c)
	if !c.NoHandover {
		mux.Handle("/handover", devices)
		mux.Handle("/handover/", devices)
	}
	if c.SessionRate == 0 {
		c.SessionRate = DefaultSessionRate
	}
	if c.API != "sandbox" {
		if err := c.service(mux); err != nil {
			return nil, err
		}
		return Secure(Hosts(c.Hosts, Forwarded(c.Balancers, mux)), policy), nil
	}
	watch := &health{draining: c.Done}
	mux.Handle("/healthz", watch.handler())
	mux.Handle("/readyz", watch.handler())
	const id, secret = "sandbox", "sandbox"
	api := sandbox.New(sandbox.Options{ClientID: id, ClientSecret: secret, Origins: c.Origins})
	mux.Handle("/session", Rated(c.SessionRate, time.Now, Session(InProcess(api, id, secret), nil)))
	mux.Handle("/oauth2/token", api)
	mux.Handle("/api/v1/", Paced(api))
	// Its secret is no secret, so that whoever may open sessions by /session may here, and no more often.
	mux.Handle("POST /api/v1/accounts", Rated(c.SessionRate, time.Now, Paced(api)))
	mux.Handle("/sandbox/", Arrived(api))
	if c.Control {
		mux.Handle("/control/", http.StripPrefix("/control", SameOrigin(api.Control())))
		mux.Handle("POST /control/handover", SameOrigin(http.HandlerFunc(devices.setClock)))
	}
	return Secure(Hosts(c.Hosts, Forwarded(c.Balancers, mux)), policy), nil
}

// origin is the page's own.
func (c Config) origin(r *http.Request) string {
	if c.Page != "" {
		return c.Page
	}
	return origin(r)
}
