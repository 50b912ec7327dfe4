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

var (
	arrayBuffer    = js.Global().Get("ArrayBuffer")
	messageChannel = js.Global().Get("MessageChannel")
)

// freeBuffer gives an ArrayBuffer's memory back now: JavaScript's garbage may lie for
// long while a picture is being decoded. It is sent to nobody, and freed with the
// message. ArrayBuffer.transfer(0) would be simpler, but Chromium keeps the memory of a
// buffer that it made itself until the garbage is collected. Where it can't be done the
// garbage lies.
func freeBuffer(buffer js.Value) {
	if one := deadPort(); one.Truthy() {
		_, _ = Call(one, "postMessage", 0, []any{buffer})
		_, _ = Call(one, "close")
	}
}

// freeLater is freeBuffer in a task of its own, for when somebody waits: it takes a
// millisecond for a few MB.
func freeLater(buffer js.Value) {
	if one := deadPort(); one.Truthy() {
		_, _ = Call(js.Global(), "setTimeout", one.Get("postMessage").Call("bind", one), 0, 0, []any{buffer})
	}
}

// deadPort is a port whose other end nobody holds; undefined where there is none.
func deadPort() js.Value {
	channel, err := New(messageChannel)
	if err != nil {
		return js.Undefined()
	}
	_, _ = Call(channel.Get("port2"), "close")
	return channel.Get("port1")
}
