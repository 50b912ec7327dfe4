//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"credential-capture/fault"
)

// ErrorValue makes the plain object that a call is rejected with: {name, code,
// message, retryable} and, where there is something to say, field, status and
// details. It is data, not an Error, because data keeps its members on the way
// out of a worker; the page makes the Error of it.
//
// A cancelled context is an AbortError, whatever has been wrapped around it; a
// deadline is code timeout; an error that nobody classified is code internal.
func ErrorValue(err error) js.Value {
	var f *fault.Error
	switch {
	case errors.Is(err, context.Canceled):
		f = fault.New(fault.Aborted, "the call was cancelled")
	case errors.As(err, &f):
	case errors.Is(err, context.DeadlineExceeded):
		f = fault.New(fault.Timeout, "took too long")
	default:
		f = fault.New(fault.CodeOf(err), "%v", err)
	}
	return errorObject(f)
}

func errorObject(f *fault.Error) js.Value {
	name := "CaptureError"
	if f.Code == fault.Aborted {
		name = "AbortError"
	}
	o := map[string]any{
		"name":      name,
		"code":      string(f.Code),
		"message":   message(f),
		"retryable": f.Retryable(),
	}
	if f.Field != "" {
		o["field"] = f.Field
	}
	if f.Status != 0 {
		o["status"] = f.Status
	}
	if len(f.Details) > 0 {
		o["details"] = details(f.Details)
	}
	return js.ValueOf(o)
}

// message is the error's own clause and its cause; code and field have members of
// their own.
func message(f *fault.Error) string {
	switch {
	case f.Err == nil && f.Message == "":
		return string(f.Code)
	case f.Err == nil:
		return f.Message
	case f.Message == "":
		return f.Err.Error()
	}
	return f.Message + ": " + f.Err.Error()
}

// details encodes figures. An error must always reach the page, so what isn't a
// figure becomes text here instead of a panic.
func details(figures map[string]any) map[string]any {
	encoded := make(map[string]any, len(figures))
	for name, figure := range figures {
		switch figure.(type) {
		case bool, string, float32, float64,
			int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
			encoded[name] = figure
		default:
			encoded[name] = fmt.Sprint(figure)
		}
	}
	return encoded
}
