package apiclient

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"credential-capture/fault"
)

// address returns the URL and the token of a call's next request, and the session's
// epoch. It fails with errReplaced if a renewal has replaced the call's execution.
func (s *Session) address(c *call) (url string, token bearerToken, epoch int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	epoch = s.epoch
	if c.execution != s.execution {
		return "", bearerToken{}, epoch, errReplaced
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
		return "", bearerToken{}, epoch, fault.New(fault.InvalidSession, "the credential has no token").On("token")
	}
	if href == "" {
		return s.origins.base() + path, cred.token, epoch, nil
	}
	url, err = s.origins.follow(href)
	return url, cred.token, epoch, err
}

// lastTouched returns the credential whose token finalize uses: that of the last
// answer, else the first one with a token.
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

// errExtraPages reports that a document has more pages than were sent. It is internal
// to the package.
var errExtraPages = errors.New("more pages than were sent")

// applyResponse stores the token and the hrefs of an answer and updates the call's
// step. It fails with errReplaced if a renewal has replaced the execution since the
// request was sent, and with errExtraPages if pages were added twice.
//
// Tokens and hrefs are ignored if the session was renewed after the request: those
// of the renewal are newer.
func (s *Session) applyResponse(c *call, a wireAnswer, epoch int) error {
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
	if epoch == s.epoch && (a.credential == "" || strings.EqualFold(a.credential, cred.id)) {
		changed = cred.update(a.access, s.origins)
	}
	err := s.mark(c, a.parts[partName(c.part)])
	id := cred.id
	s.mu.Unlock()
	if changed {
		s.notifyToken(id)
	}
	return err
}

// update stores the token and the hrefs of an answer and reports whether the token
// changed. It keeps the old token if the new one isn't valid in a header, and old
// hrefs if the new ones aren't allowed, so that a bad answer doesn't end the session.
func (c *credential) update(a access, o origins) (changed bool) {
	if !a.token.empty() && a.token.reveal() != c.token.reveal() {
		c.token, changed = a.token, true
	}
	if a.workflow != "" && o.allows(a.workflow) {
		c.workflow = a.workflow
	}
	if len(a.parts) > maxParts {
		return changed
	}
	merged := maps.Clone(c.parts)
	for name, l := range a.parts {
		if indexOf(knownParts, Part(strings.ToUpper(name))) >= 0 && !o.allows(l.hrefs()...) {
			continue
		}
		if old := merged[name]; l.href == "" && old.href != "" {
			continue // a list of pages: more are sent to the old href
		}
		if len(merged) < maxParts {
			merged[name] = l
		}
	}
	c.parts = merged
	c.addSteps(a.parts)
	return changed
}

// mark records that a call succeeded. l is the answer's entry for its part.
func (s *Session) mark(c *call, l link) error {
	if c.op == finalize {
		s.finalized, s.finalizeUncertain = true, false
		return nil
	}
	s.touched = c.cred
	st := c.cred.step(c.part)
	if st == nil {
		return nil
	}
	if c.op == uploadDocument && !c.resentPages && hasExtraPages(st.Pages, c.files, c.pdf, l) {
		return errExtraPages
	}
	st.Done = c.op != deletePart && c.op != deletePages
	st.Uncertain = false
	st.Pages = len(l.pages)
	if !st.Done {
		st.Pages = 0
	}
	return nil
}

// markUncertain records that a failed call may have been carried out.
func (s *Session) markUncertain(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.op == finalize {
		s.finalizeUncertain = true
	} else if st := c.cred.step(c.part); st != nil {
		st.Uncertain = true
	}
}

// loadState initializes a call from the state that earlier calls have left.
func (s *Session) loadState(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.execution = s.execution
	if c.op == finalize {
		c.uncertain = s.finalizeUncertain
	} else if st := c.cred.step(c.part); st != nil {
		deletes := c.op == deletePart || c.op == deletePages
		c.uncertain = st.Uncertain || st.Done && deletes
		c.appends = st.Done && c.op == uploadDocument
	}
}

