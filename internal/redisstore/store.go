// Package redisstore shares what several copies of the server must agree on, in Redis or
// Valkey: handovers, and the rate of requests of an address. Nothing in it opens a session.
package redisstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"credential-capture/internal/handover"
	"credential-capture/internal/middleware"
)

const (
	prefix = "credential-capture:" // of all keys
	// timeout bounds each command, so that requests get an answer while the store is away.
	timeout = 2 * time.Second
	// maxTries bounds Change: two devices contend for a record, seldom more.
	maxTries = 50
)

// errAway answers a request that needs the store.
var errAway = middleware.Refuse(http.StatusServiceUnavailable, "the store is away")

// Store is a client of one server. It connects when it is used.
type Store struct {
	client *redis.Client
	now    func() time.Time
}

// Open makes a Store of an address such as redis://host:6379/0, or rediss:// with TLS. A
// password comes apart, because addresses show in the process list.
func Open(address, password string, now func() time.Time) (*Store, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "redis" && u.Scheme != "rediss" || u.Host == "" {
		return nil, errors.New("must be redis://host:6379, or rediss:// with TLS")
	}
	if _, has := u.User.Password(); has {
		return nil, errors.New("must have no password: set CREDENTIALS_STORE_PASSWORD (or …_FILE)")
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		return nil, errors.New("is no address of a Redis")
	}
	if password != "" {
		options.Password = password
	}
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout, options.PoolTimeout = timeout, timeout, timeout, timeout
	options.MaxRetries = 1
	logging.Disable() // it would log addresses
	return &Store{redis.NewClient(options), now}, nil
}

// Close ends the connections.
func (s *Store) Close() error { return s.client.Close() }

// Reach reports whether the store answers.
func (s *Store) Reach(ctx context.Context) error {
	if err := s.client.Ping(ctx).Err(); err != nil {
		return errAway
	}
	return nil
}

func recordKey(id string) string { return prefix + "handover:" + id }

// Create implements handover.Store.
func (s *Store) Create(ctx context.Context, id string, r handover.Record) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	made, err := s.client.SetNX(ctx, recordKey(id), b, s.left(r)).Result()
	switch {
	case isFull(err):
		return handover.ErrFull
	case err != nil:
		return errAway
	case !made:
		return errors.New("the id is there already")
	}
	return nil
}

// left is how long a record is stored. Without an expiry Redis would store it for ever.
func (s *Store) left(r handover.Record) time.Duration {
	return max(r.Until.Sub(s.now()), time.Millisecond)
}

// Get implements handover.Store.
func (s *Store) Get(ctx context.Context, id string) (handover.Record, error) {
	return s.get(ctx, s.client, id)
}

func (s *Store) get(ctx context.Context, from redis.Cmdable, id string) (r handover.Record, err error) {
	b, err := from.Get(ctx, recordKey(id)).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return r, handover.ErrUnknown
	case err != nil:
		return r, errAway
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("a record of the store can't be read: %T", err)
	}
	if !s.now().Before(r.Until) {
		return r, handover.ErrUnknown
	}
	return r, nil
}

// Change implements handover.Store. What another copy changes meanwhile makes it try again.
func (s *Store) Change(ctx context.Context, id string, change func(*handover.Record) error) (r handover.Record, err error) {
	var own error // of get or change, or for want of memory
	attempt := func(tx *redis.Tx) error {
		if r, own = s.get(ctx, tx, id); own != nil {
			return own
		}
		if own = change(&r); own != nil {
			return own
		}
		b, err := json.Marshal(r)
		if err != nil {
			own = err
			return err
		}
		var set *redis.StatusCmd
		_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			set = p.Set(ctx, recordKey(id), b, s.left(r))
			return nil
		})
		if isFull(set.Err()) {
			own = handover.ErrFull // err says only that the transaction was discarded
		}
		return err
	}
	for range maxTries {
		own = nil
		err := s.client.Watch(ctx, attempt, recordKey(id))
		switch {
		case err == nil:
			return r, nil
		case own != nil:
			return handover.Record{}, own
		case !errors.Is(err, redis.TxFailedErr):
			return handover.Record{}, errAway
		}
	}
	return handover.Record{}, errAway
}

// isFull reports whether Redis refuses a write for want of memory.
func isFull(err error) bool { return err != nil && redis.HasErrorPrefix(err, "OOM") }

// take is a token bucket: KEYS[1] is its key, ARGV are the tokens a minute, which is also its
// size, and now in ms. It counts in parts of a token, 60000 each, which are whole numbers. It
// returns the ms until there is a token, 0 for one that was taken. The clocks of copies differ:
// a time is never followed by an earlier one, between which tokens would be counted twice.
var take = redis.NewScript(`
local rate, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local bucket = redis.call('HMGET', KEYS[1], 'parts', 'at')
local parts, at = tonumber(bucket[1]) or rate * 60000, tonumber(bucket[2]) or now
parts = math.min(rate * 60000, parts + math.max(0, now - at) * rate)
at = math.max(at, now)
local wait = 0
if parts >= 60000 then parts = parts - 60000 else wait = math.ceil((60000 - parts) / rate) end
redis.call('HSET', KEYS[1], 'parts', string.format('%.0f', parts), 'at', string.format('%.0f', at))
redis.call('PEXPIRE', KEYS[1], 60000)
return wait`)

// Limiter returns a limiter that all copies share. Name tells it from others.
func (s *Store) Limiter(name string, perMinute int) middleware.Limiter {
	return limiter{s, prefix + "rate:" + name + ":", perMinute}
}

type limiter struct {
	*Store
	prefix    string
	perMinute int
}

// Take implements middleware.Limiter.
func (l limiter) Take(ctx context.Context, address netip.Prefix) (wait time.Duration, err error) {
	ms, err := take.Run(ctx, l.client, []string{l.prefix + address.String()}, l.perMinute, l.now().UnixMilli()).Int64()
	if err != nil {
		return 0, errAway
	}
	return time.Duration(ms) * time.Millisecond, nil
}
