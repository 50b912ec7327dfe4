package apiclient

import (
	"slices"
	"strings"
	"sync"

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
