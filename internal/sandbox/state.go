package sandbox

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/google/uuid"
)

// store is the sandbox's state.
type store struct {
	mu         sync.Mutex
	access     map[string]time.Time // OAuth2 access token → its end
	granted    []string             // the keys of access, the one that ends first in front
	executions map[string]*execution
	stored     int64 // bytes of all parts and data
}

type execution struct {
	id, account string
	// Of the account's creation, for the retrieval.
	definitionKey, userReference, customerInternalReference string
	report                                                  string // signature of the report's URL
	created                                                 time.Time
	touched                                                 time.Time
	acquired                                                bool          // something has been done in it
	lifetime                                                time.Duration // of its tokens
	finalized                                               time.Time
	credentials                                             []*credential
}

type credential struct {
	id                            string
	category, country, documentID string
	countries, documentIDs        choice             // of the account's creation
	newest, used                  token              // see ambiguities.go
	parts                         map[string][]*part // by classifier; several for DOCUMENT
	data                          json.RawMessage
}

// token is a credential's. The zero token is invalid.
type token struct {
	value string
	end   time.Time
}

func (t token) is(value string) bool { return t.value != "" && same(t.value, value) }

type part struct {
	id            string
	body          []byte
	kind          string // media type by content
	width, height int
	pages         int
	sha256        string
}

func newStore() *store {
	return &store{access: map[string]time.Time{}, executions: map[string]*execution{}}
}

// add stores an execution. Beyond maxExecutions it drops one that is finalized, idle or
// unused, else one in use, the oldest first.
func (s *store) add(e *execution, maxExecutions int, idle time.Duration) {
	for len(s.executions) >= maxExecutions {
		oldest := s.oldest(func(old *execution) bool { return old.isOver(e.created, idle) || !old.acquired })
		if oldest == nil {
			oldest = s.oldest(func(*execution) bool { return true })
		}
		s.drop(oldest)
	}
	s.executions[e.id] = e
}

// isOver reports whether nothing more is done in it.
func (e *execution) isOver(now time.Time, idle time.Duration) bool {
	return !e.finalized.IsZero() || now.Sub(e.touched) > idle
}

// oldest returns the execution whose last use is the longest ago, of those that match, or nil.
func (s *store) oldest(match func(*execution) bool) (oldest *execution) {
	for _, e := range s.executions {
		if match(e) && (oldest == nil || e.touched.Before(oldest.touched)) {
			oldest = e
		}
	}
	return oldest
}

func (s *store) hasAccount(id string) bool {
	return s.oldest(func(e *execution) bool { return e.account == id }) != nil
}

// grant stores an access token, and drops the oldest ones beyond maxTokens and those that have
// ended. All last equally long.
func (s *store) grant(token string, now time.Time, maxTokens int) {
	for len(s.granted) > 0 && (len(s.granted) >= maxTokens || now.After(s.access[s.granted[0]])) {
		delete(s.access, s.granted[0])
		s.granted = s.granted[1:]
	}
	s.access[token], s.granted = now.Add(accessLifetime), append(s.granted, token)
}

func (s *store) drop(e *execution) {
	for _, c := range e.credentials {
		s.stored -= int64(len(c.data))
		for _, parts := range c.parts {
			s.release(parts)
		}
	}
	delete(s.executions, e.id)
}

// sweep drops executions a day after their last use.
func (s *store) sweep(now time.Time) {
	for _, e := range s.executions {
		if now.Sub(e.touched) > 24*time.Hour {
			s.drop(e)
		}
	}
}

// room reports whether there is room for so many more bytes. It drops executions that are
// finalized or idle, oldest first.
func (s *store) room(bytes, maxBytes int64, now time.Time, idle time.Duration) bool {
	for s.stored+bytes > maxBytes {
		oldest := s.oldest(func(e *execution) bool { return e.isOver(now, idle) })
		if oldest == nil {
			return false
		}
		s.drop(oldest)
	}
	return true
}

func (s *store) release(parts []*part) { s.stored -= size(parts) }

func size(parts []*part) (bytes int64) {
	for _, p := range parts {
		bytes += int64(len(p.body))
	}
	return bytes
}

func (e *execution) credential(id string) *credential {
	for _, c := range e.credentials {
		if c.id == id {
			return c
		}
	}
	return nil
}

// missing lists the required parts that are not there.
func (e *execution) missing() []string {
	var missing []string
	for _, c := range e.credentials {
		for _, classifier := range required(c.category, c.documentID) {
			if !c.has(classifier) {
				missing = append(missing, classifier)
			}
		}
	}
	return missing
}

func (c *credential) has(classifier string) bool {
	if classifier == "PREPARED_DATA" {
		return c.data != nil
	}
	return len(c.parts[classifier]) > 0
}

func newID() string { return uuid.NewString() }
