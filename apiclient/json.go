package apiclient

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// JSON is read with fastjson, here and nowhere else: encoding/json and the
// reflection that it needs would be 70 kB of the wasm as brotli.

// The most that is read of a document. Both are far above what the API and its
// snapshots have, and keep a hostile one from taking memory that a wasm never
// gives back.
const (
	maxDepth  = 32      // objects and lists in each other
	maxValues = 1 << 15 // values in all
)

// node is a value of a document, or one that isn't there. A value of another type
// than the one asked for is as good as absent, but the first such is kept for an
// error to name. Null is as good as absent and no error.
type node struct {
	v    *fastjson.Value // nil when absent
	path string          // dotted, without the indexes of lists
	doc  *document
}

type document struct {
	wrong *mismatch
}

// mismatch is a value of a wrong type.
type mismatch struct {
	path string
	want string // such as "a string"
}

// parseJSON reads one JSON value. As with encoding/json bytes that aren't UTF-8
// become U+FFFD, and so do halves of surrogate pairs.
func parseJSON(b []byte) (n node, ok bool) {
	b = bytes.ToValidUTF8(b, []byte("\ufffd")) // a copy
	if !prepare(b) || fastjson.ValidateBytes(b) != nil {
		return node{}, false
	}
	v, err := fastjson.ParseBytes(b)
	return node{v: v, doc: new(document)}, err == nil
}

// prepare makes up for what fastjson does otherwise than we need: Validate knows no
// depth, overlooks control characters before an escape, and half a surrogate pair
// is read as the six letters of its escape.
func prepare(b []byte) bool {
	depth, values, inString := 0, 1, false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case inString && c == '\\':
			i += mend(b[i:]) - 1
		case inString && c < ' ':
			return false
		case c == '"':
			inString = !inString
		case inString:
		case c == '{', c == '[':
			depth++
			values++
		case c == '}', c == ']':
			depth--
		case c == ',':
			values++
		}
		if depth > maxDepth || values > maxValues {
			return false
		}
	}
	return true
}

// mend makes half a surrogate pair at the beginning of b U+FFFD, and returns the
// length of the escape that is there.
func mend(b []byte) int {
	r := escaped(b)
	switch {
	case r < 0:
		return 2
	case !utf16.IsSurrogate(r):
		return 6
	case utf16.DecodeRune(r, escaped(b[6:])) != unicode.ReplacementChar:
		return 12
	}
	return copy(b, `\ufffd`)
}

// escaped reads \uXXXX, -1 when it isn't there.
func escaped(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// raw is the value as it was read, without blanks, nil when it is absent. It has
// to be asked for before anything else is: fastjson unescapes in place.
func (n node) raw() []byte {
	if n.v == nil {
		return nil
	}
	return n.v.MarshalTo(nil)
}

// apart is the same value in a document of its own, for types that may vary.
func (n node) apart() node {
	n.doc = new(document)
	return n
}

// mismatch is the first value of the document that had a wrong type.
func (n node) mismatch() *mismatch { return n.doc.wrong }

func (n node) isThere() bool  { return n.v != nil && n.v.Type() != fastjson.TypeNull }
func (n node) isText() bool   { return n.v != nil && n.v.Type() == fastjson.TypeString }
func (n node) isObject() bool { return n.v != nil && n.v.Type() == fastjson.TypeObject }

func (n node) is(t fastjson.Type, want string) bool {
	if !n.isThere() || n.v.Type() == t {
		return n.isThere()
	}
	n.refuse(want)
	return false
}

func (n node) refuse(want string) {
	if n.doc.wrong == nil {
		n.doc.wrong = &mismatch{n.path, want}
	}
}

// text copies: what fastjson returns would keep the whole document alive.
func (n node) text() string {
	if !n.is(fastjson.TypeString, "a string") {
		return ""
	}
	return string(n.v.GetStringBytes())
}

func (n node) flag() bool {
	if n.v != nil && n.v.Type() == fastjson.TypeFalse {
		return false
	}
	return n.is(fastjson.TypeTrue, "true or false")
}

// number doesn't use fastjson's, which rounds twice.
func (n node) number() (f float64, ok bool) {
	if !n.is(fastjson.TypeNumber, "a number") {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(n.raw()), 64)
	if err != nil {
		n.refuse("a number")
	}
	return f, err == nil
}

func (n node) whole() int {
	if !n.is(fastjson.TypeNumber, "a whole number") {
		return 0
	}
	i, err := strconv.Atoi(string(n.raw()))
	if err != nil {
		n.refuse("a whole number")
		return 0
	}
	return i
}

func (n node) list() []node {
	if !n.is(fastjson.TypeArray, "a list") {
		return nil
	}
	var all []node
	for _, v := range n.v.GetArray() {
		all = append(all, node{v, n.path, n.doc})
	}
	return all
}

// texts is nil for an empty list.
func (n node) texts() []string {
	if !n.is(fastjson.TypeArray, "a list of strings") {
		return nil
	}
	var all []string
	for _, item := range n.list() {
		all = append(all, item.text())
	}
	return all
}

// member is one of an object's.
type member struct {
	name string
	node
}

// members lists an object's in their order, each as often as it is there.
func (n node) members() []member {
	if !n.is(fastjson.TypeObject, "an object") {
		return nil
	}
	var all []member
	n.v.GetObject().Visit(func(name []byte, v *fastjson.Value) {
		path := strings.TrimPrefix(n.path+"."+string(name), ".")
		all = append(all, member{string(name), node{v, path, n.doc}})
	})
	return all
}

// at is a member by its exact name; of several the last, as in JavaScript.
func (n node) at(name string) node {
	found := node{path: strings.TrimPrefix(n.path+"."+name, "."), doc: n.doc}
	if n.is(fastjson.TypeObject, "an object") {
		n.v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
			if string(key) == name {
				found.v = v
			}
		})
	}
	return found
}

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
