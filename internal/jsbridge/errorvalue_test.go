//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"
	"testing"
	"time"

	"credential-capture/fault"
)

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
