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
	channel, err := New(messageChannel)
	if err != nil {
		return
	}
	one, other := channel.Get("port1"), channel.Get("port2")
	_, _ = Call(other, "close")
	_, _ = Call(one, "postMessage", 0, []any{buffer})
	_, _ = Call(one, "close")
}
