package apiclient

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Types on the wire. Any member may be missing and unknown ones are ignored. The
// callers validate the values.

// wireInit is the account-create or account-update answer, or a Snapshot.
type wireInit struct {
	account     string // id
	execution   string // id
	credentials []description
	snapshot    *wireSnapshot // nil unless it is a Snapshot
}

// description is a credential of an init.
type description struct {
	id       string
	category string
	country  choice
	kind     choice
	channels []string
	access
	steps []step // of a snapshot
}

// access has what requests on a credential need.
type access struct {
	token    bearerToken
	badToken bool // there is a token that isn't valid in a header
	parts    map[string]link
	workflow string // href of finalize
}

// wireSnapshot has the members that only a Snapshot has.
type wireSnapshot struct {
	origin            string
	touched           string // id of the credential
	finalized         bool
	finalizeUncertain bool
}

// wireAnswer is the answer of every operation.
type wireAnswer struct {
	credential string // id
	part       string // id
	access
}

// answerMembers are the members of an answer.
var answerMembers = []string{"timestamp", "account", "workflowExecution", "credential", "part", "api"}

// decodeAnswer parses the body of a 2xx. An empty body is valid. Members of a wrong
// type are ignored, because the operation has succeeded. Other JSON than an object,
// and an object with foreign members only, isn't the API's: a proxy or a captive
// portal has answered instead of it.
func decodeAnswer(body []byte) (a wireAnswer, ok bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return a, true
	}
	root, ok := parseJSON(body)
	if !ok || !root.isObject() || !isAnswer(root.members()) {
		return a, false
	}
	return wireAnswer{readID(root.at("credential")), readID(root.at("part")), readAccess(root.at("api"))}, true
}

func isAnswer(members []member) bool {
	return len(members) == 0 || slices.ContainsFunc(members, func(m member) bool { return slices.Contains(answerMembers, m.name) })
}

func readInit(n node) *wireInit {
	execution := n.at("workflowExecution")
	w := &wireInit{account: readID(n.at("account")), execution: readID(execution)}
	for _, c := range execution.at("credentials").list() {
		w.credentials = append(w.credentials, readDescription(c))
	}
	if s := n.at("snapshot"); s.present() {
		w.snapshot = &wireSnapshot{
			origin:            s.at("origin").text(),
			touched:           s.at("touched").text(),
			finalized:         s.at("finalized").boolean(),
			finalizeUncertain: s.at("finalizeLost").boolean(),
		}
	}
	return w
}

func readID(n node) string { return n.at("id").text() }

func readDescription(n node) description {
	d := description{
		id:       readID(n),
		category: n.at("category").text(),
		country:  readChoice(n.at("country")),
		kind:     readChoice(n.at("type")),
		channels: n.at("allowedChannels").textList(),
		access:   readAccess(n.at("api")),
	}
	for _, st := range n.at("steps").list() {
		d.steps = append(d.steps, step{
			Part:      Part(st.at("part").text()),
			Done:      st.at("done").boolean(),
			Uncertain: st.at("uncertain").boolean(),
			Pages:     st.at("pages").integer(),
		})
	}
	return d
}

func readAccess(n node) access {
	token := n.at("token").text()
	a := access{workflow: n.at("workflowExecution").text(), parts: make(map[string]link)}
	a.token, a.badToken = newToken(token)
	a.badToken = token != "" && !a.badToken
	for _, part := range n.at("parts").members() {
		a.parts[part.name] = readLink(part.node)
	}
	return a
}

// link is one entry of api.parts: an href, or hrefs by page number. raw keeps any
// other value for the snapshot.
type link struct {
	href  string
	pages map[string]string
	raw   []byte
}

// readLink never fails: entries of another type are kept as raw JSON.
func readLink(n node) link {
	l := link{raw: n.raw()}
	n = n.detached()
	switch {
	case n.isText():
		l.href = n.text()
	case n.isObject():
		pages := make(map[string]string)
		for _, page := range n.members() {
			pages[page.name] = page.text()
		}
		if n.mismatch() == nil {
			l.pages = pages
		}
	}
	return l
}

// first returns the href, or that of the lowest page.
func (l link) first() string {
	if l.href != "" {
		return l.href
	}
	lowest, href := 0, ""
	for page, to := range l.pages {
		if n, err := strconv.Atoi(page); err == nil && (href == "" || n < lowest) {
			lowest, href = n, to
		}
	}
	return href
}

// hrefs returns all hrefs of the entry.
func (l link) hrefs() []string {
	if l.href != "" {
		return []string{l.href}
	}
	var all []string
	for _, href := range l.pages {
		all = append(all, href)
	}
	return all
}

// choice is a country or type: "AUT", ["AUT"] or {"values": ["AUT"]}.
type choice struct {
	value string // "" unless there is exactly one, and it is safe to display
	raw   []byte // nil when it is absent
}

// readChoice never fails, because the value is only displayed.
func readChoice(n node) choice {
	c := choice{raw: n.raw()}
	n = n.detached()
	if n.isObject() {
		n = n.at("values")
	}
	if n.isText() {
		c.value = n.text()
	} else if values := n.textList(); len(values) == 1 && n.mismatch() == nil {
		c.value = values[0]
	}
	if !isLabel(c.value) {
		c.value = ""
	}
	return c
}

// partName is the name of a part in api.parts.
func partName(part Part) string { return strings.ToLower(string(part)) }

// Snapshot returns the session as JSON for Client.Session: the newest tokens and
// hrefs, the completed steps, and the uncertain ones. A reloaded page or a restarted
// worker continues from it. It contains the tokens and must be kept as secret.
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
	state.trueIfSet("finalized", s.finalized)
	state.trueIfSet("finalizeLost", s.finalizeUncertain)
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
	api.textIfSet("token", c.token.reveal())
	if len(c.parts) > 0 {
		var parts object
		for _, name := range slices.Sorted(maps.Keys(c.parts)) {
			parts.raw(name, c.parts[name].raw)
		}
		api.raw("parts", parts.bytes())
	}
	api.textIfSet("workflowExecution", c.workflow)
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
	o.text("part", string(st.Part))
	o.trueIfSet("done", st.Done)
	o.trueIfSet("uncertain", st.Uncertain)
	if st.Pages != 0 {
		o.raw("pages", strconv.AppendInt(nil, int64(st.Pages), 10))
	}
	return o.bytes()
}
