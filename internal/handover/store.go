package handover

import (
	"context"
	"errors"
	"time"
)

// Record is all that is kept of one handover. Nothing in it opens a session: Sealed
// can be read with a secret only that the devices have.
type Record struct {
	State State `json:"state"`
	// Owner, Guest and Link are SHA-256 of what the first device, the phone and the link
	// present. Guest is empty until the link is taken.
	Owner []byte `json:"owner"`
	Guest []byte `json:"guest,omitempty"`
	Link  []byte `json:"link"`
	// Key opens Sealed, and is itself sealed under the link's secret; gone once it is taken.
	Key []byte `json:"key,omitempty"`
	// Sealed is the newest the devices have said of the session.
	Sealed []byte `json:"sealed"`
	// Heard is when the phone was last there, zero when it has gone.
	Heard time.Time `json:"heard,omitzero"`
	// Until is when the record is worth nothing any more.
	Until time.Time `json:"until"`
}

// State is who has the session.
type State string

const (
	Waiting  State = "waiting"  // the first device: nobody has taken the link
	Taken    State = "taken"    // the phone
	Asked    State = "asked"    // the phone, which is asked to give it back
	Returned State = "returned" // the first device again: the phone has given it back, or it was taken from it
	Finished State = "finished" // nobody: the workflow is finalized
	Expired  State = "expired"  // nobody; never stored
)

var (
	// ErrFull says that a Store has no room for another record.
	ErrFull = errors.New("handover: too many at a time")
	// ErrUnknown says that a Store has no such record, or has it no more.
	ErrUnknown = errors.New("handover: no such record")
)

// Store keeps records until they end. Several copies of a server share one. An error
// other than those above is answered 500, and must not have a record's content in it.
type Store interface {
	// Create keeps a record under an id that is new.
	Create(ctx context.Context, id string, r Record) error
	// Get reads a record.
	Get(ctx context.Context, id string) (Record, error)
	// Change reads a record, lets change alter it, and writes it, with no other change in
	// between: a link is taken once however many ask at a time. Nothing is written when
	// change returns an error, which Change then returns as it is. Change may be called
	// again where the store has to try again.
	Change(ctx context.Context, id string, change func(*Record) error) (Record, error)
	// Delete drops a record; that there is none is no error.
	Delete(ctx context.Context, id string) error
	// Watch returns a channel that has a value soon after each change, and after the
	// deletion, until stop is called. Changes may be told together, or once too often.
	Watch(ctx context.Context, id string) (changed <-chan struct{}, stop func(), err error)
}
