//go:build js && wasm

package jsbridge

import (
	"fmt"
	"syscall/js"
)

// Encode makes a JavaScript value of nil, a bool, a number, a string, []byte (a
// Uint8Array), []string, []any, map[string]any, *Blob or js.Value. Integers beyond
// 2^53 lose their last digits, as every number in JavaScript does. Any other type
// is a defect of the caller's and panics; Promise makes code internal of that.
//
// js.ValueOf alone would panic on []string and []byte.
func Encode(v any) js.Value {
	switch v := v.(type) {
	case nil, bool, string, float32, float64, js.Value,
		int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return js.ValueOf(v)
	case []byte:
		return Uint8Array(v)
	case []string:
		return encodeList(v)
	case []any:
		return encodeList(v)
	case map[string]any:
		o := make(map[string]any, len(v))
		for name, member := range v {
			o[name] = Encode(member)
		}
		return js.ValueOf(o)
	case *Blob:
		if v == nil {
			return js.Null()
		}
		return v.Value()
	}
	panic(fmt.Sprintf("a %T can't be encoded for JavaScript", v))
}

func encodeList[T any](list []T) js.Value {
	encoded := make([]any, len(list))
	for i, item := range list {
		encoded[i] = Encode(item)
	}
	return js.ValueOf(encoded)
}
