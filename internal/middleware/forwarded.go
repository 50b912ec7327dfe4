package middleware

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
)

// ParseProxies parses the addresses of trusted proxies, such as 10.0.0.0/8.
func ParseProxies(texts []string) (proxies []netip.Prefix, err error) {
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if addr, bad := netip.ParseAddr(text); bad == nil {
			p, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil || p.Bits() == 0 {
			return nil, errors.New("must be addresses such as 10.0.0.0/8, and not all addresses")
		}
		proxies = append(proxies, p.Masked())
	}
	return proxies, nil
}

// ForwardedFor sets RemoteAddr to the client's address when a trusted proxy sent the
// request: the last address in X-Forwarded-For that is not a trusted proxy. Earlier ones may
// be forged by the client.
func ForwardedFor(proxies []netip.Prefix, next http.Handler) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	trusted := func(addr netip.Addr) bool {
		addr = addr.Unmap().WithZone("")
		for _, p := range proxies {
			if p.Contains(addr) {
				return true
			}
		}
		return false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !trusted(peer.Addr()) {
			next.ServeHTTP(w, r)
			return
		}
		forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		client := peer.Addr()
		for i := len(forwarded) - 1; i >= 0 && trusted(client); i-- {
			addr, err := parseForwarded(strings.TrimSpace(forwarded[i]))
			if err != nil {
				break
			}
			client = addr
		}
		q := r.WithContext(r.Context())
		q.RemoteAddr = netip.AddrPortFrom(client, 0).String()
		next.ServeHTTP(w, q)
	})
}

// parseForwarded parses an address as proxies write it: alone, with a port, or in brackets.
func parseForwarded(text string) (netip.Addr, error) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr(), nil
	}
	if inner, open := strings.CutPrefix(text, "["); open {
		if inner, closed := strings.CutSuffix(inner, "]"); closed {
			text = inner
		}
	}
	return netip.ParseAddr(text)
}
