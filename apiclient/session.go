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

// Session is one workflow execution: its credentials, what each asks for, and
// the newest token of each.
type Session struct {
	client *Client

	mu           sync.Mutex // guards all below, and the credentials' members
	origins      origins
	account      string
	execution    string
	credentials  []*credential
	aliases      map[string]*credential // by every id that it ever had
	touched      *credential            // the last that answered, nil before
	finalized    bool
	finalizeLost bool     // a finalize may have been carried out
	epoch        int      // raised by every renewal
	renewal      *renewal // the one under way, nil when none is
}

// credential is one of the workflow's. Its turn outlives renewals, which may
// change everything else, its id included.
type credential struct {
	turn chan struct{} // holds one token; who takes it may make calls

	id       string
	category string
	country  choice
	kind     choice
	channels []string
	token    Token
	parts    map[string]link
	workflow string // the href of finalize
	steps    []step
}

// step is what is known of one part that a credential asks for.
type step struct {
	Part      string
	Done      bool
	Uncertain bool // an unanswered request may have been carried out
	Pages     int  // of a document, as the last answer listed them
}

// Step is one thing that the workflow asks for.
type Step struct {
	ID         string // credentialId/CLASSIFIER, unique in the session
	Credential string
	Category   string // ID, SELFIE, FACEMAP, DOCUMENT, DATA, or a later one
	Part       string // FRONT, BACK, FACE, DOCUMENT or PREPARED_DATA
	Country    string // when the account was created with exactly one
	Type       string // likewise
	Done       bool   // accepted by the service in this session
}

// Steps lists what the workflow asks for, in order.
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
		ID:         c.id + "/" + st.Part,
		Credential: c.id,
		Category:   c.category,
		Part:       st.Part,
		Country:    c.country.value,
		Type:       c.kind.value,
		Done:       st.Done,
	}
}

// step returns what is known of a part, nil when the credential doesn't ask for it.
func (c *credential) step(part string) *step {
	for i := range c.steps {
		if c.steps[i].Part == part {
			return &c.steps[i]
		}
	}
	return nil
}

// ask adds a step where it belongs in the order of knownParts.
func (c *credential) ask(part string) {
	at := slices.Index(knownParts, part)
	if at < 0 || c.step(part) != nil {
		return
	}
	i := 0
	for i < len(c.steps) && slices.Index(knownParts, c.steps[i].Part) < at {
		i++
	}
	c.steps = slices.Insert(c.steps, i, step{Part: part})
}

// target finds the credential and classifier that a caller's words mean: a
// classifier that one credential only asks for, or the id of a step.
func (s *Session) target(words string) (*credential, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, part, isStep := strings.Cut(words, "/"); isStep {
		if c := s.aliases[id]; c != nil && c.step(part) != nil {
			return c, part, nil
		}
		return nil, "", fault.New(fault.BadOption, "the session has no such step").On("part")
	}
	var found []*credential
	for _, c := range s.credentials {
		if c.step(words) != nil {
			found = append(found, c)
		}
	}
	// The contract sends data to the credential of category DATA.
	if words == partData && len(found) > 1 {
		if i := slices.IndexFunc(found, func(c *credential) bool { return c.category == "DATA" }); i >= 0 {
			found = found[i : i+1]
		}
	}
	switch len(found) {
	case 0:
		return nil, "", fault.New(fault.BadOption, "the session doesn't ask for this part").On("part")
	case 1:
		return found[0], words, nil
	}
	return nil, "", fault.New(fault.BadOption, "several credentials ask for this part: name the step by its id").
		On("part").With("credentials", len(found))
}

// String says which workflow execution it is, and no secret.
func (s *Session) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "session of workflow execution " + s.execution
}

// GoString is String: %#v must not list the members while calls change them.
func (s *Session) GoString() string { return s.String() }

// maxCredentials and maxParts bound what an init may make us hold.
const (
	maxCredentials = 64
	maxParts       = 64
	maxLabel       = 64 // characters of a category, country or type
)

// Session reads the answer of the account-create or account-update call, or a
// Snapshot. What can't be used is refused with fault.InvalidSession and the name
// of the member; an address outside the configured origin with fault.Forbidden.
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
	if s.origins, err = settleOrigins(s.origins, w); err != nil {
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
		s.finalized, s.finalizeLost = w.Snapshot.Finalized, w.Snapshot.FinalizeLost
	}
	return s, nil
}

func invalid(field, format string, args ...any) *fault.Error {
	return fault.New(fault.InvalidSession, format, args...).On(field)
}

// decodeInit checks everything about an init that doesn't depend on the session
// it is for.
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
			continue // not for this channel: kept, but nothing can be sent to it
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

// checkID makes an id canonical. Only the form with hyphens is an id of this API.
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

// settleOrigins makes sure that every href that may be followed leads to the one
// origin, which is that of the first when none is known yet. A snapshot that knows
// its origin may hold others that some answer gave; they are refused when they are
// followed, as they were before.
func settleOrigins(o origins, w *wireInit) (origins, error) {
	configured := o.api != ""
	if configured && w.Snapshot != nil {
		return o, nil
	}
	for i := range w.WorkflowExecution.Credentials {
		at := fmt.Sprintf("workflowExecution.credentials[%d].api", i)
		for _, href := range followable(&w.WorkflowExecution.Credentials[i].API) {
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

// followable lists the hrefs of known names; those of others are nobody's business.
func followable(api *wireAPI) []string {
	var all []string
	for _, part := range knownParts {
		all = append(all, api.Parts[partName(part)].hrefs()...)
	}
	if api.WorkflowExecution != "" {
		all = append(all, api.WorkflowExecution)
	}
	return all
}

// newCredential makes one whose turn is free.
func newCredential() *credential {
	c := &credential{turn: make(chan struct{}, 1)}
	c.turn <- struct{}{}
	return c
}

// fill takes over what an init says of a credential. Its turn stays.
func (c *credential) fill(w *wireCredential) {
	c.id, c.category = w.ID, w.Category
	c.country, c.kind = shortChoice(w.Country), shortChoice(w.Type)
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
		if slices.Contains(knownParts, st.Part) && c.step(st.Part) == nil {
			c.ask(st.Part)
			*c.step(st.Part) = st
		}
	}
	for _, part := range knownParts {
		if _, offered := c.parts[partName(part)]; offered {
			c.ask(part)
		}
	}
	if len(c.parts) == 0 && len(w.Steps) == 0 {
		for _, part := range usualParts[c.category] {
			c.ask(part)
		}
	}
}

// shortChoice drops a value that is no code, so that it needn't be looked at again
// by whoever shows it.
func shortChoice(c choice) choice {
	if !isLabel(c.value) {
		c.value = ""
	}
	return c
}
