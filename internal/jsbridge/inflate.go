//go:build js && wasm

package jsbridge

import (
	"context"
	"syscall/js"
)

// Page has the functions that the page lends to the program, see web/capture/runtime.js; undefined
// without a page.
var Page js.Value

// InflatedSize implements container.Inflater with the page's function of that name, which uses the
// browser's DecompressionStream.
func (b *Blob) InflatedSize(off, limit int64) int64 {
	promise, err := Call(Page, "inflatedSize", b.v, off, limit)
	if err != nil {
		return 0
	}
	size, err := Await(context.Background(), promise)
	if err != nil || size.Type() != js.TypeNumber {
		return 0
	}
	return int64(size.Float())
}
