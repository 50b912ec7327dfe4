package apiclient

import (
	"maps"
	"slices"
	"strconv"
)

// Snapshot returns the session as JSON of the shape that Client.Session reads:
// the newest tokens and hrefs, what is done, and what is uncertain. With it a page
// that was reloaded, or a worker that was started again, goes on where the last
// one was. It holds the tokens: keep it as you keep them.
func (s *Session) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	var credentials [][]byte
	for _, c := range s.credentials {
		credentials = append(credentials, c.snapshot())
	}
	var whole, account, execution, state object
	account.text("id", s.account)
	execution.text("id", s.execution)
	execution.raw("credentials", array(credentials))
	state.text("origin", s.origins.api)
	if s.touched != nil {
		state.text("touched", s.touched.id)
	}
	state.flag("finalized", s.finalized)
	state.flag("finalizeLost", s.finalizeLost)
	whole.raw("account", account.bytes())
	whole.raw("workflowExecution", execution.bytes())
	whole.raw("snapshot", state.bytes())
	return whole.bytes()
}

func (c *credential) snapshot() []byte {
	var o, api object
	o.text("id", c.id)
	o.text("category", c.category)
	if c.country.raw != nil {
		o.raw("country", c.country.raw)
	}
	if c.kind.raw != nil {
		o.raw("type", c.kind.raw)
	}
	if len(c.channels) > 0 {
		o.raw("allowedChannels", texts(c.channels))
	}
	api.some("token", c.token.reveal())
	if len(c.parts) > 0 {
		var parts object
		for _, name := range slices.Sorted(maps.Keys(c.parts)) {
			parts.raw(name, c.parts[name].raw)
		}
		api.raw("parts", parts.bytes())
	}
	api.some("workflowExecution", c.workflow)
	o.raw("api", api.bytes())
	if len(c.steps) > 0 {
		var steps [][]byte
		for _, st := range c.steps {
			steps = append(steps, st.snapshot())
		}
		o.raw("steps", array(steps))
	}
	return o.bytes()
}

func (st step) snapshot() []byte {
	var o object
	o.text("part", st.Part)
	o.flag("done", st.Done)
	o.flag("uncertain", st.Uncertain)
	if st.Pages != 0 {
		o.raw("pages", strconv.AppendInt(nil, int64(st.Pages), 10))
	}
	return o.bytes()
}
