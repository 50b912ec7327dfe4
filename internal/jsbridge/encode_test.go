//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"credential-capture/fault"
	"credential-capture/test/must"
)

func TestEncode(t *testing.T) {
	blob := must.Get(JoinBlob("text/plain", []byte("b")))(t)
	for _, tt := range []struct {
		name string
		v    any
		want string // a JavaScript predicate
	}{
		{"nil", nil, "v => v === null"},
		{"a bool", true, "v => v === true"},
		{"an int", -3, "v => v === -3"},
		{"an int64", int64(1) << 40, "v => v === 2 ** 40"},
		{"the largest safe integer", int64(1)<<53 - 1, "v => v === Number.MAX_SAFE_INTEGER"},
		{"a uint8", uint8(200), "v => v === 200"},
		{"a float", 0.5, "v => v === 0.5"},
		{"a string", "ü€😀", "v => v === 'ü€😀'"},
		{"bytes", []byte{0, 255}, "v => v instanceof Uint8Array && v.join() === '0,255'"},
		{"no bytes", []byte(nil), "v => v instanceof Uint8Array && v.length === 0"},
		{"strings", []string{"a", "b"}, "v => Array.isArray(v) && v.join() === 'a,b'"},
		{"no strings", []string(nil), "v => Array.isArray(v) && v.length === 0"},
		{"a list", []any{1, nil, []string{"x"}}, `v => JSON.stringify(v) === '[1,null,["x"]]'`},
		{"a map", map[string]any{"a": map[string]any{"b": []byte{7}}}, "v => v.a.b[0] === 7"},
		{"a Blob", blob, "v => v instanceof Blob && v.size === 1"},
		{"no Blob", (*Blob)(nil), "v => v === null"},
		{"a js.Value", eval("Symbol.iterator"), "v => v === Symbol.iterator"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !eval(tt.want).Invoke(Encode(tt.v)).Bool() {
				t.Errorf("%v is not as %s says", tt.v, tt.want)
			}
		})
	}
}

func TestEncode_panics(t *testing.T) {
	for _, v := range []any{struct{}{}, errors.New("x"), map[string]string{}, []int{1}, time.Second, fault.Codec} {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "can't be encoded") {
					t.Errorf("got panic %v", r)
				}
			}()
			t.Errorf("got %v", Encode([]any{v}))
		})
	}
}

func TestErrorValue(t *testing.T) {
	const abort = `{"code":"aborted","message":"the call was cancelled","name":"AbortError","retryable":false}`
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a fault", fault.New(fault.Network, "cut off"),
			`{"code":"network","message":"cut off","name":"CaptureError","retryable":true}`},
		{"wrapped", fmt.Errorf("add part: %w", fault.New(fault.Corrupt, "no EOI")),
			`{"code":"corrupt","message":"no EOI","name":"CaptureError","retryable":false}`},
		{"with a field", fault.New(fault.InvalidData, "not a date").On("id.expiryDate"),
			`{"code":"invalid_data","field":"id.expiryDate","message":"not a date","name":"CaptureError","retryable":false}`},
		{"with a status", &fault.Error{Code: fault.Server, Status: 503, Message: "m"},
			`{"code":"server","message":"m","name":"CaptureError","retryable":true,"status":503}`},
		{"with figures", fault.New(fault.TooLarge, "m").With("bytes", int64(15_000_001)),
			`{"code":"too_large","details":{"bytes":15000001},"message":"m","name":"CaptureError","retryable":false}`},
		{"with a cause", fault.Wrap(fault.Codec, errors.New("blank"), "encode"),
			`{"code":"codec","message":"encode: blank","name":"CaptureError","retryable":false}`},
		{"with nothing but a cause", &fault.Error{Code: fault.Codec, Err: errors.New("blank")},
			`{"code":"codec","message":"blank","name":"CaptureError","retryable":false}`},
		{"with nothing but a code", &fault.Error{Code: fault.Codec},
			`{"code":"codec","message":"codec","name":"CaptureError","retryable":false}`},
		{"a bare code", fmt.Errorf("read: %w", fault.Truncated),
			`{"code":"truncated","message":"read: truncated","name":"CaptureError","retryable":false}`},
		{"what isn't a figure", fault.New(fault.TooLarge, "m").With("side", time.Second),
			`{"code":"too_large","details":{"side":"1s"},"message":"m","name":"CaptureError","retryable":false}`},
		{"unclassified", errors.New("oops"),
			`{"code":"internal","message":"oops","name":"CaptureError","retryable":false}`},
		{"a throw", newThrowError(eval("new RangeError('far')")),
			`{"code":"internal","message":"RangeError: far","name":"CaptureError","retryable":false}`},
		{"cancelled", context.Canceled, abort},
		{"cancelled, wrapped", fault.Wrap(fault.Network, context.Canceled, "cut"), abort},
		{"closed", fault.New(fault.Aborted, "the session was closed"),
			`{"code":"aborted","message":"the session was closed","name":"AbortError","retryable":false}`},
		{"a deadline", fmt.Errorf("call: %w", context.DeadlineExceeded),
			`{"code":"timeout","message":"took too long","name":"CaptureError","retryable":true}`},
		{"a deadline with a code", fault.Wrap(fault.Timeout, context.DeadlineExceeded, "no answer"),
			`{"code":"timeout","message":"no answer: context deadline exceeded","name":"CaptureError","retryable":true}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clone, err := Call(js.Global(), "structuredClone", ErrorValue(tt.err))
			if err != nil {
				t.Fatalf("does not get out of a worker: %v", err)
			}
			if got := asJSON(clone); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestFields(t *testing.T) {
	long := strings.Repeat("x", maxName)
	for _, tt := range []struct {
		name  string
		v     string
		field string
		ok    bool
	}{
		{"undefined", "undefined", "", true},
		{"null", "null", "", true},
		{"nothing", "{}", "", true},
		{"known", "{a: 1, b: undefined}", "", true},
		{"unknown", "{a: 1, c: 1}", "c", false},
		{"a wrong case", "{A: 1}", "A", false},
		{"inherited only", "Object.create({c: 1})", "", true},
		{"a long name", "{" + long + ": 1}", long, false},
		{"a longer name", "{" + long + "y: 1}", long + "…", false},
		{"text", "'a'", "", false},
		{"a function", "() => 1", "", false},
		{"a list", "[1]", "0", false},
		{"what can't be read", "new Proxy({}, {ownKeys() { throw 1 }})", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := Fields(eval(tt.v), "a", "b")
			if tt.ok {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			var f *fault.Error
			if !errors.As(err, &f) || f.Code != fault.BadOption || f.Field != tt.field {
				t.Errorf("got %v, want bad_option on %q", err, tt.field)
			}
		})
	}
}
