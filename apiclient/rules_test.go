package apiclient

import (
	"strings"
	"testing"
)

func TestRules(t *testing.T) {
	for _, tt := range []struct {
		name string
		rule rule
		good []string
		bad  []string
	}{
		{"text", text(5),
			[]string{"a", "äöüßé", "a b", "日本語日本", "'; --"},
			[]string{"äöüßéä", " ", "\t", "a\x00", "a\nb", "\xff"}},
		{"sex", oneOf("M", "F"), []string{"M", "F"}, []string{"m", "X", "MF"}},
		{"date", date,
			[]string{"2000-02-29", "1999-12-31", "1800-01-01", "9999-12-31"},
			[]string{"2001-02-29", "1900-02-29", "2000-02-30", "2000-13-01", "2000-00-10", "2000-01-00", "2000-1-1", "00-01-01", "1799-12-31",
				"0001-01-01", "2000/01/01", "01.02.2000", "2000-01-01T00:00:00Z", " 2000-01-01", "20000101", "2000-01-011"}},
		{"loose date", looseDate,
			[]string{"2021-9-17", "2021-09-17", "2021-9-7", "2000-2-29"},
			[]string{"2021-2-29", "2021-13-1", "21-9-17", "2021-9-", "2021-009-17", "1799-1-1"}},
		{"time", timestamp,
			[]string{"2021-09-17T10:00:00Z", "2021-09-17T10:00:00.123Z", "2021-09-17T10:00:00+02:00"},
			[]string{"2021-09-17", "2021-09-17T10:00:00", "2021-09-17 10:00:00Z", "2021-09-17T25:00:00Z", "2021-02-30T10:00:00Z",
				"2021-09-17T1:00:00Z", "2021-09-17T10:00:00,5Z", "10:00:00Z"}},
		{"IP address", ipAddress,
			[]string{"192.0.2.1", "2001:db8::1", "::1", "::ffff:192.0.2.1"},
			[]string{"192.0.2", "192.0.2.256", "192.0.02.1", "fe80::1%eth0", "192.0.2.1:80", "[::1]", "localhost", "192.0.2.0/24"}},
		{"phone", phone,
			[]string{"+436601234567", "+1234567", "+123456789012345"},
			[]string{"436601234567", "+123456", "+1234567890123456", "+0436601234567", "+43 660 1234567", "+43(0)660", "+43-660-1234567", "+", "00436601234567"}},
		{"e-mail", email,
			[]string{"jane@example.com", "j.d+tag@sub.example.co", "jürgen@bücher.example", strings.Repeat("a", 64) + "@example.com"},
			[]string{"jane", "jane@", "@example.com", "jane@example", "jane@@example.com", "jane doe@example.com", "jane@exam ple.com",
				"jane@example..com", "jane@.example.com", "jane@example.com.", ".jane@example.com", "jane.@example.com", "j..d@example.com",
				"Jane <jane@example.com>", "jane@-example.com", "jane@example-.com", "jane@example.com\n", `"jane"@example.com`,
				strings.Repeat("a", 65) + "@example.com", "jane@" + strings.Repeat("a", 64) + ".com", "jane@" + strings.Repeat("a.", 130) + "com", "a\xff@example.com"}},
		{"nationality", alpha3, []string{"AUT", "USA", "ZWE", "ABW", "XKX"}, []string{"AT", "aut", "AAA", "UTA", "ZZZ", "AUTU", "Austria", "BUR"}},
		{"country", country, []string{"AT", "AUT", "AD", "ZW", "XK"}, []string{"at", "XX", "A", "UK", "EU", "Austria", "TD ", "ZA "}},
		{"currency", currency, []string{"EUR", "USD", "AED", "ZWL", "MRU"}, []string{"eur", "EU", "XXX", "XAU", "URU", "€", "EURO"}},
		{"bin", digits(6, 8), []string{"123456", "12345678"}, []string{"12345", "123456789", "12345a", "12 456", "-12345", "١٢٣٤٥٦"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range tt.good {
				if problem := tt.rule(s); problem != "" {
					t.Errorf("%q %s", s, problem)
				}
			}
			for _, s := range tt.bad {
				if tt.rule(s) == "" {
					t.Errorf("%q passes", s)
				}
			}
		})
	}
}

func TestCodeLists(t *testing.T) {
	for _, tt := range []struct {
		name, list string
		size, n    int
	}{
		{"countries2", countries2, 2, 250},
		{"countries3", countries3, 3, 250},
		{"currencies", currencies, 3, 170},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if len(tt.list) != tt.size*tt.n {
				t.Errorf("%d characters, want %d codes of %d", len(tt.list), tt.n, tt.size)
			}
			for i := tt.size; i+tt.size <= len(tt.list); i += tt.size {
				if before, code := tt.list[i-tt.size:i], tt.list[i:i+tt.size]; before >= code {
					t.Errorf("%s before %s", before, code)
				}
			}
		})
	}
}

func TestFieldsHaveTheirLimits(t *testing.T) {
	for _, tt := range []struct {
		path string
		most int
		set  func(d *PreparedData, s string)
	}{
		{"firstName", 100, func(d *PreparedData, s string) { d.FirstName = s }},
		{"address.line1", 255, func(d *PreparedData, s string) { d.Address.Line1 = s }},
		{"business.name", 255, func(d *PreparedData, s string) { d.Business.Name = s }},
		{"id.subType", 64, func(d *PreparedData, s string) { d.ID.SubType = s }},
	} {
		t.Run(tt.path, func(t *testing.T) {
			var d PreparedData
			tt.set(&d, strings.Repeat("ä", tt.most))
			if err := d.Validate(); err != nil {
				t.Errorf("the longest: %v", err)
			}
			tt.set(&d, strings.Repeat("ä", tt.most+1))
			if err := d.Validate(); err == nil || !strings.Contains(err.Error(), "("+tt.path+")") {
				t.Errorf("one more: %v", err)
			}
		})
	}
}
