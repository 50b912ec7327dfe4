package devserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// checker looks at the members of an account's body, as the contract has them. The first
// thing that is wrong stays.
type checker struct {
	// open is set while the values aren't known: what is empty then may be one.
	open bool
	err  error
}

// checkAccount says which member of an account's body is wrong, and how.
func checkAccount(body map[string]any, open bool) error {
	c := &checker{open: open}
	c.only("", body, "customerInternalReference", "workflowDefinition", "userReference", "callbackUrl", "tokenLifetime", "userConsent")
	c.text("customerInternalReference", body["customerInternalReference"], true, 100)
	c.text("userReference", body["userReference"], false, 100)
	c.callback(body["callbackUrl"])
	c.lifetime(body["tokenLifetime"])
	c.workflow(body["workflowDefinition"])
	c.consent(body["userConsent"])
	return c.err
}

func (c *checker) fail(at, format string, args ...any) {
	if c.err == nil {
		c.err = errors.New("account: " + at + " " + fmt.Sprintf(format, args...))
	}
}

// object is v as one, nil when it is missing or isn't.
func (c *checker) object(at string, v any, required bool) map[string]any {
	m, is := v.(map[string]any)
	switch {
	case v == nil && required:
		c.fail(at, "is required")
	case v != nil && !is:
		c.fail(at, "must be an object")
	}
	return m
}

func (c *checker) only(at string, m map[string]any, known ...string) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains(known, name) {
			c.fail(member(at, name), "is not known; known are %s", strings.Join(known, ", "))
		}
	}
}

// text is v as a string, "" when there is nothing to look at.
func (c *checker) text(at string, v any, required bool, most int) string {
	s, is := v.(string)
	switch {
	case v == nil && required:
		c.fail(at, "is required")
	case v != nil && !is:
		c.fail(at, "must be a string")
	case v != nil && s == "" && !c.open:
		c.fail(at, "is empty")
	case len(s) > most:
		c.fail(at, "is over %d characters", most)
	}
	return s
}

func (c *checker) callback(v any) {
	const at = "callbackUrl"
	s := c.text(at, v, false, 255)
	if s == "" {
		return
	}
	if u, err := url.Parse(s); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		c.fail(at, "must be an https URL")
	}
}

func (c *checker) lifetime(v any) {
	const at = "tokenLifetime"
	s := c.text(at, v, false, 10)
	if s == "" {
		return
	}
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[s[len(s)-1]]
	n, err := strconv.Atoi(s[:len(s)-1])
	if d := time.Duration(n) * unit; err != nil || n > 100_000 || d < 5*time.Minute || d > 60*24*time.Hour {
		c.fail(at, "must be 5m to 60d, such as 30m, 2h or 1d")
	}
}

func (c *checker) workflow(v any) {
	const at = "workflowDefinition"
	w := c.object(at, v, true)
	c.only(at, w, "key", "credentials")
	switch key := w["key"].(type) {
	case nil:
		c.fail(at+".key", "is required")
	case json.Number:
		c.number(at+".key", key.String())
	case string:
		c.number(at+".key", key)
	default:
		c.fail(at+".key", "must be a number")
	}
	list, is := w["credentials"].([]any)
	switch n := len(list); {
	case w["credentials"] == nil:
		return // those of the workflow itself
	case !is:
		c.fail(at+".credentials", "must be an array")
	case n < 1 || n > 20:
		c.fail(at+".credentials", "must have 1 to 20 entries")
	}
	for i, one := range list {
		c.credential(fmt.Sprintf("%s.credentials[%d]", at, i), one)
	}
}

func (c *checker) number(at, s string) {
	if s == "" && c.open {
		return
	}
	if s == "" || len(s) > 19 || strings.Trim(s, "0123456789") != "" {
		c.fail(at, "must be a workflow's number")
	}
}

var (
	alpha3   = regexp.MustCompile(`^[A-Z]{3}$`)
	typeName = regexp.MustCompile(`^[A-Z0-9_]{1,30}$`)
)

func (c *checker) credential(at string, v any) {
	m := c.object(at, v, true)
	c.only(at, m, "category", "country", "type")
	category := c.text(at+".category", m["category"], true, 30)
	if category != "" && !slices.Contains(categories, category) {
		c.fail(at+".category", "must be one of %s", strings.Join(categories, ", "))
	}
	c.choice(at+".country", m["country"], alpha3, "three letters as in ISO 3166-1, such as AUT")
	c.choice(at+".type", m["type"], typeName, "a type such as PASSPORT or UB")
}

// choice is one value, or {"values": […]} of which the person has one.
func (c *checker) choice(at string, v any, good *regexp.Regexp, want string) {
	list := []any{v}
	if m, several := v.(map[string]any); several {
		c.only(at, m, "values")
		list, _ = m["values"].([]any)
		if len(list) == 0 || len(list) > 300 {
			c.fail(at+".values", "must have 1 to 300 entries")
		}
	} else if v == nil {
		return
	}
	for _, one := range list {
		if s, is := one.(string); !is || !good.MatchString(s) && (s != "" || !c.open) {
			c.fail(at, "must be %s, or {\"values\": [several]}", want)
		}
	}
}

func (c *checker) consent(v any) {
	const at = "userConsent"
	m := c.object(at, v, false)
	c.only(at, m, "userIp", "userLocation", "consent")
	c.text(at+".userIp", m["userIp"], false, 45)
	where := c.object(at+".userLocation", m["userLocation"], false)
	c.only(at+".userLocation", where, "country", "state")
	if where["country"] != nil {
		c.choice(at+".userLocation.country", where["country"], alpha3, "three letters as in ISO 3166-1")
	}
	c.text(at+".userLocation.state", where["state"], false, 30)
	given := c.object(at+".consent", m["consent"], false)
	c.only(at+".consent", given, "obtained", "obtainedAt")
	if s := c.text(at+".consent.obtained", given["obtained"], false, 3); s != "" && !slices.Contains([]string{"yes", "no", "na"}, s) {
		c.fail(at+".consent.obtained", "must be yes, no or na")
	}
	if s := c.text(at+".consent.obtainedAt", given["obtainedAt"], false, 40); s != "" {
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			c.fail(at+".consent.obtainedAt", "must be a time as in RFC 3339, such as 2026-03-01T12:00:00Z")
		}
	}
}
