package apiclient

import (
	"bytes"
	"unicode/utf8"
)

// JSON is written by hand: fastjson's own strings are Go's, with escapes such as
// \x01 that JSON doesn't have.

// object is a JSON object that is being written, member by member.
type object struct {
	b []byte
}

// raw adds a member whose value is JSON already.
func (o *object) raw(name string, value []byte) {
	sep := byte(',')
	if len(o.b) == 0 {
		sep = '{'
	}
	o.b = append(o.b, sep)
	o.b = append(o.b, quote(name)...)
	o.b = append(o.b, ':')
	o.b = append(o.b, value...)
}

// text adds a string, be it empty.
func (o *object) text(name, value string) { o.raw(name, quote(value)) }

// some adds a string unless it is empty.
func (o *object) some(name, value string) {
	if value != "" {
		o.text(name, value)
	}
}

// flag adds what is true.
func (o *object) flag(name string, value bool) {
	if value {
		o.raw(name, []byte("true"))
	}
}

func (o *object) bytes() []byte {
	if len(o.b) == 0 {
		return []byte("{}")
	}
	return append(o.b, '}')
}

// array writes a list of JSON values.
func array(values [][]byte) []byte {
	b := append([]byte{'['}, bytes.Join(values, []byte{','})...)
	return append(b, ']')
}

// texts writes a list of strings.
func texts(values []string) []byte {
	var all [][]byte
	for _, s := range values {
		all = append(all, quote(s))
	}
	return array(all)
}

// quote writes a string. Bytes that aren't UTF-8 become U+FFFD.
func quote(s string) []byte {
	const hex = "0123456789abcdef"
	b := append(make([]byte, 0, len(s)+2), '"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
