package pdf

import (
	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// maxPages is the count of pages where counting ends: a small tree whose nodes occur many times
// has any number.
const maxPages = 1<<31 - 1

// pageTree is a count of the pages.
type pageTree struct {
	*file
	pages    int               // so far
	visited  int               // nodes that have been read
	counts   map[reference]int // pages below a node; -1 while they are counted
	contents int               // contents and images that have been read
	drawn    bool              // a page may show something
}

const (
	// maxContents is how many contents and images of pages are read. A scan has two a page.
	maxContents = 64
	// maxBlank is the largest size of contents that draw nothing, in bytes: nothing, deflated, is 8.
	maxBlank = 8
)

// countPages counts the leaves of the page tree, because the counts of its branches may be
// wrong. A node that occurs twice counts twice. For a tree of more than maxNodes it returns the
// root's count, if that is more than the leaves visited.
//
// It fails with fault.Empty if all pages are blank, unless they may be.
func (f *file) countPages(root dictionary, mayBeBlank bool) (int, error) {
	t := &pageTree{file: f, counts: make(map[reference]int), drawn: mayBeBlank}
	top, _ := f.get(root, "Pages").(dictionary)
	if n, ok := toInt(f.get(top, "Count")); ok && n == 0 { // viewers believe it
		return 0, container.Corrupt("the PDF has no pages")
	}
	err := t.count(root["Pages"])
	switch {
	case f.r.Err() != nil:
		return 0, f.r.Err()
	case err != nil && (t.visited > maxNodes || f.exhausted()):
		claimed, _ := toInt(f.get(top, "Count"))
		return int(max(int64(t.pages)+1, min(claimed, maxPages))), nil
	case err != nil:
		return 0, err
	case t.pages == 0:
		return 0, container.Corrupt("the PDF has no pages")
	case !t.drawn:
		return 0, fault.New(fault.Empty, "all pages of the PDF are blank")
	}
	return t.pages, nil
}

// checkContents reads what a page shows: its contents, its own images, and whether there are
// annotations. It fails if a part is missing, which viewers leave out, in a damaged PDF.
func (t *pageTree) checkContents(page dictionary) error {
	parts, ok := t.get(page, "Contents").([]any)
	if !ok {
		parts = []any{page["Contents"]}
	}
	resources, _ := t.get(page, "Resources").(dictionary)
	images, _ := t.get(resources, "XObject").(dictionary)
	t.drawn = t.drawn || page["Annots"] != nil || len(images) > 0
	for _, v := range images {
		parts = append(parts[:len(parts):len(parts)], v)
	}
	for _, v := range parts {
		if t.contents++; t.contents > maxContents {
			t.drawn = true
			break
		}
		part, err := t.resolve(v)
		if err != nil {
			return err
		}
		stream, ok := part.(dictionary)
		if !ok && v != nil && t.search != nil {
			return container.Corrupt("a part of a page is missing in a damaged PDF")
		}
		size, known := toInt(t.get(stream, "Length"))
		t.drawn = t.drawn || size > maxBlank || ok && !known
	}
	return nil
}

// count adds the pages of a node and of all nodes below it.
func (t *pageTree) count(v any) error {
	ref, numbered := v.(reference)
	switch n, ok := t.counts[ref]; {
	case !ok || !numbered:
	case n < 0:
		return container.Corrupt("the page tree has a loop")
	default:
		t.pages = min(t.pages+n, maxPages)
		return nil
	}
	if t.visited++; t.visited > maxNodes {
		return container.Corrupt("a page tree of too many nodes")
	}
	node, err := t.resolve(v)
	if err != nil {
		return err
	}
	dict, ok := node.(dictionary)
	if !ok {
		if t.search != nil {
			return container.Corrupt("a page is missing in a damaged PDF")
		}
		return nil // null, for which viewers show nothing
	}
	before := t.pages
	if numbered {
		t.counts[ref] = -1
	}
	kids, branch := t.get(dict, "Kids").([]any)
	if !branch && dict["Type"] != nameObject("Pages") {
		t.pages = min(t.pages+1, maxPages)
		if err := t.checkContents(dict); err != nil {
			return err
		}
	}
	for _, kid := range kids {
		if err := t.count(kid); err != nil {
			return err
		}
	}
	if numbered {
		t.counts[ref] = t.pages - before
	}
	return nil
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

// maxObjects is how many objects a rebuilt table or an object stream may have.
const maxObjects = 1 << 18

// objectStream is a decoded object stream (7.5.7).
type objectStream struct {
	data    []byte          // with a space, which completes an object that ends with the data
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
	data, err := f.decode(o, num)
	if err != nil {
		return nil, err
	}
	dict, _ := o.value.(dictionary)
	p := &objectStream{data: append(data, ' '), offsets: make(map[int64]int64)}
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
	for range min(n, first/2, maxObjects) {
		num := head.integer()
		p.offsets[num] = container.SaturatingAdd(first, head.integer())
		if head.err != nil {
			return container.Corrupt("an object stream with a broken index")
		}
	}
	return nil
}

// find reads the object of a number in an object stream; a missing one is null.
func (f *file) find(s *objectStream, num int64) (any, error) {
	at, ok := s.offsets[num]
	if !ok || at >= int64(len(s.data))-1 {
		return nil, nil
	}
	p := parser{b: s.data[at:min(int64(len(s.data)), at+maxObject)]}
	v := p.value(0)
	f.charge(&p)
	if p.err == errCut {
		return nil, container.Corrupt("object %d is cut off in its stream", num)
	}
	return v, p.err
}
