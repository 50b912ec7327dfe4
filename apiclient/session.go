package apiclient

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

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

// credential is one credential of the workflow. A renewal may change all its
// fields, the id included, except slot.
type credential struct {
	slot chan struct{} // holds one value; whoever takes it may make calls

	id       string
	category string
	country  choice
	kind     choice
	channels []string
	token    bearerToken
	parts    map[string]link
	workflow string // href of finalize
	steps    []step
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
			all = append(all, c.describe(st))
		}
	}
	return all
}

func (c *credential) describe(st step) Step {
	return Step{
		ID:         Part(c.id) + "/" + st.Part,
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

// addStep inserts a step in the order of knownParts, unless it exists.
func (c *credential) addStep(part Part) {
	at := indexOf(knownParts, part)
	if at < 0 || c.step(part) != nil {
		return
	}
	i := 0
	for i < len(c.steps) && indexOf(knownParts, c.steps[i].Part) < at {
		i++
	}
	c.steps = slices.Insert(c.steps, i, step{Part: part})
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
	if s.origins.api == "" && w.Snapshot != nil && w.Snapshot.Origin != "" {
		origin, bad := parseOrigin(w.Snapshot.Origin)
		if bad != nil {
			return nil, fmt.Errorf("open session: %w", invalid("snapshot.origin", "%s", bad.Message))
		}
		s.origins.api = origin
	}
	if s.origins, err = resolveOrigins(s.origins, w); err != nil {
		return nil, fmt.Errorf("open session: %w", err)
	}
	s.account, s.execution = w.Account.ID, w.WorkflowExecution.ID
	for i := range w.WorkflowExecution.Credentials {
		cred := newCredential()
		cred.fill(&w.WorkflowExecution.Credentials[i])
		s.credentials = append(s.credentials, cred)
		s.aliases[cred.id] = cred
	}
	if w.Snapshot != nil {
		s.touched = s.aliases[w.Snapshot.Touched]
		s.finalized, s.finalizeUncertain = w.Snapshot.Finalized, w.Snapshot.FinalizeUncertain
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
	if err := checkID("account.id", &w.Account.ID); err != nil {
		return nil, err
	}
	if err := checkID("workflowExecution.id", &w.WorkflowExecution.ID); err != nil {
		return nil, err
	}
	return w, checkCredentials(w.WorkflowExecution.Credentials)
}

func checkCredentials(all []wireCredential) error {
	const list = "workflowExecution.credentials"
	if len(all) == 0 || len(all) > maxCredentials {
		return invalid(list, "must have between 1 and %d entries", maxCredentials)
	}
	seen := make(map[string]bool, len(all))
	usable := 0
	for i := range all {
		c, at := &all[i], fmt.Sprintf("%s[%d]", list, i)
		if err := checkID(at+".id", &c.ID); err != nil {
			return err
		}
		if seen[c.ID] {
			return invalid(at+".id", "is there twice")
		}
		seen[c.ID] = true
		if !isLabel(c.Category) {
			return invalid(at+".category", "must be a short name in capitals")
		}
		if len(c.API.Parts) > maxParts {
			return invalid(at+".api.parts", "has more than %d entries", maxParts)
		}
		if c.API.Token == "" {
			continue // not for this channel: kept in the snapshot, but without requests
		}
		if _, ok := newToken(c.API.Token); !ok {
			return invalid(at+".api.token", "is no bearer token")
		}
		usable++
	}
	if usable == 0 {
		return invalid(list, "none has a token")
	}
	return nil
}

// checkID makes an id canonical. The API has only UUIDs with hyphens.
func checkID(field string, id *string) error {
	u, err := uuid.Parse(*id)
	if err != nil || len(*id) != 36 {
		return invalid(field, "is not a UUID")
	}
	*id = u.String()
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
	if configured && w.Snapshot != nil {
		return o, nil
	}
	for i := range w.WorkflowExecution.Credentials {
		at := fmt.Sprintf("workflowExecution.credentials[%d].api", i)
		for _, href := range knownHrefs(&w.WorkflowExecution.Credentials[i].API) {
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
func knownHrefs(api *wireAPI) []string {
	var all []string
	for _, part := range knownParts {
		all = append(all, api.Parts[partName(part)].hrefs()...)
	}
	if api.WorkflowExecution != "" {
		all = append(all, api.WorkflowExecution)
	}
	return all
}

// newCredential returns a credential whose slot is free.
func newCredential() *credential {
	c := &credential{slot: make(chan struct{}, 1)}
	c.slot <- struct{}{}
	return c
}

// fill replaces all fields except slot by those of an init.
func (c *credential) fill(w *wireCredential) {
	c.id, c.category = w.ID, w.Category
	c.country, c.kind = sanitizeChoice(w.Country), sanitizeChoice(w.Type)
	c.channels = w.AllowedChannels
	c.token, _ = newToken(w.API.Token)
	c.workflow = w.API.WorkflowExecution
	c.parts = make(map[string]link, len(w.API.Parts))
	maps.Copy(c.parts, w.API.Parts)
	c.steps = nil
	if c.token.empty() {
		return
	}
	for _, st := range w.Steps {
		if indexOf(knownParts, st.Part) >= 0 && c.step(st.Part) == nil {
			c.addStep(st.Part)
			*c.step(st.Part) = st
		}
	}
	for _, part := range knownParts {
		if _, offered := c.parts[partName(part)]; offered {
			c.addStep(part)
		}
	}
	if len(c.parts) == 0 && len(w.Steps) == 0 {
		for _, part := range defaultParts[c.category] {
			c.addStep(part)
		}
	}
}

// sanitizeChoice drops a value that isn't a code, so that it is safe to display.
func sanitizeChoice(c choice) choice {
	if !isLabel(c.value) {
		c.value = ""
	}
	return c
}
