package apiclient

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"credential-capture/fault"
)

// address says where a call's next request goes, with which token, and the epoch
// that both are of. It fails with errReplaced when the call was for an execution
// that a renewal has replaced.
func (s *Session) address(c *call) (url string, token Token, epoch int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	epoch = s.epoch
	if c.execution != s.execution {
		return "", Token{}, epoch, errReplaced
	}
	cred, href, path := c.cred, "", ""
	if cred == nil {
		cred = s.lastTouched()
		href = cred.workflow
		path = executionPath(s.account, s.execution)
	} else {
		href = partHref(c.part, cred.parts[partName(c.part)])
		path = partPath(s.account, s.execution, cred.id, c.part)
	}
	if cred.token.empty() {
		return "", Token{}, epoch, fault.New(fault.InvalidSession, "the credential has no token").On("token")
	}
	if href == "" {
		return s.origins.base() + path, cred.token, epoch, nil
	}
	url, err = s.origins.follow(href)
	return url, cred.token, epoch, err
}

// lastTouched is the credential whose token finalize uses: the one that answered
// last, or the first that has one.
func (s *Session) lastTouched() *credential {
	if s.touched != nil && !s.touched.token.empty() {
		return s.touched
	}
	for _, c := range s.credentials {
		if !c.token.empty() {
			return c
		}
	}
	return s.credentials[0]
}

// errSurplus tells a call that its pages are there twice. It never leaves the
// package.
var errSurplus = errors.New("more pages than were sent")

// absorb takes over what an answer says and marks the call's step. It fails with
// errReplaced when a renewal has replaced the execution since the request was
// sent: then what was done was done in vain. It fails with errSurplus when pages
// of a document are there twice.
//
// An answer to a request from before a renewal tells nothing new about tokens and
// hrefs: the renewal's are newer.
func (s *Session) absorb(c *call, a wireAnswer, epoch int) error {
	s.mu.Lock()
	if c.execution != s.execution {
		s.mu.Unlock()
		return errReplaced
	}
	cred := c.cred
	if cred == nil {
		cred = s.lastTouched()
	}
	changed := false
	if epoch == s.epoch && (a.Credential.ID == "" || strings.EqualFold(a.Credential.ID, cred.id)) {
		changed = cred.take(a.API, s.origins)
	}
	err := s.mark(c, a.API.Parts[partName(c.part)])
	id := cred.id
	s.mu.Unlock()
	if changed {
		s.tell(id)
	}
	return err
}

// take reports whether the token changed. A token that can't stand in a header
// can't be one; the old one stays. So does the place that requests go to when the
// answer names one that they may not: one odd answer must not end the session.
func (c *credential) take(api wireAPI, o origins) (changed bool) {
	if token, ok := newToken(api.Token); ok && token.reveal() != c.token.reveal() {
		c.token, changed = token, true
	}
	if api.WorkflowExecution != "" && o.lead(api.WorkflowExecution) {
		c.workflow = api.WorkflowExecution
	}
	if len(api.Parts) > maxParts {
		return changed
	}
	merged := maps.Clone(c.parts)
	for name, l := range api.Parts {
		if slices.ContainsFunc(knownParts, func(part string) bool { return partName(part) == name }) && !o.lead(l.hrefs()...) {
			continue
		}
		if old := merged[name]; l.one == "" && old.one != "" {
			continue // a list of pages; the place to send more to is the old one
		}
		if len(merged) < maxParts {
			merged[name] = l
		}
	}
	c.parts = merged
	for _, part := range knownParts {
		_, kept := c.parts[partName(part)]
		if _, offered := api.Parts[partName(part)]; offered || kept {
			c.ask(part)
		}
	}
	return changed
}

// mark notes that a call has been carried out; l is what the answer says of its part.
func (s *Session) mark(c *call, l link) error {
	if c.op == finalize {
		s.finalized, s.finalizeLost = true, false
		return nil
	}
	s.touched = c.cred
	st := c.cred.step(c.part)
	if st == nil {
		return nil
	}
	if c.op == uploadDocument && !c.recounted && surplus(st.Pages, c.files, c.pdf, l) {
		return errSurplus
	}
	st.Done = c.op != deletePart && c.op != deletePages
	st.Uncertain = false
	st.Pages = len(l.pages)
	if !st.Done {
		st.Pages = 0
	}
	return nil
}

// doubt notes that a call ended without anybody knowing whether it was carried out.
func (s *Session) doubt(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.op == finalize {
		s.finalizeLost = true
	} else if st := c.cred.step(c.part); st != nil {
		st.Uncertain = true
	}
}

// begin gives a call what is known of earlier ones.
func (s *Session) begin(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.execution = s.execution
	if c.op == finalize {
		c.lost = s.finalizeLost
	} else if st := c.cred.step(c.part); st != nil {
		deletes := c.op == deletePart || c.op == deletePages
		c.lost = st.Uncertain || st.Done && deletes
		c.appends = st.Done && c.op == uploadDocument
	}
}

func (s *Session) tell(credential string) {
	if on := s.client.config.OnToken; on != nil {
		on(credential)
	}
}

