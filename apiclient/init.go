package apiclient

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"credential-capture/fault"
)

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
