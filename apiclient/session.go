package apiclient

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"credential-capture/fault"
)

// Session is one workflow execution: its credentials, the steps that each
// requires, and the newest token of each.
type Session struct {
	client *Client

	mu                sync.Mutex // guards the fields below and those of the credentials
	origins           origins
	account           string
	execution         string
	credentials       []*credential
	aliases           map[string]*credential // by current and former id
	touched           *credential            // of the last answer, nil before the first
	finalized         bool
	finalizeUncertain bool     // a finalize may have been carried out
	epoch             int      // number of renewals
	renewal           *renewal // in progress, nil when there is none
}

// credential is one credential of the workflow. A renewal may change its description,
// the id included.
type credential struct {
	slot chan struct{} // holds one value; whoever takes it may make calls
	description
}

// step is the state of one part of a credential.
type step struct {
	Part      Part
	Done      bool
	Uncertain bool // a request without an answer may have been carried out
	Pages     int  // of a document, as listed by the last answer
}

// Part selects a step of a session. Each constant selects the step of the one
// credential that requires the part. If several credentials require it, the ID of
// a [Step] selects the step of its credential.
type Part string

// The parts of the API.
const (
	PartFront        Part = "FRONT"         // front of an identity document: one picture
	PartBack         Part = "BACK"          // its back: one picture
	PartFace         Part = "FACE"          // selfie: one picture
	PartDocument     Part = "DOCUMENT"      // document of up to 30 pages
	PartPreparedData Part = "PREPARED_DATA" // see PreparedData
)

// Step is one thing that the workflow requires.
type Step struct {
	ID         Part   // credential id/part, unique in the session
	Credential string // id
	Category   string // ID, SELFIE, FACEMAP, DOCUMENT, DATA, or one that is newer than this package
	Part       Part   // one of the constants
	Country    string // ISO 3166-1 alpha-3, "" unless the account was created with exactly one
	Type       string // such as PASSPORT, "" unless the account was created with exactly one
	Done       bool   // the service has accepted it in this session
}

// Steps lists the steps of the workflow in order.
func (s *Session) Steps() []Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Step
	for _, c := range s.credentials {
		for _, st := range c.steps {
			all = append(all, c.publicStep(st))
		}
	}
	return all
}

func (c *credential) stepID(part Part) Part { return Part(c.id) + "/" + part }

func (c *credential) publicStep(st step) Step {
	return Step{
		ID:         c.stepID(st.Part),
		Credential: c.id,
		Category:   c.category,
		Part:       st.Part,
		Country:    c.country.value,
		Type:       c.kind.value,
		Done:       st.Done,
	}
}

// step returns the state of a part, nil if the credential doesn't require it.
func (c *credential) step(part Part) *step {
	for i := range c.steps {
		if c.steps[i].Part == part {
			return &c.steps[i]
		}
	}
	return nil
}

// indexOf is slices.Index, of which the wasm has one for strings only.
func indexOf(parts []Part, part Part) int {
	for i, p := range parts {
		if p == part {
			return i
		}
	}
	return -1
}

// addStep returns the step of a part. It inserts a missing one in the order of
// knownParts, and returns nil for an unknown part.
func (c *credential) addStep(part Part) *step {
	at := indexOf(knownParts, part)
	if st := c.step(part); st != nil || at < 0 {
		return st
	}
	i := 0
	for i < len(c.steps) && indexOf(knownParts, c.steps[i].Part) < at {
		i++
	}
	c.steps = slices.Insert(c.steps, i, step{Part: part})
	return &c.steps[i]
}

// target resolves a Part, as a constant or as a step's ID.
func (s *Session) target(part Part) (*credential, Part, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, classifier, isStep := strings.Cut(string(part), "/"); isStep {
		if c := s.aliases[id]; c != nil && c.step(Part(classifier)) != nil {
			return c, Part(classifier), nil
		}
		return nil, "", fault.New(fault.BadOption, "the session has no such step").On("part")
	}
	var found []*credential
	for _, c := range s.credentials {
		if c.step(part) != nil {
			found = append(found, c)
		}
	}
	// The API reference sends data to the credential of category DATA.
	if part == PartPreparedData && len(found) > 1 {
		if i := slices.IndexFunc(found, func(c *credential) bool { return c.category == "DATA" }); i >= 0 {
			found = found[i : i+1]
		}
	}
	switch len(found) {
	case 0:
		return nil, "", fault.New(fault.BadOption, "the session doesn't ask for this part").On("part")
	case 1:
		return found[0], part, nil
	}
	return nil, "", fault.New(fault.BadOption, "several credentials ask for this part: name the step by its id").
		On("part").With("credentials", len(found))
}

// String returns the id of the workflow execution and no secret.
func (s *Session) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "session of workflow execution " + s.execution
}

// GoString returns String, because %#v would read fields that calls change.
func (s *Session) GoString() string { return s.String() }

// Limits of an init, far above what the API sends.
const (
	maxCredentials = 64
	maxParts       = 64
	maxLabel       = 64 // characters of a category, country or type
)

// Session opens a session from the answer of the account-create or account-update
// call, or from a Snapshot. An unusable value is fault.InvalidSession with its path
// in Field; an address outside Config.Origin is fault.Forbidden.
func (c *Client) Session(init []byte) (*Session, error) {
	w, err := decodeInit(init)
	if err != nil {
		return nil, fmt.Errorf("open session: %w", err)
	}
	s := &Session{client: c, aliases: make(map[string]*credential)}
	s.origins = origins{api: c.config.Origin, proxy: c.config.Proxy}
	if s.origins.api == "" && w.snapshot != nil && w.snapshot.origin != "" {
		origin, bad := parseOrigin(w.snapshot.origin)
		if bad != nil {
			return nil, fmt.Errorf("open session: %w", invalid("snapshot.origin", "%s", bad.Message))
		}
		s.origins.api = origin
	}
	if s.origins, err = resolveOrigins(s.origins, w); err != nil {
		return nil, fmt.Errorf("open session: %w", err)
	}
	s.account, s.execution = w.account, w.execution
	for _, d := range w.credentials {
		cred := newCredential()
		cred.describe(d)
		s.credentials = append(s.credentials, cred)
		s.aliases[cred.id] = cred
	}
	if w.snapshot != nil {
		s.touched = s.aliases[w.snapshot.touched]
		s.finalized, s.finalizeUncertain = w.snapshot.finalized, w.snapshot.finalizeUncertain
	}
	return s, nil
}

