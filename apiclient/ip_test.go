package apiclient

import (
	"bytes"
	"net/netip"
	"testing"
)

// FuzzParseIP compares with net/netip.
func FuzzParseIP(f *testing.F) {
	for _, s := range []string{
		"", ".", ":", "::", ":::", "::1", "1::", "1::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::",
		"1:2:3:4::5:6:7", "1:2:3:4::5:6:7:8", "::1::", ":1::", "1::1:", "12345::", "01234::", "::fFfF", "::g", "::-1", "::+1", "::0x1", "::1_0",
		"127.0.0.1", "127.0.0.1.", ".127.0.0.1", "127.0.0", "127..0.1", "255.255.255.255", "256.0.0.1", "01.2.3.4", "0.0.0.0", "1.2.3.1000",
		"::ffff:127.0.0.1", "::ffff:128.0.0.1", "::127.0.0.1", "1:2:3:4:5:6:127.0.0.1", "1:2:3:4:5:6:7:127.0.0.1", "1.2.3.4::", "::1.2.3.4:1",
		"::1.2.3", "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2550", "fe80::1%eth0", "::1%1", " ::1", "１.2.3.4",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := netip.ParseAddr(s)
		if err == nil && want.Zone() != "" {
			want = netip.Addr{}
		}
		got := parseIP(s)
		if !bytes.Equal(got, want.AsSlice()) {
			t.Errorf("%q: got %v, want %v", s, got, want)
		}
		if isLoopback(got) != want.IsLoopback() {
			t.Errorf("%q is of this device: %v", s, isLoopback(got))
		}
	})
}
