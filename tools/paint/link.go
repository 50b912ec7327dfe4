package main

import (
	"net"
	"sync"
	"time"
)

// link is a way to the server. All connections share its rate. The browser's own throttling leaves out what a
// worker loads.
type link struct {
	Name  string
	Rate  float64       // bytes a second, towards the browser
	Delay time.Duration // of a request and its answer together
}

type slow struct {
	net.Listener
	link   link
	bucket *bucket
}

func (s slow) Accept() (net.Conn, error) {
	conn, err := s.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &slowConn{Conn: conn, link: s.link, bucket: s.bucket, opening: s.link.Delay}, nil
}

// slowConn delays the answer to each request, and the first by another round trip.
type slowConn struct {
	net.Conn
	link    link
	bucket  *bucket
	mu      sync.Mutex
	opening time.Duration // a round trip, 0 after the first request
	ready   time.Time     // when bytes may be sent
}

func (c *slowConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ready = time.Now().Add(c.opening + c.link.Delay)
	c.opening = 0
	return n, err
}

// piece is sent at a time, bytes, so that connections share the rate.
const piece = 1400

// burst makes up for a sleep that took too long.
const burst = 20 * time.Millisecond

func (c *slowConn) Write(b []byte) (sent int, err error) {
	for len(b) > 0 {
		c.mu.Lock()
		wait := time.Until(c.ready)
		c.mu.Unlock()
		time.Sleep(wait)
		n := min(len(b), piece)
		c.bucket.take(n)
		n, err = c.Conn.Write(b[:n])
		sent += n
		if err != nil {
			return sent, err
		}
		b = b[n:]
	}
	return sent, nil
}

// bucket paces the bytes of all connections.
type bucket struct {
	rate float64
	mu   sync.Mutex
	next time.Time // when the link is free
}

func (k *bucket) take(n int) {
	k.mu.Lock()
	now := time.Now()
	if late := now.Add(-burst); k.next.Before(late) {
		k.next = late
	}
	wait := k.next.Sub(now)
	k.next = k.next.Add(time.Duration(float64(n) / k.rate * float64(time.Second)))
	k.mu.Unlock()
	time.Sleep(wait)
}
