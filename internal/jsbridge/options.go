//go:build js && wasm

package jsbridge

import (
	"slices"
	"strings"
	"syscall/js"

	"credential-capture/fault"
)

// maxName is how much of an unknown option's name an error repeats, in bytes.
const maxName = 64

// Fields makes sure that an options object has no member but the known ones, so
// that a misspelt option is refused by name instead of being ignored. Undefined
// and null are an object without members.
func Fields(v js.Value, known ...string) error {
	if v.IsUndefined() || v.IsNull() {
		return nil
	}
	if v.Type() != js.TypeObject {
		return fault.New(fault.BadOption, "not an object")
	}
	keys, err := Call(js.Global().Get("Object"), "keys", v)
	if err != nil {
		return fault.Wrap(fault.BadOption, err, "the options can't be read")
	}
	for i := range keys.Length() {
		if key := keys.Index(i).String(); !slices.Contains(known, key) {
			return fault.New(fault.BadOption, "unknown option; known are %s", strings.Join(known, ", ")).On(short(key))
		}
	}
	return nil
}

func short(name string) string {
	if len(name) <= maxName {
		return name
	}
	return strings.ToValidUTF8(name[:maxName], "") + "…"
}
