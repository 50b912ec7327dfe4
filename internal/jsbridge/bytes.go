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

// CopyBytes is Bytes into dst. The lengths must be equal, because js.CopyBytesToGo silently
// copies the shorter one.
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
	js.CopyBytesToGo(dst, view)
	return nil
}

// byteView returns v as a type that js.CopyBytesToGo accepts.
func byteView(v js.Value) (js.Value, error) {
	switch {
	case isA(v, "Uint8Array"), isA(v, "Uint8ClampedArray"):
		return v, nil
	case isA(v, "ArrayBuffer"):
		return New(uint8Array, v)
	}
	return js.Undefined(), fault.New(fault.BadOption, "not a Uint8Array or ArrayBuffer")
}

// Uint8Array copies b to a new JavaScript array.
func Uint8Array(b []byte) js.Value {
	array := uint8Array.New(len(b))
	js.CopyBytesToJS(array, b) // has the length of b
	return array
}

var (
	arrayBuffer    = js.Global().Get("ArrayBuffer")
	messageChannel = js.Global().Get("MessageChannel")
)

// freeBuffer frees an ArrayBuffer's memory at once, because the garbage collector may run
// late while a picture is decoded. It transfers the buffer in a message without a receiver.
// ArrayBuffer.transfer(0) doesn't help: Chromium keeps the memory of buffers that it has
// created itself. Without MessageChannel the garbage collector frees it.
func freeBuffer(buffer js.Value) {
	if one := deadPort(); one.Truthy() {
		_, _ = Call(one, "postMessage", 0, []any{buffer})
		_, _ = Call(one, "close")
	}
}

// freeLater is freeBuffer in a later task. Freeing takes about 1 ms for a few MB.
func freeLater(buffer js.Value) {
	if one := deadPort(); one.Truthy() {
		_, _ = Call(js.Global(), "setTimeout", one.Get("postMessage").Call("bind", one), 0, 0, []any{buffer})
	}
}

// deadPort returns a port whose other end is closed, undefined without MessageChannel.
func deadPort() js.Value {
	channel, err := New(messageChannel)
	if err != nil {
		return js.Undefined()
	}
	_, _ = Call(channel.Get("port2"), "close")
	return channel.Get("port1")
}
