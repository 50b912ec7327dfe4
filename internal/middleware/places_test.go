package middleware

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPlaces(8) // two for each address
		take := func(address string) (func(), bool) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			return p.Take(ctx, &http.Request{RemoteAddr: address})
		}
		var all []func()
		for _, tt := range []struct {
			address string
			want    bool
		}{
			{"192.0.2.1:1", true}, {"192.0.2.1:2", true}, {"192.0.2.1:3", false},
			{"192.0.2.2:1", true}, {"192.0.2.2:1", true},
			{"[2001:db8::1]:1", true}, {"[2001:db8::ffff]:1", true}, {"[2001:db8::2]:1", false}, // one network
			{"[2001:db8:0:1::1]:1", true},
			{"[::ffff:192.0.2.1]:1", false}, // the first again
			{"", true}, {"", false},
			{"192.0.2.3:1", false}, // all eight are taken
		} {
			release, ok := take(tt.address)
			if ok != tt.want {
				t.Errorf("%s: got %v, want %v", tt.address, ok, tt.want)
			}
			if ok {
				all = append(all, release)
			}
		}
		waits := make(chan bool)
		go func() {
			_, ok := take("192.0.2.1:4")
			waits <- ok
		}()
		synctest.Wait()
		all[0]()
		if !<-waits {
			t.Error("a place that was left isn't taken")
		}
		for _, release := range all[1:] {
			release()
		}
		if n := len(p.addresses); n != 1 {
			t.Errorf("%d addresses are kept, want the one that has a place", n)
		}
	})
}
