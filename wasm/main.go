//go:build js && wasm

package main

import (
	"context"
	"os"
	"sync"
	"syscall/js"

	"credential-capture/apiclient"
	"credential-capture/imageproc"
	"credential-capture/imageproc/mrz"
	"credential-capture/internal/jsbridge"
)

// version is that of web/capture/messages.js, set by the linker. runtime.js compares the
// two, because a page may have cached files of another build.
var version = "none"

func main() {
	if len(os.Args) < 2 {
		println("capture.wasm is started by capture.js")
		return
	}
	a := newApp(newCodec())
	a.hasFallback = hasFallback
	page, err := jsbridge.Call(js.Global(), os.Args[1], a.exports())
	if err != nil {
		println("capture.wasm could not publish its exports:", err.Error())
		return
	}
	a.page, jsbridge.Page = page, page
	setFallback(page)
	<-a.quit
}

// app is the state of the exports.
type app struct {
	codec       imageproc.Codec
	hasFallback bool     // whether fallback.wasm may succeed where codec fails
	page        js.Value // see Page in web/capture/runtime.js
	quit        chan struct{}

	mu       sync.Mutex
	sessions map[int]*apiclient.Session // by the key of the page

	watcher watcher // of one frame at a time: the page sees to it
	reader  *mrz.Reader
}

func newApp(codec imageproc.Codec) *app {
	return &app{
		codec:    codec,
		quit:     make(chan struct{}, 1),
		sessions: make(map[int]*apiclient.Session),
	}
}

// exports returns the object with the exports. Its functions live as long as the
// program and are never released.
func (a *app) exports() js.Value {
	exports := map[string]any{
		"version": version,
		"exit": js.FuncOf(func(js.Value, []js.Value) any {
			select {
			case a.quit <- struct{}{}:
			default:
			}
			return nil
		}),
	}
	for name, op := range map[string]operation{
		"validate":       a.validate,
		"fit":            a.fit,
		"fitDocument":    a.fitDocument,
		"stats":          a.stats,
		"analyze":        a.analyze,
		"cascade":        a.cascade,
		"mrzWeights":     a.mrzWeights,
		"readMRZ":        a.readMRZ,
		"open":           a.open,
		"addPart":        a.addPart,
		"updatePart":     a.updatePart,
		"deletePart":     a.deletePart,
		"submitData":     a.submitData,
		"uploadDocument": a.uploadDocument,
		"deletePages":    a.deletePages,
		"finalize":       a.finalize,
		"forget":         a.forget,
	} {
		exports[name] = export(op)
	}
	for name, op := range a.codecOperations() {
		exports[name] = export(op)
	}
	return js.ValueOf(exports)
}

// operation implements an export. Its result is encoded by jsbridge.Encode.
type operation func(ctx context.Context, c *call) (any, error)

// export returns a JavaScript function (args, signal, progress) → Promise. The operation
// decodes the arguments inside of the Promise, where a panic becomes a rejection.
func export(op operation) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		c := &call{args: at(args, 0), progress: at(args, 2)}
		return jsbridge.Promise(at(args, 1), func(ctx context.Context) (any, error) {
			return op(ctx, c)
		})
	})
}

// at returns args[i], undefined if there are fewer.
func at(args []js.Value, i int) js.Value {
	if i < len(args) {
		return args[i]
	}
	return js.Undefined()
}
