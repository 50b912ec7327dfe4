package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// shrink rewrites a module of Go's linker, so that its compressed form is smaller and what it computes
// stays the same. A sixth of capture.wasm goes:
//
//   - the linker leaves out each run of 8 zeros, which makes 80,000 data segments whose offsets hardly
//     compress. Here a segment ends at minGap zeros, which compress to nothing.
//   - the tables that lead from instructions to lines are emptied. A crash report has the names of its
//     functions, and "?" for their files.
//   - functions that never run become traps (stub.go).
//
// Content that is no wasm is returned as it is.
func shrink(module []byte) ([]byte, error) {
	const header = "\x00asm\x01\x00\x00\x00"
	if !bytes.HasPrefix(module, []byte(header)) {
		return module, nil
	}
	out := []byte(header)
	names := functionsOf(module[len(header):])
	for r := (reader{rest: module[len(header):]}); len(r.rest) > 0; {
		id := r.next(1)
		body := r.next(r.uint())
		if r.err == nil && id[0] == dataSection {
			var m memory
			if m, r.err = readMemory(body); r.err == nil {
				r.err = m.dropLines()
			}
			body = m.segments()
		}
		if r.err == nil && id[0] == codeSection {
			body = stubs(body, names)
		}
		if r.err != nil {
			return nil, fmt.Errorf("not a wasm of Go's linker: %w", r.err)
		}
		out = append(out, id[0])
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	return out, nil
}

const (
	dataSection = 11
	i32Const    = 0x41
	end         = 0x0b

	// minGap is the number of zeros between two data segments. 32 to 4096 compress the same, within 1 %.
	minGap = 256
	// maxMemory bounds the data of a module, bytes. capture.wasm has 3 MB.
	maxMemory = 64 << 20
)

// memory is what the data segments put into the memory, from address 0.
type memory []byte

func readMemory(section []byte) (memory, error) {
	r := reader{rest: section}
	var m memory
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		r.expect(0, i32Const)
		at := r.uint() // signed, but an address of Go's is positive
		r.expect(end)
		data := r.next(r.uint())
		if at > maxMemory-len(data) {
			return nil, errors.New("data segment out of range")
		}
		if size := at + len(data); size > len(m) {
			m = append(m, make([]byte, size-len(m))...)
		}
		copy(m[at:], data)
	}
	return m, r.err
}

// segments returns a data section.
func (m memory) segments() []byte {
	var all []byte
	count := 0
	for at := 0; at < len(m); {
		if m[at] == 0 {
			at++
			continue
		}
		to, gap := at, 0 // to is behind the last byte that isn't 0
		for i := at; i < len(m) && gap < minGap; i++ {
			if gap++; m[i] != 0 {
				to, gap = i+1, 0
			}
		}
		all = appendSigned(append(all, 0, i32Const), at)
		all = binary.AppendUvarint(append(all, end), uint64(to-at))
		all = append(all, m[at:to]...)
		at = to
		count++
	}
	return append(binary.AppendUvarint(nil, uint64(count)), all...)
}

// Members of runtime._func, in uint32, and of runtime.pcHeader, in bytes.
const (
	funcPCSP, funcPCFile, funcPCLine, funcNumPCData, funcUnit, funcStartLine, funcPCData = 4, 5, 6, 7, 8, 9, 11

	headerNumFunc, headerNames, headerUnits, headerPCTab, headerFuncs, headerSize = 8, 32, 40, 56, 64, 72
)

// pcHeaderMagic begins runtime.pcHeader: the version since Go 1.20, two zeros, the size of the least
// instruction, and that of a pointer.
var pcHeaderMagic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// dropLines empties the tables of files and lines. The runtime takes 0 for a function without one.
func (m memory) dropLines() error {
	start := bytes.Index(m, pcHeaderMagic)
	if start < 0 || len(m) < start+headerSize {
		return errors.New("no pcHeader of Go 1.20 or later")
	}
	table := m[start:]
	member := func(at int) int { return int(min(binary.LittleEndian.Uint64(table[at:]), maxMemory)) }
	count, units, pcTab, funcs := member(headerNumFunc), member(headerUnits), member(headerPCTab), member(headerFuncs)
	if units > pcTab || pcTab > funcs || funcs+8*count > len(table) {
		return errors.New("pcHeader out of range")
	}
	kept := make([]bool, funcs-pcTab)
	last := funcs + 8*count // end of the function before
	for i := range count {
		at := funcs + int(binary.LittleEndian.Uint32(table[funcs+8*i+4:]))
		if at < last || at+4*funcPCData > len(table) {
			return errors.New("function out of range")
		}
		f := table[at:]
		numPCData := int(binary.LittleEndian.Uint32(f[4*funcNumPCData:]))
		if numPCData > (len(f)-4*funcPCData)/4 {
			return errors.New("function out of range")
		}
		last = at + 4*(funcPCData+numPCData)
		for _, name := range []int{funcPCFile, funcPCLine, funcUnit, funcStartLine} {
			clear(f[4*name : 4*name+4])
		}
		whole := keepTable(kept, table[pcTab:funcs], f[4*funcPCSP:])
		for j := range numPCData {
			whole = keepTable(kept, table[pcTab:funcs], f[4*(funcPCData+j):]) && whole
		}
		if !whole {
			return errors.New("table of a function out of range")
		}
	}
	clear(table[units:pcTab]) // and the names of files
	for i, keep := range kept {
		if !keep {
			table[pcTab+i] = 0
		}
	}
	return nil
}

// keepTable marks the table whose offset ref begins with: pairs of varints, until the first of a pair is 0. It
// reports whether the table has an end.
func keepTable(kept []bool, pcTab, ref []byte) bool {
	first := int(binary.LittleEndian.Uint32(ref))
	if first == 0 {
		return true // there is no table
	}
	for i, pair := first, 0; i < len(pcTab); pair++ {
		done := pcTab[i] == 0 && pair > 0 && pair%2 == 0
		for more := true; more && i < len(pcTab); i++ {
			kept[i] = true
			more = pcTab[i] >= 0x80
		}
		if done {
			return true
		}
	}
	return false
}

// reader reads a module and keeps its first error.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) uint() int {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > maxMemory {
		r.fail()
		return 0
	}
	r.rest = r.rest[n:]
	return int(v)
}

// next returns n bytes, zeros after an error.
func (r *reader) next(n int) []byte {
	if n > len(r.rest) {
		r.fail()
	}
	if r.err != nil {
		return make([]byte, n)
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) expect(want ...byte) {
	if got := r.next(len(want)); r.err == nil && !bytes.Equal(got, want) {
		r.fail()
	}
}

func (r *reader) fail() {
	r.rest = nil
	if r.err == nil {
		r.err = errors.New("malformed section")
	}
}

// appendSigned appends a positive number as signed LEB128.
func appendSigned(b []byte, v int) []byte {
	b = binary.AppendUvarint(b, uint64(v))
	if last := len(b) - 1; b[last]&0x40 != 0 { // it would be read as a sign
		b[last] |= 0x80
		b = append(b, 0)
	}
	return b
}