// errReplaced tells a call that a renewal has replaced the execution that it is
// for. It never leaves the package.
var errReplaced = errors.New("the execution has been replaced")

// renewal is a request for a fresh session that is under way.
type renewal struct {
	over chan struct{} // closed when err may be read
	err  error
}

// renew replaces the session's tokens and hrefs by fresh ones from the host.
// Epoch is the session's when the refused request was sent: if it has been raised
// since, somebody else has renewed already. Calls that need it at the same time
// share one, and its failure too.
func (s *Session) renew(ctx context.Context, epoch int) error {
	for {
		s.mu.Lock()
		if s.epoch != epoch {
			s.mu.Unlock()
			return nil
		}
		under := s.renewal
		if under == nil {
			under = &renewal{over: make(chan struct{})}
			s.renewal = under
			s.mu.Unlock()
			return s.lead(ctx, under)
		}
		s.mu.Unlock()
		select {
		case <-under.over:
		case <-ctx.Done():
			return ctx.Err()
		}
		// The one that led may have been cancelled; that is no answer for the others.
		if under.err != nil && under.err != context.Canceled && under.err != context.DeadlineExceeded {
			return under.err
		}
	}
}

// lead asks the host and tells those who wait.
func (s *Session) lead(ctx context.Context, r *renewal) error {
	err := s.replace(ctx)
	s.mu.Lock()
	r.err = err
	s.renewal = nil
	s.mu.Unlock()
	close(r.over)
	return err
}

func (s *Session) replace(ctx context.Context) error {
	init, err := s.client.config.Renew(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fault.Wrap(fault.Expired, err, "no fresh session could be had")
	case len(init) == 0:
		return fault.New(fault.Expired, "the session has ended and no fresh one was supplied")
	}
	w, err := decodeInit(init)
	if err != nil {
		return fmt.Errorf("renew: %w", err)
	}
	changed, err := s.adopt(w)
	if err != nil {
		return fmt.Errorf("renew: %w", err)
	}
	for _, id := range changed {
		s.tell(id)
	}
	return nil
}

// adopt takes over a fresh init and returns the ids of the credentials whose
// tokens changed. All or nothing: an init that leaves out a credential is refused.
func (s *Session) adopt(w *wireInit) (changed []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Snapshot = nil // a fresh session, whatever else it says
	if _, err := settleOrigins(s.origins, w); err != nil {
		return nil, err
	}
	fresh := w.WorkflowExecution.Credentials
	for i := range fresh {
		fresh[i].Steps = nil
	}
	pairs, err := s.match(fresh)
	if err != nil {
		return nil, err
	}
	same := w.WorkflowExecution.ID == s.execution
	for i, c := range pairs {
		before, steps := c.token.reveal(), c.steps
		c.fill(&fresh[i])
		if same {
			c.keep(steps)
		}
		s.aliases[c.id] = c
		if c.token.reveal() != before {
			changed = append(changed, c.id)
		}
	}
	s.credentials = pairs
	s.account, s.execution = w.Account.ID, w.WorkflowExecution.ID
	if !same {
		s.finalized, s.finalizeLost, s.touched = false, false, nil
	}
	s.epoch++
	return changed, nil
}

// match finds for each fresh credential the one that it replaces: by id, else the
// next of the same category. Those that replace none are new.
func (s *Session) match(fresh []wireCredential) ([]*credential, error) {
	pairs := make([]*credential, len(fresh))
	left := make(map[*credential]bool, len(s.credentials))
	for _, c := range s.credentials {
		left[c] = true
	}
	for i := range fresh {
		if c := s.aliases[fresh[i].ID]; c != nil && left[c] {
			pairs[i] = c
			delete(left, c)
		}
	}
	for i := range fresh {
		if pairs[i] != nil {
			continue
		}
		for _, c := range s.credentials {
			if left[c] && c.category == fresh[i].Category {
				pairs[i] = c
				delete(left, c)
				break
			}
		}
		if pairs[i] == nil {
			pairs[i] = newCredential()
		}
	}
	for _, c := range s.credentials {
		if left[c] {
			return nil, invalid("workflowExecution.credentials", "the fresh session lacks a %s credential", c.category)
		}
	}
	return pairs, nil
}

// keep carries what was done over to the fresh session of the same execution.
func (c *credential) keep(before []step) {
	for _, st := range before {
		c.ask(st.Part)
		if now := c.step(st.Part); now != nil {
			*now = st
		}
	}
}

// move takes a call over to the execution that has replaced its own, where nothing
// is there yet. What stands alone goes on; what builds on something that was left
// behind can't.
func (c *call) move() (settled bool, err error) {
	c.s.mu.Lock()
	c.execution = c.s.execution
	c.s.mu.Unlock()
	c.lost = false
	switch {
	case c.op == deletePart, c.op == deletePages:
		return true, nil
	case c.op == finalize, c.appends:
		return false, fault.New(fault.Expired, "the fresh session is a new workflow: its parts have to be uploaded first").
			With("replaced", true)
	}
	c.method = methodPost
	return false, nil
}
