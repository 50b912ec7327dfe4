package imageproc

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// The objects of PDF (ISO 32000-1, 7.3) are Go values: nil, bool, float64, pdfName,
// pdfText, pdfRef, pdfDict and []any.
type (
	pdfName string
	pdfText struct{} // what a string says is nobody's business here
	pdfRef  struct{ num int64 }
	pdfDict map[pdfName]any
)

const (
	maxPDFDepth  = 32     // of arrays and dictionaries in one object
	maxPDFValues = 50_000 // in one object: a page tree without branches has one a page
)

// errPDFEnd says that the block ended inside an object: with more of the file it
// may be whole.
var errPDFEnd = errors.New("the object is cut off")

// pdfParser reads objects from a block in memory.
type pdfParser struct {
	b      []byte
	at     int
	values int  // read so far
	cut    bool // a keyword may have been missed at the end of the block
}

// value reads the next object.
func (p *pdfParser) value(depth int) (any, error) {
	p.space()
	if p.values++; depth > maxPDFDepth || p.values > maxPDFValues {
		return nil, corrupt("a PDF object of too many parts")
	}
	rest := p.b[p.at:]
	switch {
	case len(rest) == 0, string(rest) == ">": // the second > may follow
		return nil, errPDFEnd
	case hasPrefix(rest, "<<"):
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
func (p *pdfParser) space() {
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

func isPDFRegular(c byte) bool {
	switch c {
	case 0, '\t', '\n', '\f', '\r', ' ', '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return false
	}
	return true
}

// token reads a run of regular characters. One that touches the block's end may go
// on beyond it.
func (p *pdfParser) token() (string, error) {
	start := p.at
	for p.at < len(p.b) && isPDFRegular(p.b[p.at]) {
		p.at++
	}
	if p.at == len(p.b) {
		return "", errPDFEnd
	}
	return string(p.b[start:p.at]), nil
}

// keyword skips s if it comes next.
func (p *pdfParser) keyword(s string) bool {
	p.space()
	rest := p.b[p.at:]
	if !hasPrefix(rest, s) {
		p.cut = p.cut || len(rest) < len(s) && hasPrefix([]byte(s), string(rest))
		return false
	}
	p.at += len(s)
	return true
}

// integer reads a number that is a count, a place or an object's number.
func (p *pdfParser) integer() (int64, error) {
	p.space()
	s, err := p.token()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, corrupt("%.20q where a number should be", s)
	}
	return n, nil
}

func (p *pdfParser) name() (any, error) {
	p.at++
	s, err := p.token()
	if err != nil {
		return nil, err
	}
	if strings.IndexByte(s, '#') < 0 {
		return pdfName(s), nil
	}
	// #41 is A. No sane writer spells so what is looked for here, but one may.
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
	return pdfName(plain), nil
}

func (p *pdfParser) text() (any, error) {
	for depth := 0; p.at < len(p.b); p.at++ {
		switch p.b[p.at] {
		case '\\':
			p.at++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				p.at++
				return pdfText{}, nil
			}
		}
	}
	p.at = len(p.b)
	return nil, errPDFEnd
}

func (p *pdfParser) hexText() (any, error) {
	n := bytes.IndexByte(p.b[p.at:], '>')
	if n < 0 {
		return nil, errPDFEnd
	}
	p.at += n + 1
	return pdfText{}, nil
}

func (p *pdfParser) array(depth int) (any, error) {
	var a []any
	for !p.keyword("]") {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
	return a, nil
}

func (p *pdfParser) dict(depth int) (any, error) {
	d := make(pdfDict)
	for !p.keyword(">>") {
		key, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		name, ok := key.(pdfName)
		if !ok {
			return nil, corrupt("a dictionary's key is not a name")
		}
		if d[name], err = p.value(depth + 1); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// word reads a number, a reference, or one of the three words that are values.
func (p *pdfParser) word() (any, error) {
	s, err := p.token()
	if err != nil {
		return nil, err
	}
	switch s {
	case "true", "false":
		return s == "true", nil
	case "null":
		return nil, nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, corrupt("%.20q is no PDF object", s)
	}
	num, ok := pdfInt(v)
	if !ok {
		return v, nil
	}
	// "12 0 R" is a reference, "12 0 13" three numbers.
	start := p.at
	p.space()
	if _, err = p.token(); err == nil {
		p.space()
		var r string
		if r, err = p.token(); err == nil && r == "R" {
			return pdfRef{num}, nil
		}
	}
	p.at = start
	if errors.Is(err, errPDFEnd) {
		return nil, err
	}
	return v, nil
}

// pdfInt returns v as a count, place or number: an integer that is not negative.
func pdfInt(v any) (int64, bool) {
	f, ok := v.(float64)
	if !ok || f < 0 || f > 1<<53 || f != float64(int64(f)) {
		return 0, false
	}
	return int64(f), true
}
