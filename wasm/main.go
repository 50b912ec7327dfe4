//go:build js && wasm

package main

import (
	"context"
	"os"
	"sync"
	"syscall/js"

	"credential-capture/apiclient"
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// version is that of web/capture/messages.js, put in by the linker. The two are compared
// when the program starts, because a page may hold a cached half of another build.
var version = "none"

func main() {
	if len(os.Args) < 2 {
		println("capture.wasm is started by capture.js")
		return
	}
	a := newApp(newCodec())
	a.elsewhere = elsewhere
	page, err := jsbridge.Call(js.Global(), os.Args[1], a.exports())
	if err != nil {
		println("capture.wasm could not publish its exports:", err.Error())
		return
	}
	a.page = page
	<-a.quit
}

// app is what the exports work on.
type app struct {
	codec     imageproc.Codec
	elsewhere bool     // whether another program may succeed where codec fails
	page      js.Value // {emit, renew}, see web/capture/runtime.js
	quit      chan struct{}

	mu       sync.Mutex
	sessions map[int]*apiclient.Session // by the key that the page gave

	watcher watcher // of one frame at a time: the page sees to it
}

func newApp(codec imageproc.Codec) *app {
	return &app{
		codec:    codec,
		quit:     make(chan struct{}, 1),
		sessions: make(map[int]*apiclient.Session),
	}
}

// exports makes the object that the page is given. Its functions live as long as
// the program, so nobody releases them.
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
	return js.ValueOf(exports)
}

// operation is an export's work. What it returns goes through jsbridge.Encode.
type operation func(ctx context.Context, c *call) (any, error)

// export makes a JavaScript function (args, signal, progress) → Promise. The
// arguments are decoded where a panic becomes a rejection: in the Promise's work.
func export(op operation) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		c := &call{args: at(args, 0), progress: at(args, 2)}
		return jsbridge.Promise(at(args, 1), func(ctx context.Context) (any, error) {
			return op(ctx, c)
		})
	})
}

// at is args[i], undefined when the caller gave fewer.
func at(args []js.Value, i int) js.Value {
	if i < len(args) {
		return args[i]
	}
	return js.Undefined()
}
