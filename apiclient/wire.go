package apiclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// The shapes on the wire. Any member may be missing and unknown ones are passed
// over; that what is there makes sense is checked by those who use it.

// wireInit is the account-create or account-update answer, and a Snapshot, which
// has the members marked so in addition.
type wireInit struct {
	Account           wireID        `json:"account"`
	WorkflowExecution wireExecution `json:"workflowExecution"`
	Snapshot          *wireSnapshot `json:"snapshot,omitempty"` // snapshot
}

type wireID struct {
	ID string `json:"id"`
}

type wireExecution struct {
	ID          string           `json:"id"`
	Credentials []wireCredential `json:"credentials"`
}

type wireCredential struct {
	ID              string   `json:"id"`
	Category        string   `json:"category"`
	Country         choice   `json:"country,omitzero"`
	Type            choice   `json:"type,omitzero"`
	AllowedChannels []string `json:"allowedChannels,omitempty"`
	API             wireAPI  `json:"api"`
	Steps           []step   `json:"steps,omitempty"` // snapshot
}

type wireAPI struct {
	Token             string          `json:"token,omitempty"`
	Parts             map[string]link `json:"parts,omitempty"`
	WorkflowExecution string          `json:"workflowExecution,omitempty"`
}

type wireSnapshot struct {
	Origin       string `json:"origin"`
	Touched      string `json:"touched,omitempty"` // id of the credential
	Finalized    bool   `json:"finalized,omitempty"`
	FinalizeLost bool   `json:"finalizeLost,omitempty"`
}

// wireAnswer is the answer of every operation.
type wireAnswer struct {
	Credential wireID  `json:"credential"`
	Part       wireID  `json:"part"`
	API        wireAPI `json:"api"`
}

// decodeAnswer reads the body of a 2xx. An empty one is fine; a member of a wrong
// type is passed over, because the operation itself has succeeded; anything but
// an object is not an answer of this API.
func decodeAnswer(body []byte) (a wireAnswer, ok bool) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return a, true
	}
	if body[0] != '{' {
		return a, false
	}
	err := json.Unmarshal(body, &a)
	var wrongType *json.UnmarshalTypeError
	return a, err == nil || errors.As(err, &wrongType)
}

// link is one entry of api.parts: an href, or hrefs by page number. What is
// neither is kept for the snapshot.
type link struct {
	one   string
	pages map[string]string
	raw   json.RawMessage
}

// UnmarshalJSON never fails: an entry of another shape is for someone else.
func (l *link) UnmarshalJSON(b []byte) error {
	*l = link{raw: bytes.Clone(b)}
	switch {
	case len(b) > 0 && b[0] == '"':
		_ = json.Unmarshal(b, &l.one)
	case len(b) > 0 && b[0] == '{':
		if json.Unmarshal(b, &l.pages) != nil {
			l.pages = nil
		}
	}
	return nil
}

// MarshalJSON returns what was read.
func (l link) MarshalJSON() ([]byte, error) {
	if l.raw == nil {
		return []byte("null"), nil
	}
	return l.raw, nil
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
	raw   json.RawMessage
}

// UnmarshalJSON never fails: the value is there to be shown, no more.
func (c *choice) UnmarshalJSON(b []byte) error {
	*c = choice{raw: bytes.Clone(b)}
	var object struct {
		Values []string `json:"values"`
	}
	if json.Unmarshal(b, &c.value) == nil {
		return nil
	}
	if json.Unmarshal(b, &object.Values) != nil && json.Unmarshal(b, &object) != nil {
		return nil
	}
	if len(object.Values) == 1 {
		c.value = object.Values[0]
	}
	return nil
}

// MarshalJSON returns what was read.
func (c choice) MarshalJSON() ([]byte, error) { return c.raw, nil }

// IsZero makes omitzero leave an absent choice out.
func (c choice) IsZero() bool { return c.raw == nil }

// partName is the name in api.parts of a classifier.
func partName(classifier string) string { return strings.ToLower(classifier) }
