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

// wireInit is the account-create or account-update answer, or a Snapshot, which adds
// the members marked as such.
type wireInit struct {
	Account           wireID
	WorkflowExecution wireExecution
	Snapshot          *wireSnapshot // snapshot
}

type wireID struct {
	ID string
}

type wireExecution struct {
	ID          string
	Credentials []wireCredential
}

type wireCredential struct {
	ID              string
	Category        string
	Country         choice
	Type            choice
	AllowedChannels []string
	API             wireAPI
	Steps           []step // snapshot
}

type wireAPI struct {
	Token             string
	Parts             map[string]link
	WorkflowExecution string
}

type wireSnapshot struct {
	Origin            string
	Touched           string // id of the credential
	Finalized         bool
	FinalizeUncertain bool
}

// wireAnswer is the answer of every operation.
type wireAnswer struct {
	Credential wireID
	Part       wireID
	API        wireAPI
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
	return wireAnswer{
		Credential: readID(root.at("credential")),
		Part:       readID(root.at("part")),
		API:        readAPI(root.at("api")),
	}, true
}

func isAnswer(members []member) bool {
	return len(members) == 0 || slices.ContainsFunc(members, func(m member) bool { return slices.Contains(answerMembers, m.name) })
}

func readInit(n node) *wireInit {
	execution := n.at("workflowExecution")
	w := &wireInit{
		Account:           readID(n.at("account")),
		WorkflowExecution: wireExecution{ID: execution.at("id").text()},
	}
	for _, c := range execution.at("credentials").list() {
		w.WorkflowExecution.Credentials = append(w.WorkflowExecution.Credentials, readCredential(c))
	}
	if s := n.at("snapshot"); s.present() {
		w.Snapshot = &wireSnapshot{
			Origin:            s.at("origin").text(),
			Touched:           s.at("touched").text(),
			Finalized:         s.at("finalized").boolean(),
			FinalizeUncertain: s.at("finalizeLost").boolean(),
		}
	}
	return w
}

func readID(n node) wireID { return wireID{n.at("id").text()} }

func readCredential(n node) wireCredential {
	c := wireCredential{
		ID:              n.at("id").text(),
		Category:        n.at("category").text(),
		Country:         readChoice(n.at("country")),
		Type:            readChoice(n.at("type")),
		AllowedChannels: n.at("allowedChannels").textList(),
		API:             readAPI(n.at("api")),
	}
	for _, st := range n.at("steps").list() {
		c.Steps = append(c.Steps, step{
			Part:      Part(st.at("part").text()),
			Done:      st.at("done").boolean(),
			Uncertain: st.at("uncertain").boolean(),
			Pages:     st.at("pages").integer(),
		})
	}
	return c
}

func readAPI(n node) wireAPI {
	api := wireAPI{Token: n.at("token").text(), WorkflowExecution: n.at("workflowExecution").text()}
	for _, part := range n.at("parts").members() {
		if api.Parts == nil {
			api.Parts = make(map[string]link)
		}
		api.Parts[part.name] = readLink(part.node)
	}
	return api
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

// choice is a country or type: "AUT", ["AUT"] or {"values": ["AUT"]}. value is set
// only if there is exactly one.
type choice struct {
	value string
	raw   []byte // nil when it is absent
}

// readChoice never fails, because the value is only displayed.
func readChoice(n node) choice {
	c := choice{raw: n.raw()}
	n = n.detached()
	if n.isText() {
		c.value = n.text()
		return c
	}
	if n.isObject() {
		n = n.at("values")
	}
	if values := n.textList(); len(values) == 1 && n.mismatch() == nil {
		c.value = values[0]
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
