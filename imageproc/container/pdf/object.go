package pdf

import (
	"bytes"
	"cmp"
	"errors"
	"strconv"

	"credential-capture/imageproc/container"
)

// PDF objects (7.3) are Go values: nil, bool, float64, nameObject, stringObject, reference,
// dictionary and []any.
type (
	nameObject   string
	stringObject string // as it is written, with its ( ) or < >
	reference    struct{ num int64 }
	dictionary   map[nameObject]any
)

const (
	maxDepth  = 32     // of nested arrays and dictionaries
	maxValues = 50_000 // in one object; a flat page tree has one a page
)

// errCut says that the block ends inside an object, which more bytes may complete.
var errCut = errors.New("the object is cut off")

// parser reads objects from a block in memory. After a failure err is set, and what is read is
// worthless.
type parser struct {
	b      []byte
	at     int
	values int   // that have been read
	cut    bool  // a keyword may have been missed at the end of the block
	err    error // the first failure
}

// fail sets err, unless an earlier failure has. It returns null.
func (p *parser) fail(err error) any {
	p.err = cmp.Or(p.err, err)
	return nil
}

// value reads the next object.
func (p *parser) value(depth int) any {
	p.space()
	if p.values++; depth > maxDepth || p.values > maxValues {
		return p.fail(container.Corrupt("a PDF object of too many values"))
	}
	rest := p.b[p.at:]
	switch {
	case len(rest) == 0, string(rest) == ">": // the second > may follow
		return p.fail(errCut)
	case container.HasPrefix(rest, "<<"):
		p.at += 2
		return p.dict(depth)
	case rest[0] == '[':
		p.at++
		return p.array(depth)
	case rest[0] == '/':
		return p.name()
	case rest[0] == '(':
		return p.text()
	case rest[0] == '<':
		return p.hexText()
	}
	return p.word()
}

// space skips white space and comments.
func (p *parser) space() {
	for ; p.at < len(p.b); p.at++ {
		switch p.b[p.at] {
		case 0, '\t', '\n', '\f', '\r', ' ':
		case '%':
			for p.at+1 < len(p.b) && p.b[p.at+1] != '\n' && p.b[p.at+1] != '\r' {
				p.at++
			}
		default:
			return
		}
	}
}

func isRegular(c byte) bool {
	switch c {
	case 0, '\t', '\n', '\f', '\r', ' ', '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return false
	}
	return true
}

// token reads a run of regular characters. One that ends with the block may be cut.
func (p *parser) token() string {
	start := p.at
	for p.at < len(p.b) && isRegular(p.b[p.at]) {
		p.at++
	}
	if p.at == len(p.b) {
		p.fail(errCut)
	}
	return string(p.b[start:p.at])
}

// keyword skips s if that is next.
func (p *parser) keyword(s string) bool {
	p.space()
	rest := p.b[p.at:]
	if !container.HasPrefix(rest, s) {
		p.cut = p.cut || len(rest) < len(s) && container.HasPrefix([]byte(s), string(rest))
		return false
	}
	p.at += len(s)
	return true
}

// integer reads a count, an offset or an object's number.
func (p *parser) integer() int64 {
	p.space()
	s := p.token()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		p.fail(container.Corrupt("%.20q where a number should be", s))
		return 0
	}
	return n
}

func (p *parser) name() any {
	p.at++
	s := p.token()
	// #41 is A (7.3.5).
	plain := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && i+2 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				plain = append(plain, byte(c))
				i += 2
				continue
			}
		}
		plain = append(plain, s[i])
	}
	return nameObject(plain)
}

func (p *parser) text() any {
	start := p.at
	for depth := 0; p.at < len(p.b); p.at++ {
		switch p.b[p.at] {
		case '\\':
			p.at++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				p.at++
				return stringObject(p.b[start:p.at])
			}
		}
	}
	p.at = len(p.b)
	return p.fail(errCut)
}

func (p *parser) hexText() any {
	n := bytes.IndexByte(p.b[p.at:], '>')
	if n < 0 {
		return p.fail(errCut)
	}
	start := p.at
	p.at += n + 1
	return stringObject(p.b[start:p.at])
}

func (p *parser) array(depth int) any {
	var a []any
	for p.err == nil && !p.keyword("]") {
		a = append(a, p.value(depth+1))
	}
	return a
}

func (p *parser) dict(depth int) any {
	d := make(dictionary)
	for p.err == nil && !p.keyword(">>") {
		name, ok := p.value(depth + 1).(nameObject)
		if !ok {
			return p.fail(container.Corrupt("a dictionary's key is not a name"))
		}
		d[name] = p.value(depth + 1)
	}
	return d
}

// word reads a number, a reference, true, false or null.
func (p *parser) word() any {
	s := p.token()
	switch s {
	case "true", "false":
		return s == "true"
	case "null":
		return nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return p.fail(container.Corrupt("%.20q is no PDF object", s))
	}
	num, ok := toInt(v)
	if !ok {
		return v
	}
	// "12 0 R" is a reference, "12 0 13" three numbers.
	start := p.at
	p.space()
	p.token()
	p.space()
	if p.token() == "R" {
		return reference{num}
	}
	p.at = start
	return v
}

// toInt returns v if it is an integer that is not negative.
func toInt(v any) (int64, bool) {
	f, ok := v.(float64)
	if !ok || f < 0 || f > 1<<53 || f != float64(int64(f)) {
		return 0, false
	}
	return int64(f), true
}
