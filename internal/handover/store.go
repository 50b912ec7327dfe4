package handover

import (
	"context"
	"maps"
	"net/http"
	"sync"
	"time"

	"credential-capture/internal/middleware"
)

// Record is what is stored of one handover. Nothing in it opens a session: Sealed is
// encrypted under a key that only the devices have.
type Record struct {
	State State `json:"state"`
	// Owner, Guest and Link are SHA-256 hashes of the secrets of the first device, the phone
	// and the link. Guest is empty until the link is taken.
	Owner []byte `json:"owner"`
	Guest []byte `json:"guest,omitempty"`
	Link  []byte `json:"link"`
	// Key decrypts Sealed. It is encrypted under the link's secret, and deleted when the link
	// is taken.
	Key []byte `json:"key,omitempty"`
	// Sealed is the latest session.
	Sealed []byte `json:"sealed"`
	// LastPoll is when the phone polled last, zero when it has left.
	LastPoll time.Time `json:"lastPoll,omitzero"`
	// Until is the record's end.
	Until time.Time `json:"until"`
}

// State says which device has the session.
type State string

const (
	Waiting  State = "waiting"  // the first device: the link has not been taken
	Taken    State = "taken"    // the phone
	Asked    State = "asked"    // the phone, which is asked to return it
	Returned State = "returned" // the first device again
	Finished State = "finished" // neither: the workflow is finalized
)

var (
	// ErrFull means that a Store has no room for another record.
	ErrFull = middleware.Refuse(http.StatusServiceUnavailable, "too many handovers at a time")
	// ErrUnknown means that a Store doesn't have a record, or no more.
	ErrUnknown = middleware.Refuse(http.StatusGone, "there is no such handover, or no more")
)

// Store keeps records until they end. Several copies of a server share one. Errors other
// than those above are answered 500 and logged, and must not contain a record's content.
type Store interface {
	// Create stores a record under a new id.
	Create(ctx context.Context, id string, r Record) error
	// Get returns a record.
	Get(ctx context.Context, id string) (Record, error)
	// Change changes a record atomically, so that a link is taken once. When change returns
	// an error, nothing is stored, and Change returns that error unwrapped. Change may call
	// change again after a conflict.
	Change(ctx context.Context, id string, change func(*Record) error) (Record, error)
}

// Memory is an in-memory Store, for one copy of the server.
type Memory struct {
	maxRecords int
	now        func() time.Time

	mu      sync.Mutex
	records map[string]Record
}

// NewMemory makes a Store of at most maxRecords records.
func NewMemory(maxRecords int, now func() time.Time) *Memory {
	return &Memory{maxRecords: maxRecords, now: now, records: map[string]Record{}}
}

// Create also deletes records that have ended, when there is no room.
func (m *Memory) Create(_ context.Context, id string, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.records) >= m.maxRecords {
		m.dropEnded()
	}
	if len(m.records) >= m.maxRecords {
		return ErrFull
	}
	m.put(id, r)
	return nil
}

// put stores a record, which is deleted at its end although nobody asks for it any more. The
// caller holds the lock.
func (m *Memory) put(id string, r Record) {
	if !r.Until.Equal(m.records[id].Until) {
		time.AfterFunc(r.Until.Sub(m.now()), func() {
			m.mu.Lock()
			defer m.mu.Unlock()
			if !m.now().Before(m.records[id].Until) {
				delete(m.records, id)
			}
		})
	}
	m.records[id] = r
}

// dropEnded deletes records that have ended. The caller holds the lock.
func (m *Memory) dropEnded() {
	maps.DeleteFunc(m.records, func(_ string, r Record) bool { return !m.now().Before(r.Until) })
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, id string) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.get(id)
}

func (m *Memory) get(id string) (Record, error) {
	r, ok := m.records[id]
	if ok && !m.now().Before(r.Until) {
		delete(m.records, id)
		ok = false
	}
	if !ok {
		return Record{}, ErrUnknown
	}
	return r, nil
}

// Change implements Store. It holds a lock while change runs.
func (m *Memory) Change(_ context.Context, id string, change func(*Record) error) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.get(id)
	if err != nil {
		return Record{}, err
	}
	if err := change(&r); err != nil {
		return Record{}, err
	}
	m.put(id, r)
	return r, nil
}
