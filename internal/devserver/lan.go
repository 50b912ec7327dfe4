package devserver

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"credential-capture/internal/handover"
)

// LAN lists the addresses by which other devices of the network find this machine, the
// likeliest first: private ones of IPv4, as a router gives them.
func LAN() ([]string, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	return lan(addrs), nil
}

func lan(addrs []net.Addr) []string {
	var found []netip.Addr
	for _, addr := range addrs {
		prefix, err := netip.ParsePrefix(addr.String())
		if err != nil {
			continue
		}
		// An address with a zone, as link-local ones of IPv6 are, can't be put in a URL.
		if ip := prefix.Addr().Unmap(); ip.IsGlobalUnicast() {
			found = append(found, ip)
		}
	}
	likely := func(ip netip.Addr) int {
		switch {
		case ip.Is4() && ip.IsPrivate():
			return 0
		case ip.Is4():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { return likely(a) - likely(b) })
	var names []string
	for _, ip := range slices.Compact(found) {
		names = append(names, ip.String())
	}
	return names
}

// HTTPS is what Run needs to serve the network over HTTPS.
type HTTPS struct {
	Certificate tls.Certificate
	LAN         []string // addresses of this machine, the likeliest first
}

// LinkOrigin is where a phone finds the page: the origin that the first device uses,
// unless that is this machine's name for itself.
func (s *HTTPS) LinkOrigin(r *http.Request) string {
	name, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		name, port = r.Host, "443"
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	local := err == nil && ip.IsLoopback() || name == "localhost" || strings.HasSuffix(name, ".localhost")
	if !local || len(s.LAN) == 0 {
		return origin(r)
	}
	return "https://" + net.JoinHostPort(s.LAN[0], port)
}

// greeting says where the page is, to a person at a terminal.
func (s *HTTPS) greeting(listener net.Addr, terminal bool) string {
	_, port, err := net.SplitHostPort(listener.String())
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, name := range s.LAN {
		fmt.Fprintf(&b, "  for devices on this network: https://%s\n", net.JoinHostPort(name, port))
	}
	mark := sha256.Sum256(s.Certificate.Certificate[0])
	fmt.Fprintf(&b, "  The certificate is self-made, so that every browser warns once. Its SHA-256 is\n  %s\n", strings.ToUpper(fmt.Sprintf("% x", mark[:])))
	if terminal && len(s.LAN) > 0 {
		if rows, err := handover.Matrix("https://" + net.JoinHostPort(s.LAN[0], port) + "/"); err == nil {
			b.WriteString(blocks(rows))
		}
	}
	return b.String()
}

// blocks draws a code with half blocks, two rows a line, black on white whatever the
// terminal's colours.
func blocks(rows []string) string {
	const quiet = 2 // of dark surroundings a reader wants four, of a terminal two will do
	dark := func(x, y int) bool {
		x, y = x-quiet, y-quiet
		return y >= 0 && y < len(rows) && x >= 0 && x < len(rows) && rows[y][x] == '1'
	}
	side := len(rows) + 2*quiet
	var b strings.Builder
	for y := 0; y < side; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := range side {
			switch up, down := dark(x, y), dark(x, y+1); {
			case up && down:
				b.WriteString("█")
			case up:
				b.WriteString("▀")
			case down:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}