func invalid(field, format string, args ...any) *fault.Error {
	return fault.New(fault.InvalidSession, format, args...).On(field)
}

// decodeInit parses an init and validates what doesn't depend on the session.
func decodeInit(init []byte) (*wireInit, error) {
	if len(init) > maxAnswer {
		return nil, fault.New(fault.InvalidSession, "too long").With("limit", maxAnswer)
	}
	root, ok := parseJSON(init)
	if !ok {
		return nil, fault.New(fault.InvalidSession, "not JSON")
	}
	w := readInit(root)
	if wrong := root.mismatch(); wrong != nil {
		return nil, invalid(wrong.path, "must be %s", wrong.want)
	}
	if err := checkID("account.id", &w.account); err != nil {
		return nil, err
	}
	if err := checkID("workflowExecution.id", &w.execution); err != nil {
		return nil, err
	}
	return w, checkCredentials(w.credentials)
}

func checkCredentials(all []description) error {
	const list = "workflowExecution.credentials"
	if len(all) == 0 || len(all) > maxCredentials {
		return invalid(list, "must have between 1 and %d entries", maxCredentials)
	}
	seen := make(map[string]bool, len(all))
	usable := false
	for i := range all {
		c, at := &all[i], fmt.Sprintf("%s[%d]", list, i)
		if err := checkID(at+".id", &c.id); err != nil {
			return err
		}
		switch {
		case seen[c.id]:
			return invalid(at+".id", "is there twice")
		case !isLabel(c.category):
			return invalid(at+".category", "must be a short name in capitals")
		case len(c.parts) > maxParts:
			return invalid(at+".api.parts", "has more than %d entries", maxParts)
		case c.badToken:
			return invalid(at+".api.token", "is no bearer token")
		}
		seen[c.id] = true
		// A credential without a token isn't for this channel: it stays in the snapshot.
		usable = usable || !c.token.empty()
	}
	if !usable {
		return invalid(list, "none has a token")
	}
	return nil
}

// checkID makes an id canonical. The API has only UUIDs with hyphens. google/uuid would add 50 kB to
// the compressed wasm, because it links all of crypto/rand.
func checkID(field string, id *string) error {
	const pattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	lower := strings.ToLower(*id)
	ok := len(lower) == len(pattern)
	for i := 0; ok && i < len(pattern); i++ {
		hyphen, c := pattern[i] == '-', lower[i]
		ok = hyphen && c == '-' || !hyphen && (c >= '0' && c <= '9' || c >= 'a' && c <= 'f')
	}
	if !ok {
		return invalid(field, "is not a UUID")
	}
	*id = lower
	return nil
}

func isLabel(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= maxLabel
}

// resolveOrigins requires all known hrefs to have one origin, by default that of
// the first. The hrefs of a snapshot with an origin aren't checked here: an answer
// may have added foreign ones, which follow refuses.
func resolveOrigins(o origins, w *wireInit) (origins, error) {
	configured := o.api != ""
	if configured && w.snapshot != nil {
		return o, nil
	}
	for i, c := range w.credentials {
		at := fmt.Sprintf("workflowExecution.credentials[%d].api", i)
		for _, href := range c.knownHrefs() {
			from, _, err := splitHref(href)
			switch {
			case err != nil:
				return o, invalid(at, "%s", err.Message)
			case from == o.api || from == o.proxy:
			case configured:
				return o, fault.New(fault.Forbidden, "leads to another origin than the API's").On(at).With("origin", from)
			case o.api != "":
				return o, invalid(at, "the hrefs are of several origins")
			default:
				o.api = from
			}
		}
	}
	if o.base() == "" {
		return o, invalid("workflowExecution.credentials", "no href says where the API is")
	}
	return o, nil
}

// knownHrefs lists the hrefs that requests may go to.
func (a access) knownHrefs() []string {
	var all []string
	for _, part := range knownParts {
		all = append(all, a.parts[partName(part)].hrefs()...)
	}
	if a.workflow != "" {
		all = append(all, a.workflow)
	}
	return all
}

// newCredential returns a credential whose slot is free.
func newCredential() *credential {
	c := &credential{slot: make(chan struct{}, 1)}
	c.slot <- struct{}{}
	return c
}

// describe replaces the description. The steps are those of d and of its parts.
func (c *credential) describe(d description) {
	c.description = d
	c.steps = nil
	if c.token.empty() {
		return
	}
	c.keepSteps(d.steps)
	c.addSteps(d.parts)
	if len(d.parts) == 0 && len(d.steps) == 0 {
		for _, part := range defaultParts[d.category] {
			c.addStep(part)
		}
	}
}

// keepSteps adds steps with their state.
func (c *credential) keepSteps(steps []step) {
	for _, st := range steps {
		if now := c.addStep(st.Part); now != nil {
			*now = st
		}
	}
}

// addSteps adds the steps of the known parts of an init or answer.
func (c *credential) addSteps(parts map[string]link) {
	for _, part := range knownParts {
		if _, offered := parts[partName(part)]; offered {
			c.addStep(part)
		}
	}
}
