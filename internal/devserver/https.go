package devserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"credential-capture/internal/handover"
	"credential-capture/internal/middleware"
)

// HTTPS serves the local network over TLS with a self-signed certificate, because browsers
// open a camera on secure origins only.
type HTTPS struct {
	Certificate tls.Certificate
	LAN         []string // addresses of this machine, the likeliest first
}

// newHTTPS finds this machine's addresses, and a certificate for all its names.
func newHTTPS(folder string, hosts []string) (*HTTPS, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	lan := reachable(addrs)
	names := slices.Concat([]string{"localhost", "127.0.0.1", "::1"}, hosts, lan)
	cert, err := certificate(folder, names, time.Now())
	return &HTTPS{Certificate: cert, LAN: lan}, err
}

// reachable returns the addresses by which other devices reach this machine, private IPv4
// ones first, as routers assign them.
func reachable(addrs []net.Addr) []string {
	var found []netip.Addr
	for _, addr := range addrs {
		prefix, err := netip.ParsePrefix(addr.String())
		if err != nil {
			continue
		}
		// Link-local IPv6 addresses have a zone, which a URL can't have.
		if ip := prefix.Addr().Unmap(); ip.IsGlobalUnicast() {
			found = append(found, ip)
		}
	}
	rank := func(ip netip.Addr) int {
		switch {
		case ip.Is4() && ip.IsPrivate():
			return 0
		case ip.Is4():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { return rank(a) - rank(b) })
	var names []string
	for _, ip := range slices.Compact(found) {
		names = append(names, ip.String())
	}
	return names
}

// LinkOrigin is where a phone finds the page: the origin of the request, or an address in
// the local network when that is a loopback name.
func (s *HTTPS) LinkOrigin(r *http.Request) string {
	name, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		name, port = r.Host, "443"
	}
	name = strings.Trim(name, "[]")
	local := middleware.IsLoopback(name) || strings.HasSuffix(name, ".localhost")
	if !local || len(s.LAN) == 0 {
		return middleware.Origin(r)
	}
	return "https://" + net.JoinHostPort(s.LAN[0], port)
}

// greeting tells a person at a terminal where the page is.
func (s *HTTPS) greeting(listener net.Addr, terminal bool) string {
	_, port, err := net.SplitHostPort(listener.String())
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, name := range s.LAN {
		fmt.Fprintf(&b, "  for devices on this network: https://%s\n", net.JoinHostPort(name, port))
	}
	sum := sha256.Sum256(s.Certificate.Certificate[0])
	fmt.Fprintf(&b, "  The certificate is self-signed, so that every browser warns once. Its SHA-256 is\n  %s\n", strings.ToUpper(fmt.Sprintf("% x", sum[:])))
	if terminal && len(s.LAN) > 0 {
		if rows, err := handover.Matrix("https://" + net.JoinHostPort(s.LAN[0], port) + "/"); err == nil {
			b.WriteString(halfBlocks(rows))
		}
	}
	return b.String()
}

// halfBlocks draws a QR code with half blocks, two rows a line, black on white whatever the
// terminal's colours.
func halfBlocks(rows []string) string {
	const quiet = 2 // modules around the code; the standard's four are not needed on a terminal
	dark := func(x, y int) bool {
		x, y = x-quiet, y-quiet
		return y >= 0 && y < len(rows) && x >= 0 && x < len(rows) && rows[y][x] == '1'
	}
	side := len(rows) + 2*quiet
	var b strings.Builder
	for y := 0; y < side; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := range side {
			i := 0
			if dark(x, y) {
				i = 1
			}
			if dark(x, y+1) {
				i += 2
			}
			b.WriteRune([]rune(" ▀▄█")[i])
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

const (
	certificateLife = 90 * 24 * time.Hour
	// minCertificateLife is how much must be left of a kept certificate.
	minCertificateLife = 24 * time.Hour
)

// certificate returns the self-signed certificate that a folder keeps, or makes one when
// there is none, it lacks a name, or its end is near. It is kept because a person must accept
// each new one in each browser.
func certificate(folder string, names []string, now time.Time) (tls.Certificate, error) {
	certFile, keyFile := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	kept, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err == nil && usable(kept.Leaf, names, now) {
		return kept, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return tls.Certificate{}, fmt.Errorf("the certificate in %s: %w; delete it, and a new one is made", folder, err)
	}
	cert, key, err := newCertificate(names, now)
	if err != nil {
		return tls.Certificate{}, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return tls.Certificate{}, err
	}
	// The old certificate goes first: beside a new key it would be an error from then on.
	if err := os.Remove(certFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return tls.Certificate{}, err
	}
	if err := errors.Join(os.WriteFile(keyFile, key, 0o600), os.WriteFile(certFile, cert, 0o644)); err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(cert, key)
}

func usable(leaf *x509.Certificate, names []string, now time.Time) bool {
	for _, name := range names {
		if leaf.VerifyHostname(name) != nil {
			return false
		}
	}
	return !now.Before(leaf.NotBefore) && now.Before(leaf.NotAfter.Add(-minCertificateLife))
}

// newCertificate makes a certificate and its key, as PEM. It is for a server only: it can't
// sign others.
func newCertificate(names []string, now time.Time) (cert, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "Credential Capture, self-signed"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLife), // a phone's clock may be slow
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, name := range names {
		if ip, err := netip.ParseAddr(name); err == nil {
			template.IPAddresses = append(template.IPAddresses, ip.AsSlice())
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return nil, nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), nil
}
