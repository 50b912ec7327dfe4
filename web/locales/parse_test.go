package locales

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// catalog is a locale file: keys in their order, and the messages.
type catalog struct {
	code     string
	keys     []string
	messages map[string]string
}

var (
	entry = regexp.MustCompile(`^  '([a-zA-Z0-9_.]+)': '((?:[^'\\]|\\.)*)',$`)
	value = regexp.MustCompile(`\\u([0-9a-fA-F]{4})|\\(.)`)
)

// parse reads a locale file: one comment, and one object with a message a line. Anything else is
// an error, so that a translation can't contain code.
func parse(path string) (*catalog, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("%s is not UTF-8", path)
	}
	head, body, ok := strings.Cut(string(b), "export default {\n")
	if head = strings.TrimSpace(head); !ok || !strings.HasPrefix(head, "/**") || strings.Index(head, "*/") != len(head)-2 {
		return nil, fmt.Errorf("%s must be one /** comment */ and export default {", path)
	}
	body, ok = strings.CutSuffix(body, "};\n")
	if !ok {
		return nil, fmt.Errorf("%s must end with };", path)
	}
	c := &catalog{code: strings.TrimSuffix(filepath.Base(path), ".js"), messages: map[string]string{}}
	for n, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
		if line == "" {
			continue
		}
		m := entry.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("%s, line %d of the object: want   'key': 'message',\ngot %s", path, n+1, line)
		}
		if _, twice := c.messages[m[1]]; twice {
			return nil, fmt.Errorf("%s says %s twice", path, m[1])
		}
		c.keys = append(c.keys, m[1])
		c.messages[m[1]] = unescape(m[2])
	}
	return c, nil
}

func unescape(s string) string {
	return value.ReplaceAllStringFunc(s, func(escape string) string {
		if code, ok := strings.CutPrefix(escape, `\u`); ok {
			n, _ := strconv.ParseUint(code, 16, 32)
			return string(rune(n))
		}
		return escape[1:]
	})
}

// argument is one {…} of a message: a name, and the branches when it is a plural.
type argument struct {
	name     string
	branches map[string]string
}

var pluralHead = regexp.MustCompile(`^(\w+), plural,`)

// arguments reads what web/element/ui/message.js reads, but strictly.
func arguments(message string) ([]argument, error) {
	var found []argument
	for {
		before, rest, ok := strings.Cut(message, "{")
		if strings.Contains(before, "}") {
			return nil, fmt.Errorf("a } that nothing opened")
		}
		if !ok {
			return found, nil
		}
		inner, after, err := braced(rest)
		if err != nil {
			return nil, err
		}
		message = after
		head := pluralHead.FindStringSubmatch(inner)
		if head == nil {
			if !regexp.MustCompile(`^\w+$`).MatchString(inner) {
				return nil, fmt.Errorf("{%s} is neither {name} nor {name, plural, …}", inner)
			}
			found = append(found, argument{name: inner})
			continue
		}
		branches, err := branchesOf(inner[len(head[0]):])
		if err != nil {
			return nil, err
		}
		found = append(found, argument{head[1], branches})
	}
}

func branchesOf(s string) (map[string]string, error) {
	branches := map[string]string{}
	for strings.TrimSpace(s) != "" {
		name, rest, ok := strings.Cut(s, "{")
		if !ok {
			return nil, fmt.Errorf("a plural ends with %q", s)
		}
		text, after, err := braced(rest)
		if err != nil {
			return nil, err
		}
		branches[strings.TrimSpace(name)] = text
		s = after
	}
	return branches, nil
}

// braced splits s at the } that closes what was opened before it.
func braced(s string) (inner, after string, err error) {
	depth := 1
	for i, r := range s {
		switch r {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return s[:i], s[i+1:], nil
			}
		}
	}
	return "", "", fmt.Errorf("a { that nothing closes")
}
