//go:build js && wasm

package jsbridge

import (
	"syscall/js"

	"credential-capture/fault"
)

// uint8Array is JavaScript's Uint8Array.
var uint8Array = js.Global().Get("Uint8Array")

// Bytes copies a Uint8Array, a Uint8ClampedArray or an ArrayBuffer into Go's
// memory; anything else is fault.BadOption.
func Bytes(v js.Value) ([]byte, error) {
	view, err := byteView(v)
	if err != nil {
		return nil, err
	}
	b := make([]byte, view.Length())
	return b, copyView(b, view)
}

// CopyBytes is Bytes into memory that is there already. The lengths must be the
// same: js.CopyBytesToGo itself would copy the shorter one and say nothing.
func CopyBytes(dst []byte, v js.Value) error {
	view, err := byteView(v)
	if err != nil {
		return err
	}
	return copyView(dst, view)
}

func copyView(dst []byte, view js.Value) error {
	if have := view.Length(); have != len(dst) {
		return fault.New(fault.Internal, "%d bytes where %d were expected", have, len(dst))
	}
	if n := js.CopyBytesToGo(dst, view); n != len(dst) {
		return fault.New(fault.Internal, "copied %d bytes of %d", n, len(dst))
	}
	return nil
}

// byteView makes sure that v is one of the two types that can be copied.
func byteView(v js.Value) (js.Value, error) {
	switch {
	case isA(v, "Uint8Array"), isA(v, "Uint8ClampedArray"):
		return v, nil
	case isA(v, "ArrayBuffer"):
		return New(uint8Array, v)
	}
	return js.Undefined(), fault.New(fault.BadOption, "not a Uint8Array or ArrayBuffer")
}

// Uint8Array copies b out of Go's memory into an array of its own.
func Uint8Array(b []byte) js.Value {
	array := uint8Array.New(len(b))
	js.CopyBytesToJS(array, b) // as long as b by construction
	return array
}
