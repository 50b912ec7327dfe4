//go:build js && wasm

package main

import (
	"context"
	"syscall/js"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/jsbridge"
)

// open is (key, init, options). init is an account-create answer or a snapshot, as JSON;
// key identifies the session in later calls.
func (a *app) open(_ context.Context, c *call) (any, error) {
	key, err := c.key()
	if err != nil {
		return nil, err
	}
	init, err := c.text(1, "init")
	if err != nil {
		return nil, err
	}
	config, err := a.config(key, c.arg(2))
	if err != nil {
		return nil, err
	}
	client, err := apiclient.New(config)
	if err != nil {
		return nil, err
	}
	s, err := client.Session([]byte(init))
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	a.sessions[key] = s
	a.mu.Unlock()
	a.emitState(key, s)
	return nil, nil
}

// config decodes SessionOptions and forwards the client's events to the page.
func (a *app) config(key int, v js.Value) (apiclient.Config, error) {
	o := readOptions(v, "", "apiOrigin", "proxyOrigin", "attemptTimeout", "callTimeout")
	const day = 24 * 60 * 60 * 1000 // ms; upper bound of the timeouts
	config := apiclient.Config{
		Origin:         o.text("apiOrigin"),
		Proxy:          o.text("proxyOrigin"),
		AttemptTimeout: time.Duration(o.whole("attemptTimeout", day)) * time.Millisecond,
		CallTimeout:    time.Duration(o.whole("callTimeout", day)) * time.Millisecond,
		Renew:          func(ctx context.Context) ([]byte, error) { return a.renew(ctx, key) },
		OnToken: func(credential string) {
			if s, err := a.session(key); err == nil {
				a.emitState(key, s)
			}
			a.emit(key, "token", map[string]any{"credential": credential})
		},
		OnRetry: func(e apiclient.RetryEvent) { a.emit(key, "retry", encodeRetry(e)) },
	}
	return config, o.err
}

// forget is (key). It removes the session; calls in progress continue.
func (a *app) forget(_ context.Context, c *call) (any, error) {
	key, err := c.key()
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	delete(a.sessions, key)
	a.mu.Unlock()
	return nil, nil
}

func (a *app) session(key int) (*apiclient.Session, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.sessions[key]
	if s == nil {
		return nil, fault.New(fault.InvalidSession, "the session is not open")
	}
	return s, nil
}

// onSession runs one operation of a session. Argument i is an object with the known
// options, of which "step" is passed on. Before the answer, also a failure, it sends the
// state of the session to the page.
func (a *app) onSession(c *call, i int, do func(*apiclient.Session, apiclient.Part) (any, error), known ...string) (any, error) {
	key, err := c.key()
	if err != nil {
		return nil, err
	}
	s, err := a.session(key)
	if err != nil {
		return nil, err
	}
	defer a.emitState(key, s)
	o := readOptions(c.arg(i), "", known...)
	step := ""
	if len(known) > 0 {
		step = o.text("step")
	}
	if o.err != nil {
		return nil, o.err
	}
	return do(s, apiclient.Part(step))
}

// emitState sends the steps, and the snapshot from which a restarted program continues.
func (a *app) emitState(key int, s *apiclient.Session) {
	a.emit(key, "state", map[string]any{
		"steps":    encodeSteps(s.Steps()),
		"snapshot": string(s.Snapshot()),
	})
}

// emit sends an event of a session to the page. It ignores errors, because the callback
// only posts a message.
func (a *app) emit(key int, kind string, detail map[string]any) {
	_, _ = jsbridge.Call(a.page, "emit", key, kind, jsbridge.Encode(detail))
}

// renew returns a fresh session from the page, nil if it has none.
func (a *app) renew(ctx context.Context, key int) ([]byte, error) {
	promise, err := jsbridge.Call(a.page, "renew", key)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "ask the page for a fresh session")
	}
	text, err := jsbridge.Await(ctx, promise)
	if err != nil || text.Type() != js.TypeString {
		return nil, err
	}
	return []byte(text.String()), nil
}
