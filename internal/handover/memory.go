package handover

import (
	"context"
	"sync"
	"time"
)

// Memory is a Store in this process: for one copy of the server, which forgets all
// handovers when it ends.
type Memory struct {
	most int
	now  func() time.Time

	mu       sync.Mutex
	records  map[string]Record
	watchers map[string]map[chan struct{}]bool
}

// NewMemory makes a Store of at most so many records.
func NewMemory(most int, now func() time.Time) *Memory {
	return &Memory{most: most, now: now, records: map[string]Record{}, watchers: map[string]map[chan struct{}]bool{}}
}

// Create also lets go of what has ended.
func (m *Memory) Create(_ context.Context, id string, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.records) >= m.most {
		for other, r := range m.records {
			if !m.now().Before(r.Until) {
				delete(m.records, other)
			}
		}
	}
	if len(m.records) >= m.most {
		return ErrFull
	}
	m.records[id] = r
	return nil
}

// Get finds no record that has ended.
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

// Change holds the lock while the record is changed: change must not wait.
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
	m.records[id] = r
	m.tell(id)
	return r, nil
}

// Delete drops a record.
func (m *Memory) Delete(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.records, id)
	m.tell(id)
	return nil
}

// Watch tells of changes through a channel of one: who is slow is told once.
func (m *Memory) Watch(_ context.Context, id string) (<-chan struct{}, func(), error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := make(chan struct{}, 1)
	if m.watchers[id] == nil {
		m.watchers[id] = map[chan struct{}]bool{}
	}
	m.watchers[id][c] = true
	return c, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watchers[id], c)
		if len(m.watchers[id]) == 0 {
			delete(m.watchers, id)
		}
	}, nil
}

// Wake tells everybody to look again: the clock has been set.
func (m *Memory) Wake() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range m.watchers {
		m.tell(id)
	}
}

func (m *Memory) tell(id string) {
	for c := range m.watchers[id] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
