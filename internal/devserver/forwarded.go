package devserver

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
)

// Balancers reads the addresses of what stands in front, such as 10.0.0.0/8.
func Balancers(texts []string) (all []netip.Prefix, err error) {
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if one, bad := netip.ParseAddr(text); bad == nil {
			p, err = netip.PrefixFrom(one, one.BitLen()), nil
		}
		if err != nil || p.Bits() == 0 {
			return nil, errors.New("-balancer must be addresses such as 10.0.0.0/8, not those of everybody")
		}
		all = append(all, p.Masked())
	}
	return all, nil
}

// Forwarded takes the word of balancers, and of nobody else, on who asks: of the addresses in
// X-Forwarded-For the last that isn't a balancer's own. What stands before that may be
// anybody's invention.
func Forwarded(balancers []netip.Prefix, next http.Handler) http.Handler {
	if len(balancers) == 0 {
		return next
	}
	ours := func(addr netip.Addr) bool {
		addr = addr.Unmap().WithZone("")
		for _, p := range balancers {
			if p.Contains(addr) {
				return true
			}
		}
		return false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !ours(at.Addr()) {
			next.ServeHTTP(w, r)
			return
		}
		said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		client := at.Addr()
		for i := len(said) - 1; i >= 0 && ours(client); i-- {
			addr, err := netip.ParseAddr(strings.TrimSpace(said[i]))
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
