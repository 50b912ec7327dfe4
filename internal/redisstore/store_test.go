package redisstore

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"credential-capture/internal/handover"
	"credential-capture/internal/middleware"
	"credential-capture/test/must"
	"credential-capture/test/process"
)

func open(t *testing.T, port string, now func() time.Time) *Store {
	t.Helper()
	s := must.Get(Open("redis://127.0.0.1:"+port, "", now))(t)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestStore(t *testing.T) {
	port := must.Get(process.FreePort())(t)
	dir := t.TempDir()
	redis := process.RunRedis(t, dir, port)
	s := open(t, port, time.Now)
	ctx := t.Context()
	record := handover.Record{State: handover.Waiting, Owner: []byte("o"), Link: []byte("l"), Sealed: []byte{0, 255}, Until: time.Now().Add(time.Hour)}

	t.Run("create, get", func(t *testing.T) {
		must.Succeed(t, s.Create(ctx, "a", record))
		got, err := s.Get(ctx, "a")
		if err != nil || got.State != handover.Waiting || string(got.Sealed) != "\x00\xff" || !got.Until.Equal(record.Until) {
			t.Errorf("got %+v, %v", got, err)
		}
		if err := s.Create(ctx, "a", record); err == nil {
			t.Error("an id is created twice")
		}
	})
	t.Run("unknown, ended", func(t *testing.T) {
		ended := record
		ended.Until = time.Now().Add(50 * time.Millisecond)
		must.Succeed(t, s.Create(ctx, "ended", ended))
		for left := ended.Until; time.Now().Before(left); left = ended.Until {
			<-time.After(time.Until(left))
		}
		for _, id := range []string{"none", "ended"} {
			if _, err := s.Get(ctx, id); !errors.Is(err, handover.ErrUnknown) {
				t.Errorf("%s: %v", id, err)
			}
			if _, err := s.Change(ctx, id, func(*handover.Record) error { return nil }); !errors.Is(err, handover.ErrUnknown) {
				t.Errorf("change %s: %v", id, err)
			}
		}
	})
	t.Run("a refused change", func(t *testing.T) {
		own := errors.New("no")
		if _, err := s.Change(ctx, "a", func(r *handover.Record) error { r.State = handover.Taken; return own }); err != own {
			t.Errorf("got %v, want the change's own error", err)
		}
		if got, _ := s.Get(ctx, "a"); got.State != handover.Waiting {
			t.Errorf("it is stored: %s", got.State)
		}
	})
	t.Run("taken once", func(t *testing.T) {
		var takes, refused atomic.Int32
		already := errors.New("taken")
		var all sync.WaitGroup
		other := open(t, port, time.Now)
		for i := range 20 {
			all.Go(func() {
				_, err := []*Store{s, other}[i%2].Change(ctx, "a", func(r *handover.Record) error {
					if r.State != handover.Waiting {
						return already
					}
					r.State, r.Guest = handover.Taken, []byte(fmt.Sprint(i))
					return nil
				})
				switch err {
				case nil:
					takes.Add(1)
				case already:
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if takes.Load() != 1 || refused.Load() != 19 {
			t.Errorf("%d have taken it, %d were refused", takes.Load(), refused.Load())
		}
	})
	t.Run("full, ended while it is changed", func(t *testing.T) {
		set := func(value string) {
			t.Helper()
			must.Succeed(t, s.client.ConfigSet(ctx, "maxmemory", value).Err())
		}
		nothing := func(*handover.Record) error { return nil }
		set("1")
		_, changes := s.Change(ctx, "a", nothing)
		for name, err := range map[string]error{"create": s.Create(ctx, "full", record), "change": changes} {
			if !errors.Is(err, handover.ErrFull) {
				t.Errorf("%s: %v, want full", name, err)
			}
		}
		set("0")
		must.Succeed(t, s.Create(ctx, "ends", record))
		must.Get(s.Change(ctx, "ends", func(r *handover.Record) error { r.Until = time.Now(); return nil }))(t)
		if ttl := s.client.PTTL(ctx, recordKey("ends")).Val(); ttl == -1 {
			t.Error("a record that has ended is stored for ever")
		}
	})
	t.Run("limit", func(t *testing.T) {
		now := time.Unix(1000, 0)
		one := open(t, port, func() time.Time { return now })
		limiters := []middleware.Limiter{one.Limiter("x", 60), open(t, port, func() time.Time { return now }).Limiter("x", 60)}
		v4, v6 := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/64")
		take := func(i int, p netip.Prefix) time.Duration {
			t.Helper()
			return must.Get(limiters[i%2].Take(ctx, p))(t)
		}
		for i := range 60 {
			if wait := take(i, v4); wait != 0 {
				t.Fatalf("the %dth of two copies waits %v", i+1, wait)
			}
		}
		for _, tt := range []struct {
			after time.Duration
			want  time.Duration
		}{{0, time.Second}, {999 * time.Millisecond, time.Millisecond}, {time.Millisecond, 0}, {0, time.Second}} {
			now = now.Add(tt.after)
			if wait := take(0, v4); wait != tt.want {
				t.Errorf("after %v more: waits %v, want %v", tt.after, wait, tt.want)
			}
		}
		// The clock of the second copy is 30 s behind.
		for range 30 {
			now = now.Add(-30 * time.Second)
			if wait := take(1, v4); wait == 0 {
				t.Fatal("a clock that is behind gives tokens")
			}
			now = now.Add(30 * time.Second)
			if wait := take(0, v4); wait == 0 {
				t.Fatal("clocks that differ give tokens")
			}
		}
		if wait := take(0, v6); wait != 0 {
			t.Errorf("another address waits %v", wait)
		}
		if wait, err := one.Limiter("y", 60).Take(ctx, v4); wait != 0 || err != nil {
			t.Errorf("another limit waits %v, %v", wait, err)
		}
	})
	t.Run("away and back", func(t *testing.T) {
		redis.Stop() // it saves
		_, gets := s.Get(ctx, "a")
		_, changes := s.Change(ctx, "a", func(*handover.Record) error { return nil })
		_, takes := s.Limiter("x", 60).Take(ctx, netip.Prefix{})
		for name, err := range map[string]error{
			"get": gets, "change": changes, "take": takes, "create": s.Create(ctx, "b", record), "reach": s.Reach(ctx),
		} {
			var refused *middleware.Refusal
			if !errors.As(err, &refused) || refused.Status != http.StatusServiceUnavailable || strings.Contains(err.Error(), "127.0.0.1") {
				t.Errorf("%s: %v, want a 503 without an address", name, err)
			}
		}
		process.RunRedis(t, dir, port)
		must.Succeed(t, s.Reach(ctx))
		if got, err := s.Get(ctx, "a"); err != nil || got.State != handover.Taken {
			t.Errorf("after the restart: %v, %v", got.State, err)
		}
	})
}

func TestStore_cancelled(t *testing.T) {
	s := open(t, "1", time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Get(ctx, "a"); err == nil {
		t.Error("no error")
	}
}

func TestOpen(t *testing.T) {
	for address, says := range map[string]string{
		"redis://store:6379": "", "rediss://store:6379/2": "", "redis://user@store:6379": "",
		"store:6379": "redis://", "http://store": "redis://", "redis://": "redis://", "redis://:hush@store:6379": "no password",
		"redis://store:6379/x": "no address",
	} {
		_, err := Open(address, "", time.Now)
		if (err == nil) != (says == "") || err != nil && (!strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hush")) {
			t.Errorf("%s: %v, want %q", address, err, says)
		}
	}
}
