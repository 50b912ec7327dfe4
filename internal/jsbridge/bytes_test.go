//go:build js && wasm

package jsbridge

import (
	"bytes"
	"errors"
	"testing"

	"credential-capture/fault"
)

func TestBytes(t *testing.T) {
	for _, tt := range []struct {
		name string
		js   string
		want []byte // nil for refused
	}{
		{"a Uint8Array", "new Uint8Array([1, 2, 255])", []byte{1, 2, 255}},
		{"a Uint8ClampedArray", "new Uint8ClampedArray([1, 300])", []byte{1, 255}},
		{"an ArrayBuffer", "new Uint8Array([1, 2]).buffer", []byte{1, 2}},
		{"a part of a buffer", "new Uint8Array([1, 2, 3, 4]).subarray(1, 3)", []byte{2, 3}},
		{"none", "new Uint8Array(0)", []byte{}},
		{"wider numbers", "new Uint16Array([1])", nil},
		{"a list", "[1, 2]", nil},
		{"text", "'ab'", nil},
		{"undefined", "undefined", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Bytes(eval(tt.js))
			if tt.want == nil {
				if !errors.Is(err, fault.BadOption) {
					t.Errorf("got %v, %v, want bad_option", got, err)
				}
				return
			}
			if err != nil || !bytes.Equal(got, tt.want) {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestCopyBytes_lengths(t *testing.T) {
	for _, tt := range []struct {
		name string
		have string
		want bool
	}{
		{"one byte less", "new Uint8Array(3)", false},
		{"as long", "new Uint8Array([9, 9, 9, 9])", true},
		{"one byte more", "new ArrayBuffer(5)", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dst := make([]byte, 4)
			err := CopyBytes(dst, eval(tt.have))
			if (err == nil) != tt.want || (dst[0] == 9) != tt.want {
				t.Errorf("got %v, %v", dst, err)
			}
		})
	}
}

func TestUint8Array_copies(t *testing.T) {
	b := []byte{1, 2, 3}
	array := Uint8Array(b)
	b[0] = 9
	if got := asJSON(array); got != `{"0":1,"1":2,"2":3}` {
		t.Errorf("got %s", got)
	}
}
