package apiclient

import (
	"context"
	"errors"
	"fmt"

	"credential-capture/fault"
)

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
