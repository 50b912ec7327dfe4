//go:build js && wasm

package main

import (
	"errors"
	"math"
	"slices"
	"strings"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/internal/jsbridge"
)

// call is one call of an export.
type call struct {
	args     js.Value // an array
	progress js.Value // a function, or undefined
}

func (c *call) arg(i int) js.Value {
	if c.args.Type() != js.TypeObject || i >= c.args.Length() {
		return js.Undefined()
	}
	return c.args.Index(i)
}

// text returns a string argument.
func (c *call) text(i int, name string) (string, error) {
	v := c.arg(i)
	if v.Type() != js.TypeString {
		return "", fault.New(fault.BadOption, "not a string").On(name)
	}
	return v.String(), nil
}

// key returns the key of a session, the first argument.
func (c *call) key() (int, error) {
	v := c.arg(0)
	if v.Type() != js.TypeNumber {
		return 0, fault.New(fault.BadOption, "not a session's key").On("session")
	}
	return v.Int(), nil
}

// file returns a Blob argument.
func (c *call) file(i int) (*jsbridge.Blob, error) { return file(c.arg(i), "file") }

func file(v js.Value, name string) (*jsbridge.Blob, error) {
	b, err := jsbridge.NewBlob(v)
	if err != nil {
		return nil, fault.New(fault.BadOption, "not a Blob").On(name)
	}
	return b, nil
}

// blobs returns a list of Blobs. Its limit only bounds the work; the limit of pages is
// checked later.
func blobs(list js.Value) ([]*jsbridge.Blob, error) {
	if !isArray(list) {
		return nil, fault.New(fault.BadOption, "not a list of Blobs").On("files")
	}
	const maxFiles = 1000
	if list.Length() > maxFiles {
		return nil, fault.New(fault.TooManyPages, "%d files", list.Length()).With("files", list.Length())
	}
	all := make([]*jsbridge.Blob, list.Length())
	for i := range all {
		blob, err := file(list.Index(i), "file")
		if err != nil {
			return nil, err
		}
		all[i] = blob
	}
	return all, nil
}

// report sends progress to the page. An error of the listener doesn't end the call.
func (c *call) report(progress map[string]any) {
	if c.progress.Type() == js.TypeFunction {
		_, _ = jsbridge.Call(c.progress, "call", js.Undefined(), jsbridge.Encode(progress))
	}
}

// options reads the members of an options object and keeps the first error, so that
// callers check it once.
type options struct {
	v      js.Value
	prefix string // of the names in errors: "limits."
	err    error
}

// readOptions rejects unknown names. Undefined and null are objects without members.
func readOptions(v js.Value, prefix string, known ...string) *options {
	o := &options{v: v, prefix: prefix}
	switch {
	case absent(v):
	case v.Type() != js.TypeObject:
		o.err = fault.New(fault.BadOption, "not an object").On(strings.TrimSuffix(prefix, "."))
	default:
		o.err = jsbridge.Fields(v, known...)
		if e := (*fault.Error)(nil); errors.As(o.err, &e) && e.Field != "" {
			o.err = fault.New(e.Code, "%s", e.Message).On(prefix + e.Field)
		}
	}
	return o
}

func absent(v js.Value) bool { return v.IsUndefined() || v.IsNull() }

// get returns a member, undefined if it is absent or after an error.
func (o *options) get(name string) js.Value {
	if o.err != nil || absent(o.v) {
		return js.Undefined()
	}
	v, err := jsbridge.Get(o.v, name) // a getter may throw
	if err != nil {
		o.fail(name, "can't be read")
		return js.Undefined()
	}
	return v
}

func (o *options) fail(name, message string) {
	if o.err == nil {
		o.err = fault.New(fault.BadOption, "%s", message).On(o.prefix + name)
	}
}

// text returns a string member, one of allowed unless that is empty. Absent is "".
func (o *options) text(name string, allowed ...string) string {
	v := o.get(name)
	if absent(v) {
		return ""
	}
	if v.Type() != js.TypeString {
		o.fail(name, "not a string")
		return ""
	}
	s := v.String()
	if len(allowed) > 0 && !slices.Contains(allowed, s) {
		o.fail(name, "must be one of "+strings.Join(allowed, ", "))
		return ""
	}
	return s
}

// maxSafe is Number.MAX_SAFE_INTEGER.
const maxSafe = 1<<53 - 1

// whole returns a positive integer up to limit. Absent is 0.
func (o *options) whole(name string, limit int64) int64 {
	v := o.get(name)
	if absent(v) {
		return 0
	}
	if v.Type() != js.TypeNumber {
		o.fail(name, "not a number")
		return 0
	}
	f := v.Float()
	if !(f >= 1 && f <= float64(limit)) || f != math.Trunc(f) {
		o.fail(name, "not a positive whole number in range")
		return 0
	}
	return int64(f)
}
