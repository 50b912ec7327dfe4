//go:build js && wasm

package jsbridge

import "syscall/js"

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
