package apiclient_test

import (
	"context"
	"strings"

	"credential-capture/apiclient"
	"credential-capture/fault"
)

// device is the person's: what may go wrong there goes wrong with the next request.
type device struct {
	tr       apiclient.Transport
	next     func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) // nil when all is well
	api      string                                                                       // where requests may go
	requests int
	strayed  bool
	struck   bool
	cancel   context.CancelFunc // of the call that the trouble is for
}

func (d *device) RoundTrip(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
	d.requests++
	d.strayed = d.strayed || !strings.HasPrefix(r.URL, d.api+"/api/v1/")
	if next := d.next; next != nil {
		d.next, d.struck = nil, true
		return next(ctx, r)
	}
	return d.tr.RoundTrip(ctx, r)
}

// goOffline says that there is no network: at once, or when the answer is due.
func (d *device) goOffline(at string) {
	d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
		if at == answer {
			if _, err := d.tr.RoundTrip(ctx, r); err != nil {
				return nil, err
			}
		}
		return nil, fault.New(fault.Offline, "the device has no network")
	}
}

// cancelCall ends the call from the caller's side: before it has begun, when a part
// of the body has been sent, or when the answer is due.
func (d *device) cancelCall(at string) {
	if at == before {
		d.struck = true
		d.cancel()
		return
	}
	d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
		if at == during {
			tell := r.Progress
			r.Progress = func(sent int64) {
				if tell != nil {
					tell(sent)
				}
				d.cancel()
			}
			return d.tr.RoundTrip(ctx, r)
		}
		_, err := d.tr.RoundTrip(ctx, r)
		d.cancel()
		if err == nil {
			err = ctx.Err()
		}
		return nil, err
	}
}
