package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Template is the body with which accounts are created and updated: JSON with placeholders
// such as ${user} in its strings. The integrator's back end sends their values with each
// session; ${uuid} and ${now} are generated. The service validates the account.
type Template struct {
	root  map[string]any
	names []string // of the values
}

const (
	maxTemplate = 64 << 10 // bytes
	maxValue    = 500      // bytes
)

var (
	placeholder = regexp.MustCompile(`\$\{([^}]*)\}?`)
	validName   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,39}$`)
	generated   = []string{"now", "uuid"} // have no value
	// secretName matches members that don't belong in an account, which the service may show
	// to people and keeps for years.
	secretName = regexp.MustCompile(`(?i)secret|password|token$|api_?key|authorization`)
)

// ParseTemplate parses a template. It checks the JSON, the placeholders, and that nothing
// looks like a secret.
func ParseTemplate(b []byte) (*Template, error) {
	if len(b) > maxTemplate {
		return nil, fmt.Errorf("the template is over %d bytes", maxTemplate)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // a workflow's key may be too long for a float
	t := &Template{}
	if err := d.Decode(&t.root); err != nil {
		return nil, fmt.Errorf("the template is no JSON object: %w", err)
	}
	if t.root == nil {
		return nil, errors.New("the template is no JSON object")
	}
	if !atEnd(d) {
		return nil, errors.New("the template has something after its object")
	}
	names := map[string]bool{}
	if err := collect("", t.root, names); err != nil {
		return nil, err
	}
	t.names = slices.Sorted(maps.Keys(names))
	return t, nil
}

// Names returns the names of the values.
func (t *Template) Names() []string { return slices.Clone(t.names) }

// collect adds the names of the placeholders in v to names. At is the path of v.
func collect(at string, v any, names map[string]bool) error {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			path := strings.TrimPrefix(at+"."+name, ".")
			if secretName.MatchString(name) {
				return fmt.Errorf("%s: a template must not have secrets", path)
			}
			if err := collect(path, v[name], names); err != nil {
				return err
			}
		}
	case []any:
		for i, one := range v {
			if err := collect(fmt.Sprintf("%s[%d]", at, i), one, names); err != nil {
				return err
			}
		}
	case string:
		for _, m := range placeholder.FindAllStringSubmatch(v, -1) {
			if !validName.MatchString(m[1]) || !strings.HasSuffix(m[0], "}") {
				return fmt.Errorf("%s: %q is no placeholder: a name of letters and digits in ${ }", at, m[0])
			}
			if !slices.Contains(generated, m[1]) {
				names[m[1]] = true
			}
		}
	}
	return nil
}

// Fill makes the body of one account. Values must be exactly those of the template. Errors
// contain names, never values.
func (t *Template) Fill(values map[string]string, now time.Time) ([]byte, error) {
	for _, name := range t.names {
		if values[name] == "" {
			return nil, fmt.Errorf("values.%s is missing", name)
		}
	}
	for name, value := range values {
		if !slices.Contains(t.names, name) {
			return nil, fmt.Errorf("values has an unknown member; the template's are %v", t.names)
		}
		if len(value) > maxValue {
			return nil, fmt.Errorf("values.%s is over %d bytes", name, maxValue)
		}
	}
	// Values are put into strings that were parsed before, so that none can become JSON.
	replace := func(p string) string {
		switch name := p[2 : len(p)-1]; name {
		case "uuid":
			return uuid.NewString()
		case "now":
			return now.UTC().Format("2006-01-02T15:04:05.000Z")
		default:
			return values[name]
		}
	}
	return json.Marshal(replaced(t.root, func(s string) string { return placeholder.ReplaceAllStringFunc(s, replace) }))
}

func replaced(v any, replace func(string) string) any {
	switch v := v.(type) {
	case map[string]any:
		all := make(map[string]any, len(v))
		for name, one := range v {
			all[name] = replaced(one, replace)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i, one := range v {
			all[i] = replaced(one, replace)
		}
		return all
	case string:
		return replace(v)
	}
	return v
}
