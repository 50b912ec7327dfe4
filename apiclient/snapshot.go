package apiclient

import "encoding/json"

// Snapshot returns the session as JSON of the shape that Client.Session reads:
// the newest tokens and hrefs, what is done, and what is uncertain. With it a page
// that was reloaded, or a worker that was started again, goes on where the last
// one was. It holds the tokens: keep it as you keep them.
func (s *Session) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := wireInit{
		Account:           wireID{s.account},
		WorkflowExecution: wireExecution{ID: s.execution},
		Snapshot: &wireSnapshot{
			Origin:       s.origins.api,
			Finalized:    s.finalized,
			FinalizeLost: s.finalizeLost,
		},
	}
	if s.touched != nil {
		w.Snapshot.Touched = s.touched.id
	}
	for _, c := range s.credentials {
		w.WorkflowExecution.Credentials = append(w.WorkflowExecution.Credentials, wireCredential{
			ID:              c.id,
			Category:        c.category,
			Country:         c.country,
			Type:            c.kind,
			AllowedChannels: c.channels,
			API:             wireAPI{Token: c.token.reveal(), Parts: c.parts, WorkflowExecution: c.workflow},
			Steps:           c.steps,
		})
	}
	// It can't fail: everything is a string, a bool, or JSON as it was read.
	b, _ := json.Marshal(w)
	return b
}
