package main

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/must"
)

// module is a wasm with two sections: one that is kept, and one with data at an address.
func module(at int, data []byte) []byte {
	section := append(appendSigned([]byte{1, 0, i32Const}, at), end)
	section = append(binary.AppendUvarint(section, uint64(len(data))), data...)
	m := []byte("\x00asm\x01\x00\x00\x00\x0a\x02go")
	return append(binary.AppendUvarint(append(m, dataSection), uint64(len(section))), section...)
}

// tables is the pclntab of two functions. The first has lines and a table of pc data, the second none.
func tables() []byte {
	const names, units, files, pcTab, funcs = headerSize, headerSize + 16, headerSize + 24, headerSize + 40, headerSize + 64
	t := make([]byte, funcs+2*8+2*64)
	copy(t, pcHeaderMagic)
	for at, v := range map[int]uint64{headerNumFunc: 2, 32: names, headerUnits: units, 48: files, headerPCTab: pcTab, headerFuncs: funcs} {
		binary.LittleEndian.PutUint64(t[at:], v)
	}
	copy(t[names:], "main.main\x00")
	copy(t[units:], "unit")
	copy(t[files:], "main.go\x00")
	copy(t[pcTab:], "\x00"+"\x02\x81\x01\x00"+"\x04\x05\x06\x01\x00"+"\x00\x07\x00"+"\x03\x03\x00")
	for i, f := range [][]uint32{
		{0, 1, 0, 0, 1, 5, 10, 1, 3, 17, 0, 13}, // pcsp, file, line, 1 table, unit, line
		{0, 2},
	} {
		at := funcs + 16 + 64*i
		binary.LittleEndian.PutUint32(t[funcs+8*i+4:], uint32(at-funcs))
		for j, v := range f {
			binary.LittleEndian.PutUint32(t[at+4*j:], v)
		}
	}
	return t
}

func TestShrink_dropsLines(t *testing.T) {
	before := tables()
	packed := must.Get(shrink(module(64, before)))(t)
	prefix, section, _ := bytes.Cut(packed, []byte("\x0a\x02go\x0b"))
	if string(prefix) != "\x00asm\x01\x00\x00\x00" {
		t.Fatalf("the other section is lost: %q", packed)
	}
	_, n := binary.Uvarint(section)
	m := must.Get(readMemory(section[n:]))(t)
	after := append(m[64:], make([]byte, len(before))...)[:len(before)] // zeros at the end are no data
	for _, gone := range []string{"unit", "main.go", "\x04\x05\x06\x01", "\x07"} {
		if bytes.Contains(after, []byte(gone)) {
			t.Errorf("%q is kept", gone)
		}
	}
	for _, kept := range []string{"main.main", "\x02\x81\x01\x00", "\x03\x03"} {
		if !bytes.Contains(after, []byte(kept)) {
			t.Errorf("%q is lost", kept)
		}
	}
	f := after[binary.LittleEndian.Uint64(before[headerFuncs:])+16:]
	want := []uint32{0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 13}
	for i, v := range want {
		if got := binary.LittleEndian.Uint32(f[4*i:]); got != v {
			t.Errorf("member %d of the function is %d, want %d", i, got, v)
		}
	}
}

func TestMemory_segments(t *testing.T) {
	for _, tt := range []struct{ at, gap, want int }{
		{0, minGap - 1, 1}, {0, minGap, 2}, {63, 1, 1}, {64, 1, 1}, {8191, minGap, 2}, {8192, minGap, 2},
	} {
		m := slices.Concat(make(memory, tt.at), memory{1}, make(memory, tt.gap), memory{2}, make(memory, 9))
		section := m.segments()
		if int(section[0]) != tt.want {
			t.Errorf("%d zeros: %d segments, want %d", tt.gap, section[0], tt.want)
		}
		if got, err := readMemory(section); err != nil || !bytes.Equal(got, m[:len(m)-9]) {
			t.Errorf("%d zeros from %d: %d bytes %v", tt.gap, tt.at, len(got), err)
		}
	}
}

func TestStubs(t *testing.T) {
	section := []byte{3, 4, 0, 1, 2, end, 3, 0, 3, end, 2, 0, end}
	names := []string{"runtime.traceLocker.GoStart", "runtime.traceLocker.ok", "main.main"}
	if got, want := stubs(section, names), []byte{3, 3, 0, 0, end, 3, 0, 3, end, 2, 0, end}; !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, name := range []string{"runtime.SetMutexProfileFraction", "runtime/trace.Start", "runtime.memProfileInternal", "reflect.Value.Call", "time.LoadLocationFromTZData"} {
		if got := stubs(section, []string{names[0], names[1], name}); !bytes.Equal(got, section) {
			t.Errorf("with %s: got %v", name, got)
		}
	}
	for _, name := range []string{"runtime.gcDumpObject", "runtime.traceback", "runtime.tracealloc", "time.Time.GoString", "reflect.valueMethodName", "time.(*Location).lookup"} {
		if neverRun.MatchString(name) {
			t.Errorf("%s, which a throw or a verb may call, is a trap", name)
		}
	}
	for name, same := range map[string][]byte{"another number of functions": section[:1], "a cut body": section[:6], "more than the bodies": append(slices.Clone(section), 0)} {
		if got := stubs(same, names); !bytes.Equal(got, same) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if got := memory(tables()).functions(); !slices.Equal(got, []string{"ain.main", "in.main"}) {
		t.Errorf("the functions, whose names begin at offsets 1 and 2, are %q", got)
	}
}

func TestShrink_rejects(t *testing.T) {
	whole := module(64, tables())
	// pcsp makes tables whose first function has its stack table at an offset.
	pcsp := func(at byte) []byte {
		t := tables()
		t[headerSize+64+16+4*funcPCSP] = at
		return module(64, t)
	}
	// second makes tables whose second function begins at an offset.
	second := func(at byte) []byte {
		t := tables()
		t[headerSize+64+12] = at
		return module(64, t)
	}
	for _, tt := range []struct {
		name   string
		module []byte
		want   string
	}{
		{"functions that overlap", second(16), "function out of range"},
		{"no pcHeader", module(64, []byte("data")), "pcHeader"},
		{"a cut section", whole[:len(whole)-1], "malformed"},
		{"a section of a bad length", append(slices.Clone(whole), 1, 0x80), "malformed"},
		{"data out of range", module(maxMemory, []byte("data")), "range"},
		{"a table out of range", module(64, tables()[:headerSize+64]), "range"},
		{"a table of a function without an end", pcsp(23), "table of a function"},
		{"a table of a function behind the others", pcsp(24), "table of a function"},
		{"a function out of range", module(64, tables()[:headerSize+64+20]), "range"},
	} {
		if _, err := shrink(tt.module); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want something about %s", tt.name, err, tt.want)
		}
	}
	if got, err := shrink([]byte("text")); err != nil || string(got) != "text" {
		t.Errorf("no wasm: %q %v", got, err)
	}
}

// FuzzShrink checks that a module that was shrunk stays as it is.
func FuzzShrink(f *testing.F) {
	f.Add(module(64, tables()))
	f.Add(module(maxMemory, []byte("data")))
	f.Fuzz(func(t *testing.T, content []byte) {
		once, err := shrink(content)
		if err != nil {
			return
		}
		// Tables that end with zeros are out of range the second time.
		if twice, err := shrink(once); err == nil && !bytes.Equal(once, twice) {
			t.Errorf("%q became %q, then %q", content, once, twice)
		}
	})
}
