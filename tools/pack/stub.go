package main

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"slices"
)

// neverRun names functions that run only while the execution tracer or a profiler does, with a setting in GODEBUG, with a method
// that reflection looked up, or with a time zone that was read from a file. Nothing in a browser turns them on: runtime.js
// passes no GODEBUG, and the module has its Go version's settings. Functions that a panic, a throw or a verb of fmt may call
// aren't among them.
var neverRun = regexp.MustCompile(`^runtime\.(traceLocker\.([^o]|o[^k])|trace(Event)?Writer\.|\(\*trace(Map|StackTable|StringTable|TypeTable|RegionAlloc|Buf)\)\.|` +
	`traceAdvance|traceSyncBatch|traceStack$|traceReadCPU$|traceStopReadCPU$|traceRegisterLabelsAndReasons$|traceAcquireEnabled$|makeTraceFrames?$|schedtrace|` +
	`initMetrics|\(\*profBuf\)\.|stkbucket$|newBucket$|saveblockevent$|saveBlockEventStack$|setprofilebucket$|mProf_Free$|checkFinalizersAndCleanups|` +
	`(set|get|run|start|end)Checkmarks?(\.|$)|setSyncObjectsUntraceable|printScavTrace$|dumpScanStats$|dumpStacksRec$)|` +
	`^internal/bisect\.(New|Marker|AppendMarker|PrintMarker|CutMarker|printStack|appendFileLine|fnv|parse|Hash$|\(\*Matcher\)\.stack$|\(\*dedup\)\.)|` +
	`^reflect\.((call|make)Method(Value)?$|methodReceiver$|storeRcvr$|funcLayout(\.|$)|newAbiDesc$|addTypeBits$|\(\*(abiSeq|bitVector)\)\.)|` +
	`^time\.tz(set|rule)`)

// enables names functions that turn them on. A program that has one keeps all.
var enables = regexp.MustCompile(`^runtime\.(StartTrace|SetCPUProfileRate|SetBlockProfileRate|SetMutexProfileFraction|memProfileInternal)$|^runtime/(trace\.Start|pprof\.|metrics\.)|` +
	`^reflect\.(Value\.(Method|MethodByName|Call|CallSlice)|MakeFunc|FuncOf|StructOf|ArrayOf)$|^time\.LoadLocationFromTZData$`)

// trap is the body of a function: no locals, unreachable, end.
var trap = []byte{0, 0, end}

const codeSection = 10

// stubs returns a code section in which the functions that never run are traps. names are those of its
// functions; a section of another number of functions, or with one that enables them, is returned as it is.
func stubs(section []byte, names []string) []byte {
	r := reader{rest: section}
	if n := r.uint(); r.err != nil || n != len(names) || slices.ContainsFunc(names, enables.MatchString) {
		return section
	}
	all := binary.AppendUvarint(nil, uint64(len(names)))
	for _, name := range names {
		body := r.next(r.uint())
		if neverRun.MatchString(name) {
			body = trap
		}
		all = append(binary.AppendUvarint(all, uint64(len(body))), body...)
	}
	if r.err != nil || len(r.rest) > 0 {
		return section
	}
	return all
}

// functions lists the names of the module's functions, in the order of the code section. It returns none if
// there is no table of them.
func (m memory) functions() []string {
	start := bytes.Index(m, pcHeaderMagic)
	if start < 0 || len(m) < start+headerSize {
		return nil
	}
	table := m[start:]
	member := func(at int) int { return int(min(binary.LittleEndian.Uint64(table[at:]), maxMemory)) }
	count, names, funcs := member(headerNumFunc), member(headerNames), member(headerFuncs)
	if names > len(table) || funcs+8*count > len(table) {
		return nil
	}
	list := make([]string, count)
	for i := range list {
		at := funcs + int(binary.LittleEndian.Uint32(table[funcs+8*i+4:]))
		if at+8 > len(table) {
			return nil
		}
		name := names + int(binary.LittleEndian.Uint32(table[at+4:]))
		if name > len(table) {
			return nil
		}
		text, _, _ := bytes.Cut(table[name:], []byte{0})
		list[i] = string(text)
	}
	return list
}

// functionsOf is memory.functions of a module's sections.
func functionsOf(sections []byte) []string {
	for r := (reader{rest: sections}); len(r.rest) > 0; {
		id := r.next(1)
		body := r.next(r.uint())
		if r.err == nil && id[0] == dataSection {
			if m, err := readMemory(body); err == nil {
				return m.functions()
			}
		}
	}
	return nil
}
