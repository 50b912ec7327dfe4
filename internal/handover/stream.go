package handover

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// follow says how a handover stands: once, or, to who accepts text/event-stream, with
// each change. The first device is told the session too. By the phone's own following it
// is known that the phone is there.
func (h *handler) follow(w http.ResponseWriter, r *http.Request) {
	p, ok := bearer(w, r)
	if !ok {
		return
	}
	record, err := h.Store.Get(r.Context(), p.name())
	guest := err == nil && p.is(record.Guest)
	if err == nil && !guest && !p.is(record.Owner) {
		err = errForeign
	}
	if err != nil {
		fail(w, err)
		return
	}
	f := follower{handler: h, request: r, pass: p, guest: guest}
	if !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		now, err := f.look(r.Context())
		if err != nil {
			fail(w, err)
			return
		}
		answer(w, http.StatusOK, now)
		return
	}
	f.stream(w)
}

type follower struct {
	*handler
	request *http.Request
	pass    pass
	guest   bool
	heard   time.Time // what this stream wrote last
}

// look reads how things stand, and notes that the phone is there.
func (f *follower) look(ctx context.Context) (told, error) {
	var record Record
	var err error
	if f.guest {
		record, err = f.beat(ctx, f.Now())
	} else {
		record, err = f.Store.Get(ctx, f.pass.name())
	}
	if errors.Is(err, ErrUnknown) {
		return told{State: Expired}, nil
	}
	if err != nil || f.guest {
		return told{State: record.State}, err
	}
	s, err := f.opened(f.pass, f.request, record.Sealed)
	return told{State: record.State, Present: f.present(record), Session: s.Session, Flow: s.Flow}, err
}

// errSame keeps a change from being written.
var errSame = errors.New("handover: nothing to change")

// beat writes when the phone was there last; zero, by a stream that has ended, only
// where no other has written since.
func (f *follower) beat(ctx context.Context, at time.Time) (Record, error) {
	var seen Record
	record, err := f.Store.Change(ctx, f.pass.name(), func(record *Record) error {
		seen = *record
		over := record.State != Taken && record.State != Asked
		if over || at.IsZero() && !record.Heard.Equal(f.heard) || !at.IsZero() && at.Sub(record.Heard) < beat/2 {
			return errSame
		}
		record.Heard = at
		return nil
	})
	if errors.Is(err, errSame) {
		record, err = seen, nil
	}
	f.heard = record.Heard
	return record, err
}

// stream sends an event with each change, and a comment when there was none for a while.
func (f *follower) stream(w http.ResponseWriter) {
	ctx := f.request.Context()
	changed, stop, err := f.Store.Watch(ctx, f.pass.name())
	if err != nil {
		fail(w, err)
		return
	}
	defer stop()
	if f.guest {
		// The request's own context has ended by then.
		defer func() { _, _ = f.beat(context.WithoutCancel(ctx), time.Time{}) }()
	}
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Time{}) // the request has been read
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store, no-transform")
	w.Header().Set("X-Accel-Buffering", "no") // or nginx keeps the events
	ticks := time.NewTicker(beat)
	defer ticks.Stop()
	var last []byte
	for {
		now, err := f.look(ctx)
		if err != nil {
			return // the device asks again
		}
		message, err := json.Marshal(now)
		if err != nil {
			return
		}
		line := ":\n\n"
		if !bytes.Equal(message, last) {
			last, line = message, "data: "+string(message)+"\n\n" // JSON has no line breaks
		}
		_ = c.SetWriteDeadline(time.Now().Add(2 * beat))
		if _, err := w.Write([]byte(line)); err != nil || c.Flush() != nil || now.over() {
			return
		}
		select {
		case <-changed:
		case <-ticks.C:
		case <-ctx.Done():
			return
		case <-f.Done:
			return
		}
	}
}

// over reports whether nothing follows.
func (t told) over() bool { return t.State == Returned || t.State == Finished || t.State == Expired }
