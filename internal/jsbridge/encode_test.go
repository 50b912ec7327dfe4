//go:build js && wasm

package jsbridge

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"credential-capture/fault"
)

func TestEncode(t *testing.T) {
	blob, err := JoinBlob("text/plain", []byte("b"))
	if err != nil {
		t.Fatal(err)
	}
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

func TestEncodeRefuses(t *testing.T) {
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
