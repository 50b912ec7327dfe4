package apiclient

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The shapes on the wire. Any member may be missing and unknown ones are passed
// over; that what is there makes sense is checked by those who use it.

// wireInit is the account-create or account-update answer, and a Snapshot, which
// has the members marked so in addition.
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
	Origin       string
	Touched      string // id of the credential
	Finalized    bool
	FinalizeLost bool
}

// wireAnswer is the answer of every operation.
type wireAnswer struct {
	Credential wireID
	Part       wireID
	API        wireAPI
}

// answerMembers are those that an answer may have.
var answerMembers = []string{"timestamp", "account", "workflowExecution", "credential", "part", "api"}

// decodeAnswer reads the body of a 2xx. An empty one is fine; a member of a wrong
// type is passed over, because the operation itself has succeeded; anything but
// an object is not an answer of this API. Nor is an object that has members and
// none of the API's: somebody on the way has answered, and what he was sent is lost.
func decodeAnswer(body []byte) (a wireAnswer, ok bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return a, true
	}
	root, ok := parseJSON(body)
	if !ok || !root.isObject() || !ours(root.members()) {
		return a, false
	}
	return wireAnswer{
		Credential: readID(root.at("credential")),
		Part:       readID(root.at("part")),
		API:        readAPI(root.at("api")),
	}, true
}

func ours(members []member) bool {
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
	if s := n.at("snapshot"); s.isThere() {
		w.Snapshot = &wireSnapshot{
			Origin:       s.at("origin").text(),
			Touched:      s.at("touched").text(),
			Finalized:    s.at("finalized").flag(),
			FinalizeLost: s.at("finalizeLost").flag(),
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
		AllowedChannels: n.at("allowedChannels").texts(),
		API:             readAPI(n.at("api")),
	}
	for _, st := range n.at("steps").list() {
		c.Steps = append(c.Steps, step{
			Part:      st.at("part").text(),
			Done:      st.at("done").flag(),
			Uncertain: st.at("uncertain").flag(),
			Pages:     st.at("pages").whole(),
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

// link is one entry of api.parts: an href, or hrefs by page number. What is
// neither is kept for the snapshot.
type link struct {
	one   string
	pages map[string]string
	raw   []byte
}

// readLink never fails: an entry of another shape is for someone else.
func readLink(n node) link {
	l := link{raw: n.raw()}
	n = n.apart()
	switch {
	case n.isText():
		l.one = n.text()
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

// first is the one href, or that of the lowest page.
func (l link) first() string {
	if l.one != "" {
		return l.one
	}
	lowest, href := 0, ""
	for page, to := range l.pages {
		if n, err := strconv.Atoi(page); err == nil && (href == "" || n < lowest) {
			lowest, href = n, to
		}
	}
	return href
}

// hrefs lists every href of the entry.
func (l link) hrefs() []string {
	if l.one != "" {
		return []string{l.one}
	}
	var all []string
	for _, href := range l.pages {
		all = append(all, href)
	}
	return all
}

// choice is a country or type: "AUT", ["AUT"] or {"values": ["AUT"]}. Only a
// single value says anything about the step.
type choice struct {
	value string
	raw   []byte // nil when it is absent
}

// readChoice never fails: the value is there to be shown, no more.
func readChoice(n node) choice {
	c := choice{raw: n.raw()}
	n = n.apart()
	if n.isText() {
		c.value = n.text()
		return c
	}
	if n.isObject() {
		n = n.at("values")
	}
	if values := n.texts(); len(values) == 1 && n.mismatch() == nil {
		c.value = values[0]
	}
	return c
}

// partName is the name in api.parts of a classifier.
func partName(classifier string) string { return strings.ToLower(classifier) }

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
