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

// JSON is parsed with fastjson, in this file only. encoding/json and its reflection
// would add 70 kB (brotli) to the wasm.

// Limits of a document, far above those of the API and of snapshots. They bound the
// memory that a hostile document takes, which a wasm never gives back.
const (
	maxDepth  = 32      // nested objects and lists
	maxValues = 1 << 15 // values in all
)

// node is a value of a document, possibly an absent one. A value of an unexpected type
// reads as absent, and the document records the first one. Null reads as absent
// without being recorded.
type node struct {
	v    *fastjson.Value // nil if absent
	path string          // dotted, without the indexes of lists
	doc  *document
}

type document struct {
	wrong *mismatch
}

// mismatch is a value of an unexpected type.
type mismatch struct {
	path string
	want string // such as "a string"
}

// parseJSON parses one JSON value. Like encoding/json it replaces invalid UTF-8 and
// unpaired surrogates by U+FFFD.
func parseJSON(b []byte) (n node, ok bool) {
	b = bytes.ToValidUTF8(b, []byte("\ufffd")) // a copy
	if !precheck(b) || fastjson.ValidateBytes(b) != nil {
		return node{}, false
	}
	v, err := fastjson.ParseBytes(b)
	return node{v: v, doc: new(document)}, err == nil
}

// precheck covers what fastjson does differently: its Validate has no depth limit and
// misses control characters before an escape, and its parser reads an unpaired
// surrogate as the six letters of the escape.
func precheck(b []byte) bool {
	depth, values, inString := 0, 1, false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case inString && c == '\\':
			i += repairSurrogate(b[i:]) - 1
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

// repairSurrogate replaces an unpaired surrogate at the start of b by U+FFFD and
// returns the length of the escape.
func repairSurrogate(b []byte) int {
	r := unicodeEscape(b)
	switch {
	case r < 0:
		return 2
	case !utf16.IsSurrogate(r):
		return 6
	case utf16.DecodeRune(r, unicodeEscape(b[6:])) != unicode.ReplacementChar:
		return 12
	}
	return copy(b, `\ufffd`)
}

// unicodeEscape decodes \uXXXX at the start of b. It returns -1 if there is none.
func unicodeEscape(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// raw returns the value as JSON without blanks, nil if it is absent. Call it before
// other methods, because fastjson unescapes in place.
func (n node) raw() []byte {
	if n.v == nil {
		return nil
	}
	return n.v.MarshalTo(nil)
}

// detached returns the value with a document of its own, for members of varying type.
func (n node) detached() node {
	n.doc = new(document)
	return n
}

// mismatch returns the first value of an unexpected type in the document.
func (n node) mismatch() *mismatch { return n.doc.wrong }

func (n node) present() bool  { return n.v != nil && n.v.Type() != fastjson.TypeNull }
func (n node) isText() bool   { return n.v != nil && n.v.Type() == fastjson.TypeString }
func (n node) isObject() bool { return n.v != nil && n.v.Type() == fastjson.TypeObject }

func (n node) is(t fastjson.Type, want string) bool {
	if !n.present() || n.v.Type() == t {
		return n.present()
	}
	n.refuse(want)
	return false
}

func (n node) refuse(want string) {
	if n.doc.wrong == nil {
		n.doc.wrong = &mismatch{n.path, want}
	}
}

// text returns a copy, because a fastjson string keeps the whole document alive.
func (n node) text() string {
	if !n.is(fastjson.TypeString, "a string") {
		return ""
	}
	return string(n.v.GetStringBytes())
}

func (n node) boolean() bool {
	if n.v != nil && n.v.Type() == fastjson.TypeFalse {
		return false
	}
	return n.is(fastjson.TypeTrue, "true or false")
}

// number parses the raw text, because fastjson rounds twice.
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

func (n node) integer() int {
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

// textList returns nil for an empty list.
func (n node) textList() []string {
	if !n.is(fastjson.TypeArray, "a list of strings") {
		return nil
	}
	var all []string
	for _, item := range n.list() {
		all = append(all, item.text())
	}
	return all
}

// member is a member of an object.
type member struct {
	name string
	node
}

// members returns an object's members in order, duplicates included.
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

// at returns the member of exactly this name; of duplicates the last, as in JavaScript.
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

// JSON is written by hand, because fastjson quotes strings as Go does, with escapes
// such as \x01 that JSON doesn't have.

// object builds a JSON object.
type object struct {
	b []byte
}

// raw adds a member whose value is JSON.
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

// text adds a string, which may be empty.
func (o *object) text(name, value string) { o.raw(name, quote(value)) }

// textIfSet adds a string unless it is empty.
func (o *object) textIfSet(name, value string) {
	if value != "" {
		o.text(name, value)
	}
}

// trueIfSet adds true unless value is false.
func (o *object) trueIfSet(name string, value bool) {
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

// array encodes a list of JSON values.
func array(values [][]byte) []byte {
	b := append([]byte{'['}, bytes.Join(values, []byte{','})...)
	return append(b, ']')
}

// texts encodes a list of strings.
func texts(values []string) []byte {
	var all [][]byte
	for _, s := range values {
		all = append(all, quote(s))
	}
	return array(all)
}

// quote encodes a string. Invalid UTF-8 becomes U+FFFD.
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
