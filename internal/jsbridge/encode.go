//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall/js"

	"credential-capture/fault"
)

// Encode converts nil, a bool, a number, a string, []byte (to a Uint8Array), []string,
// []any, map[string]any, *Blob or js.Value to JavaScript. Integers beyond 2^53 lose
// precision. It panics for other types, which Promise turns into code internal. Unlike
// js.ValueOf it accepts []string and []byte.
func Encode(v any) js.Value {
	switch v := v.(type) {
	case nil, bool, string, float32, float64, js.Value,
		int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return js.ValueOf(v)
	case []byte:
		return Uint8Array(v)
	case []string:
		return encodeList(v)
	case []any:
		return encodeList(v)
	case map[string]any:
		o := make(map[string]any, len(v))
		for name, member := range v {
			o[name] = Encode(member)
		}
		return js.ValueOf(o)
	case *Blob:
		if v == nil {
			return js.Null()
		}
		return v.Value()
	}
	panic(fmt.Sprintf("a %T can't be encoded for JavaScript", v))
}

func encodeList[T any](list []T) js.Value {
	encoded := make([]any, len(list))
	for i, item := range list {
		encoded[i] = Encode(item)
	}
	return js.ValueOf(encoded)
}

// ErrorValue returns the plain object of a rejection: {name, code, message, retryable} and
// optionally field, status and details. It isn't an Error, because an Error loses its
// members when it leaves the worker. The page converts it.
//
// A cancelled context, also a wrapped one, is an AbortError, a deadline is code timeout,
// and an error without a code is code internal.
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

// message returns the error's message and cause, without code and field.
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

// details encodes figures. Other types become text, because a panic would hide the error.
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

// maxName limits the name of an unknown option in an error, in bytes.
const maxName = 64

// Fields rejects unknown members of an options object by name, so that a misspelt option
// isn't ignored. Undefined and null have no members.
func Fields(v js.Value, known ...string) error {
	if v.IsUndefined() || v.IsNull() {
		return nil
	}
	if v.Type() != js.TypeObject {
		return fault.New(fault.BadOption, "not an object")
	}
	keys, err := Call(js.Global().Get("Object"), "keys", v)
	if err != nil {
		return fault.Wrap(fault.BadOption, err, "the options can't be read")
	}
	for i := range keys.Length() {
		if key := keys.Index(i).String(); !slices.Contains(known, key) {
			return fault.New(fault.BadOption, "unknown option; known are %s", strings.Join(known, ", ")).On(short(key))
		}
	}
	return nil
}

func short(name string) string {
	if len(name) <= maxName {
		return name
	}
	return strings.ToValidUTF8(name[:maxName], "") + "…"
}