func (s *Session) notifyToken(credential string) {
	if on := s.client.config.OnToken; on != nil {
		on(credential)
	}
}

// errReplaced reports that a renewal has replaced a call's execution. It is internal
// to the package.
var errReplaced = errors.New("the execution has been replaced")

// renewal is a renewal in progress.
type renewal struct {
	done chan struct{} // closed when err is set
	err  error
}

// renew replaces the session's tokens and hrefs by those of Config.Renew. epoch is
// that of the rejected request: if the session's is higher, another call has renewed
// already. Concurrent calls share one renewal and its error.
func (s *Session) renew(ctx context.Context, epoch int) error {
	for {
		s.mu.Lock()
		if s.epoch != epoch {
			s.mu.Unlock()
			return nil
		}
		current := s.renewal
		if current == nil {
			current = &renewal{done: make(chan struct{})}
			s.renewal = current
			s.mu.Unlock()
			return s.runRenewal(ctx, current)
		}
		s.mu.Unlock()
		select {
		case <-current.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		// The call that ran the renewal was cancelled: another one runs it again.
		if current.err != nil && !isContext(current.err) {
			return current.err
		}
	}
}

// runRenewal renews the session and releases the calls that wait for it.
func (s *Session) runRenewal(ctx context.Context, r *renewal) error {
	err := s.fetchRenewal(ctx)
	s.mu.Lock()
	r.err = err
	s.renewal = nil
	s.mu.Unlock()
	close(r.done)
	return err
}

func (s *Session) fetchRenewal(ctx context.Context) error {
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
	changed, err := s.applyRenewal(w)
	if err != nil {
		return fmt.Errorf("renew: %w", err)
	}
	for _, id := range changed {
		s.notifyToken(id)
	}
	return nil
}

// applyRenewal replaces the session by a fresh init and returns the ids of the
// credentials whose tokens changed. It changes nothing if it fails, as it does for an
// init that lacks one of the session's credentials.
func (s *Session) applyRenewal(w *wireInit) (changed []string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.snapshot = nil // only Client.Session reads snapshots
	if _, err := resolveOrigins(s.origins, w); err != nil {
		return nil, err
	}
	pairs, err := s.matchCredentials(w.credentials)
	if err != nil {
		return nil, err
	}
	same := w.execution == s.execution
	for i, c := range pairs {
		before, fresh := c.description, w.credentials[i]
		fresh.steps = nil
		c.describe(fresh)
		if same {
			c.keepSteps(before.steps)
		}
		s.aliases[c.id] = c
		if c.token.reveal() != before.token.reveal() {
			changed = append(changed, c.id)
		}
	}
	s.credentials = pairs
	s.account, s.execution = w.account, w.execution
	if !same {
		s.finalized, s.finalizeUncertain, s.touched = false, false, nil
	}
	s.epoch++
	return changed, nil
}

// matchCredentials returns for each fresh credential the one that it replaces: by id,
// else the next of the same category, else a new one.
func (s *Session) matchCredentials(fresh []description) ([]*credential, error) {
	pairs := make([]*credential, len(fresh))
	used := make(map[*credential]bool, len(s.credentials))
	for i, d := range fresh {
		if c := s.aliases[d.id]; c != nil && !used[c] {
			pairs[i], used[c] = c, true
		}
	}
	for i, d := range fresh {
		for _, c := range s.credentials {
			if pairs[i] == nil && !used[c] && c.category == d.category {
				pairs[i], used[c] = c, true
			}
		}
		if pairs[i] == nil {
			pairs[i] = newCredential()
		}
	}
	for _, c := range s.credentials {
		if !used[c] {
			return nil, invalid("workflowExecution.credentials", "the fresh session lacks a %s credential", c.category)
		}
	}
	return pairs, nil
}

// moveToReplacement moves a call to the execution that has replaced its own, which
// has no parts yet. Calls that depend on earlier parts fail.
func (c *call) moveToReplacement() (settled bool, err error) {
	c.s.mu.Lock()
	c.execution = c.s.execution
	c.s.mu.Unlock()
	c.uncertain = false
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
