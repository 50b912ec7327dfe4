package devserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Template is the body with which accounts are created and updated, as the integrator
// writes it: JSON with placeholders such as ${user} in its strings. What fills them comes
// with each session from the integrator's own back end; ${uuid} and ${now} are made here.
type Template struct {
	root  map[string]any
	names []string // of the values that it asks for
}

const (
	maxTemplate = 64 << 10 // bytes
	maxValue    = 500      // characters
)

// placeholder is a name in braces; madeHere are those that nobody has to give.
var (
	placeholder = regexp.MustCompile(`\$\{([^}]*)\}?`)
	goodName    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,39}$`)
	madeHere    = []string{"now", "uuid"}
)

// ParseTemplate reads a template and checks everything about it that doesn't depend on
// the values. Its errors name the member.
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
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("the template has something after its object")
	}
	found := map[string]bool{}
	if err := t.collect("", t.root, found); err != nil {
		return nil, err
	}
	t.names = slices.Sorted(maps.Keys(found))
	// Each value is checked when it is known; here one stands for it that will do.
	probe := map[string]string{}
	for _, name := range t.names {
		probe[name] = ""
	}
	return t, checkAccount(t.filled(probe, time.Now()), true)
}

// Names are those of the values that the template asks for.
func (t *Template) Names() []string { return slices.Clone(t.names) }

// collect finds the placeholders.
func (t *Template) collect(at string, v any, found map[string]bool) error {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if err := t.collect(member(at, name), v[name], found); err != nil {
				return err
			}
		}
	case []any:
		for i, one := range v {
			if err := t.collect(fmt.Sprintf("%s[%d]", at, i), one, found); err != nil {
				return err
			}
		}
	case string:
		for _, m := range placeholder.FindAllStringSubmatch(v, -1) {
			if !goodName.MatchString(m[1]) || !strings.HasSuffix(m[0], "}") {
				return fmt.Errorf("%s: %q is no placeholder: a name of letters and digits in ${ }", at, m[0])
			}
			if !slices.Contains(madeHere, m[1]) {
				found[m[1]] = true
			}
		}
	}
	return nil
}

func member(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// Fill makes the body of one account. Values must be those that the template asks for,
// no more and no less. Its errors name the value or the member.
func (t *Template) Fill(values map[string]string, now time.Time) ([]byte, error) {
	for _, name := range t.names {
		if values[name] == "" {
			return nil, fmt.Errorf("values.%s is missing: the template asks for it", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(t.names, name) {
			return nil, fmt.Errorf("values has a member that the template doesn't ask for; it asks for %v", t.names)
		}
		if len(values[name]) > maxValue {
			return nil, fmt.Errorf("values.%s is over %d characters", name, maxValue)
		}
	}
	filled := t.filled(values, now)
	if err := checkAccount(filled, false); err != nil {
		return nil, err
	}
	return json.Marshal(filled)
}

// filled is the template with its placeholders replaced. Nothing in a value can become
// part of the JSON around it: they are put into strings that were read already.
func (t *Template) filled(values map[string]string, now time.Time) map[string]any {
	replace := func(s string) string {
		return placeholder.ReplaceAllStringFunc(s, func(p string) string {
			switch name := p[2 : len(p)-1]; name {
			case "uuid":
				return uuid.NewString()
			case "now":
				return now.UTC().Format("2006-01-02T15:04:05.000Z")
			default:
				return values[name]
			}
		})
	}
	return replaced(t.root, replace).(map[string]any)
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
