package pdf

import "credential-capture/imageproc/container"

const (
	maxSections = 256  // incremental updates; a much-signed document has dozens
	maxTables   = 4096 // subsections in all
)

// entry is the location of an object. Kind 0 is none, 1 a byte of the file, 2 an object stream.
type entry struct{ kind, where int64 }

// section is a subsection of the cross-reference table: rows of text, which are read from the
// file on lookup, or the decoded rows of a stream.
type section struct {
	first, count int64
	at, stride   int64    // text rows
	rows         []byte   // decoded rows
	widths       [3]int64 // of a decoded row's columns
}

// readSections follows the cross-reference sections from the newest to the oldest, each once.
func (f *file) readSections(at int64) error {
	seen := make(map[int64]bool)
	for queue := []int64{at}; len(queue) > 0; {
		at, queue = queue[0], queue[1:]
		if seen[at] {
			continue
		}
		if seen[at] = true; len(seen) > maxSections {
			return container.Corrupt("over %d cross-reference sections", maxSections)
		}
		trailer, err := f.readSection(at)
		if err != nil {
			return err
		}
		f.trailers = append(f.trailers, trailer)
		// A hybrid-reference file (7.5.8.4) has a table, and a stream of what that hides.
		for _, key := range []nameObject{"XRefStm", "Prev"} {
			if next, ok := toInt(trailer[key]); ok {
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// readSection reads a table with its trailer, a trailer alone, or a cross-reference stream.
func (f *file) readSection(at int64) (dictionary, error) {
	var table bool
	var start int64
	err := f.parse(at, func(p *parser) {
		if table = p.keyword("xref"); table {
			start = at + int64(p.at)
		} else {
			table, start = p.keyword("trailer"), at
		}
	})
	if err != nil {
		return nil, err
	}
	if table {
		return f.readTable(start)
	}
	return f.readXRefStream(at)
}

// readTable reads the headers of a table's subsections and the trailer after them.
func (f *file) readTable(at int64) (trailer dictionary, err error) {
	for {
		var s section
		err := f.parse(at, func(p *parser) {
			if p.keyword("trailer") {
				trailer, _ = p.value(0).(dictionary)
				return
			}
			s.first, s.count = p.integer(), p.integer()
			if s.count > 1<<32 {
				p.fail(container.Corrupt("a cross-reference table of %d rows", s.count))
			}
			p.space()
			s.at = at + int64(p.at)
			s.measure(p)
		})
		if err != nil {
			return nil, err
		}
		if trailer != nil {
			return trailer, nil
		}
		if f.sections = append(f.sections, s); len(f.sections) > maxTables {
			return nil, container.Corrupt("over %d cross-reference subsections", maxTables)
		}
		at = s.at + s.count*s.stride
	}
}

// measure sets the stride: 20 bytes in the standard, but some writers end a row with one byte
// instead of two.
func (s *section) measure(p *parser) {
	if s.count == 0 || p.err != nil {
		return
	}
	rows := p.b[p.at:]
	if len(rows) < 24 {
		p.fail(errCut)
		return
	}
	s.stride = 18
	for s.stride < 24 && (rows[s.stride] == ' ' || rows[s.stride] == '\r' || rows[s.stride] == '\n') {
		s.stride++
	}
	// Some writers number the first row, which is never an object, as 1.
	if s.first == 1 && container.HasPrefix(rows, "0000000000 65535 f") {
		s.first = 0
	}
}

// lookup finds an object by its number in the newest section that has it.
func (f *file) lookup(num int64) (entry, error) {
	if f.search != nil {
		return f.search(num), nil
	}
	for i := range f.sections {
		s := &f.sections[i]
		if num < s.first || num-s.first >= s.count {
			continue
		}
		if s.rows == nil {
			return f.textRow(s.at + (num-s.first)*s.stride)
		}
		return s.row(num - s.first), nil
	}
	return entry{}, nil
}

// textRow reads "0000000017 00000 n".
func (f *file) textRow(at int64) (entry, error) {
	b, err := f.r.Bytes(at, 18)
	if err != nil {
		return entry{}, err
	}
	var where int64
	for _, c := range b[:10] {
		if c < '0' || c > '9' {
			return entry{}, container.Corrupt("no cross-reference row at byte %d", at)
		}
		where = where*10 + int64(c-'0')
	}
	switch b[17] {
	case 'n':
		return entry{1, where}, nil
	case 'f':
		return entry{}, nil
	}
	return entry{}, container.Corrupt("no cross-reference row at byte %d", at)
}

// row decodes a row of a stream: three numbers, of which an absent first one is 1.
func (s *section) row(i int64) entry {
	size := s.widths[0] + s.widths[1] + s.widths[2]
	c := container.Cursor{B: s.rows[i*size : (i+1)*size]}
	e := entry{kind: 1}
	if s.widths[0] > 0 {
		e.kind = int64(c.Uint(int(s.widths[0])))
	}
	e.where = int64(c.Uint(int(s.widths[1])))
	return e
}

// readXRefStream reads a cross-reference stream, whose dictionary is the trailer.
func (f *file) readXRefStream(at int64) (dictionary, error) {
	o, err := f.readAt(at, -1)
	if err != nil {
		return nil, err
	}
	dict, _ := o.value.(dictionary)
	if dict["Type"] != nameObject("XRef") {
		return nil, container.Corrupt("no cross-reference table at byte %d", at)
	}
	var widths [3]int64
	columns, _ := dict["W"].([]any)
	for i := range widths {
		if len(columns) < 3 {
			return nil, container.Corrupt("a cross-reference stream without columns")
		}
		var ok bool
		if widths[i], ok = toInt(columns[i]); !ok || widths[i] > 8 {
			return nil, container.Corrupt("a cross-reference column of %v bytes", columns[i])
		}
	}
	rows, err := f.decode(o, -1)
	if err != nil {
		return nil, err
	}
	return dict, f.addRows(dict, widths, rows)
}

// addRows cuts the decoded rows into the subsections that Index lists.
func (f *file) addRows(dict dictionary, widths [3]int64, rows []byte) error {
	index, ok := dict["Index"].([]any)
	if !ok {
		index = []any{float64(0), dict["Size"]}
	}
	size := widths[0] + widths[1] + widths[2]
	if size == 0 {
		return container.Corrupt("a cross-reference stream without columns")
	}
	for ; len(index) >= 2; index = index[2:] {
		first, ok1 := toInt(index[0])
		count, ok2 := toInt(index[1])
		if !ok1 || !ok2 {
			return container.Corrupt("a cross-reference stream of unknown size")
		}
		count = min(count, int64(len(rows))/size)
		if count == 0 {
			continue
		}
		f.sections = append(f.sections, section{first: first, count: count, rows: rows[:count*size], widths: widths})
		rows = rows[count*size:]
	}
	if len(f.sections) > maxTables {
		return container.Corrupt("over %d cross-reference subsections", maxTables)
	}
	return nil
}
