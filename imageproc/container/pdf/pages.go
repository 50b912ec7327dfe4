package pdf

import "credential-capture/imageproc/container"

// countPages counts the leaves of the page tree, because the counts of its branches may be
// wrong. For a tree of more than maxNodes it returns the root's count, if that is more than
// the leaves visited.
func (f *file) countPages() (int, error) {
	root, err := f.catalogue()
	if err != nil {
		return 0, err
	}
	claimed := int64(0)
	pages, visited := 0, 0
	seen := make(map[reference]bool)
	for stack := []any{root["Pages"]}; len(stack) > 0; {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if ref, ok := v.(reference); ok {
			if seen[ref] {
				return 0, container.Corrupt("the page tree has a loop")
			}
			seen[ref] = true
		}
		node, err := f.resolve(v)
		if visited++; visited > maxNodes || err != nil && f.r.Exhausted() {
			return int(max(int64(pages)+1, min(claimed, 1<<31-1))), nil
		}
		if err != nil {
			return 0, err
		}
		dict, ok := node.(dictionary)
		if !ok {
			continue // null, for which viewers show nothing
		}
		kids, branch := f.get(dict, "Kids").([]any)
		if !branch {
			if dict["Type"] != nameObject("Pages") {
				pages++
			}
			continue
		}
		if visited == 1 {
			claimed, _ = toInt(f.get(dict, "Count"))
		}
		stack = append(stack, kids...)
	}
	if f.r.Err() != nil {
		return 0, f.r.Err()
	}
	if pages == 0 {
		return 0, container.Corrupt("the PDF has no pages")
	}
	return pages, nil
}

// catalogue returns the document's root object.
func (f *file) catalogue() (dictionary, error) {
	for _, t := range f.trailers {
		if t["Root"] == nil {
			continue
		}
		v, err := f.resolve(t["Root"])
		if err != nil {
			return nil, err
		}
		if root, ok := v.(dictionary); ok && root["Pages"] != nil {
			return root, nil
		}
	}
	return nil, container.Corrupt("the PDF has no catalogue")
}

// objectStream is a decoded object stream (7.5.7).
type objectStream struct {
	data    []byte
	offsets map[int64]int64 // by number
}

// objectStream returns the object stream of a number, decoded once.
func (f *file) objectStream(num int64) (*objectStream, error) {
	if p, ok := f.streams[num]; ok {
		return p, nil
	}
	e, err := f.lookup(num)
	if err != nil {
		return nil, err
	}
	if e.kind != 1 { // object streams don't nest
		return nil, container.Corrupt("object stream %d is missing", num)
	}
	o, err := f.readAt(e.where, num)
	if err != nil {
		return nil, err
	}
	data, err := f.decode(o)
	if err != nil {
		return nil, err
	}
	dict, _ := o.value.(dictionary)
	p := &objectStream{data: data, offsets: make(map[int64]int64)}
	if err := p.index(dict); err != nil {
		return nil, err
	}
	f.streams[num] = p
	return p, nil
}

// index reads the pairs of number and offset at the start of the data.
func (p *objectStream) index(dict dictionary) error {
	first, ok1 := toInt(dict["First"])
	n, ok2 := toInt(dict["N"])
	if !ok1 || !ok2 || first > int64(len(p.data)) {
		return container.Corrupt("an object stream without an index")
	}
	head := parser{b: append(p.data[:first:first], ' ')}
	for range min(n, first/2) {
		num := head.integer()
		p.offsets[num] = container.SaturatingAdd(first, head.integer())
		if head.err != nil {
			return container.Corrupt("an object stream with a broken index")
		}
	}
	return nil
}

// find reads the object of a number; a missing one is null.
func (p *objectStream) find(num int64) (any, error) {
	at, ok := p.offsets[num]
	if !ok || at >= int64(len(p.data)) {
		return nil, nil
	}
	// An object may end with the data; the space completes it.
	end := min(int64(len(p.data)), at+maxObject)
	parser := parser{b: append(p.data[at:end:end], ' ')}
	v := parser.value(0)
	if parser.err == errCut {
		return nil, container.Corrupt("object %d is cut off in its stream", num)
	}
	return v, parser.err
}
