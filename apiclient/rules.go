package apiclient

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// rule says what is wrong with a value, "" when nothing is. It doesn't quote it.
type rule func(value string) (problem string)

// text is anything readable of at most so many characters.
func text(most int) rule {
	return func(s string) string {
		switch {
		case !utf8.ValidString(s):
			return "is not text"
		case utf8.RuneCountInString(s) > most:
			return fmt.Sprintf("has more than %d characters", most)
		case strings.ContainsFunc(s, unicode.IsControl):
			return "has a control character"
		case strings.TrimSpace(s) == "":
			return "is blank"
		}
		return ""
	}
}

func oneOf(allowed ...string) rule {
	return func(s string) string {
		if slices.Contains(allowed, s) {
			return ""
		}
		return "must be one of " + strings.Join(allowed, ", ")
	}
}

func digits(least, most int) rule {
	return func(s string) string {
		if len(s) < least || len(s) > most || !onlyDigits(s) {
			return fmt.Sprintf("must be %d to %d digits", least, most)
		}
		return ""
	}
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// oldest is a year before which no date of a living person or company's dealings
// lies: an earlier one is a slip.
const oldest = 1800

func date(s string) string {
	t, err := time.Parse("2006-01-02", s)
	if err != nil || t.Year() < oldest {
		return "must be a date as YYYY-MM-DD"
	}
	return ""
}

// looseDate takes months and days without a leading zero too, as the reference's
// own example has them.
func looseDate(s string) string {
	t, err := time.Parse("2006-1-2", s)
	if err != nil || t.Year() < oldest {
		return "must be a date as YYYY-M-D"
	}
	return ""
}

func timestamp(s string) string {
	// Go reads a few forms more than the RFC: a comma, a one-digit hour.
	if _, err := time.Parse(time.RFC3339, s); err != nil || len(s) < len("2006-01-02T15:04:05Z") || strings.Contains(s, ",") {
		return "must be a time as in RFC 3339, such as 2021-09-17T10:00:00Z"
	}
	return ""
}

func ipAddress(s string) string {
	if ip, err := netip.ParseAddr(s); err != nil || ip.Zone() != "" {
		return "must be an IPv4 or IPv6 address"
	}
	return ""
}

// phone is E.164: a plus, then 7 to 15 digits that don't begin with 0.
func phone(s string) string {
	number, plus := strings.CutPrefix(s, "+")
	if !plus || len(number) < 7 || len(number) > 15 || number[0] == '0' || !onlyDigits(number) {
		return "must be a number as in E.164: + and 7 to 15 digits, country code first"
	}
	return ""
}

// email accepts what could be delivered, not all that RFC 5322 allows: no quotes,
// no comments, no bare host. Letters of every script are fine (RFC 6531).
func email(s string) string {
	const problem = "must be an e-mail address"
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || len(s) > 254 || !utf8.ValidString(s) {
		return problem
	}
	local, host := s[:at], s[at+1:]
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`@"(),:;<>[\]`, r)
	}
	if strings.ContainsFunc(local, odd) || strings.ContainsFunc(host, odd) || !strings.Contains(host, ".") {
		return problem
	}
	for _, label := range append(strings.Split(host, "."), strings.Split(local, ".")...) {
		if label == "" {
			return problem
		}
	}
	for _, label := range strings.Split(host, ".") {
		if len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return problem
		}
	}
	return ""
}

func alpha3(s string) string {
	if len(s) == 3 && listed(countries3, s) {
		return ""
	}
	return "must be an ISO 3166-1 alpha-3 code, such as AUT"
}

func country(s string) string {
	if len(s) == 2 && listed(countries2, s) || len(s) == 3 && listed(countries3, s) {
		return ""
	}
	return "must be an ISO 3166-1 code of two or three letters, such as AT or AUT"
}

func currency(s string) string {
	if len(s) == 3 && listed(currencies, s) {
		return ""
	}
	return "must be an ISO 4217 code, such as EUR"
}

// listed looks a code up in a list of codes of its own length, without separators.
func listed(list, code string) bool {
	for i := 0; i+len(code) <= len(list); i += len(code) {
		if list[i:i+len(code)] == code {
			return true
		}
	}
	return false
}
