//go:build !js

package apiclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"credential-capture/test/must"
)

func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

func listOf(values int) string { return "[" + strings.Repeat("1,", values-2) + "1]" }

func TestParseJSON(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		ok       bool
	}{
		{"an object", ` {"a":[1,-0.5e+3,true,false,null,"x"]} `, true},
		{"a bare value", `7`, true},
		{"bytes that aren't UTF-8, in a string", "\"\xff\"", true},
		{"just deep enough", nested(maxDepth), true},
		{"just too deep", nested(maxDepth + 1), false},
		{"far too deep", strings.Repeat(`{"a":`, maxAnswer/5), false},
		{"brackets in a string", `"` + strings.Repeat(`[{\"`, 1000) + `"`, true},
		{"just few enough values", listOf(maxValues), true},
		{"just too many values", listOf(maxValues + 1), false},
		{"a number of any length", strings.Repeat("9", maxAnswer), true},
		{"nothing", ``, false},
		{"two values", `{} {}`, false},
		{"a byte order mark", "\ufeff{}", false},
		{"bytes that aren't UTF-8, outside", "{\xff}", false},
		{"NaN", `NaN`, false},
		{"nan in a list", `[nan]`, false},
		{"Infinity", `[Infinity]`, false},
		{"-inf", `[-inf]`, false},
		{"a leading zero", `01`, false},
		{"a plus", `+1`, false},
		{"hexadecimal", `0x1`, false},
		{"a cut fraction", `1.`, false},
		{"a cut exponent", `1e`, false},
		{"a trailing comma", `[1,]`, false},
		{"a comment", `{}/**/`, false},
		{"single quotes", `{'a':1}`, false},
		{"an open string", `"a\"`, false},
		{"an unknown escape", `"\x41"`, false},
		{"a short escape", `"\u12"`, false},
		{"a control character", "\"a\tb\"", false},
		{"a control character before an escape", "\"a\tb\\n\"", false},
		{"a control character in a name", "{\"a\tb\\n\":1}", false},
		{"a backslash before a control character", "\"\\\t\"", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := parseJSON([]byte(tt.in)); ok != tt.ok {
				t.Errorf("got %t, want %t", ok, tt.ok)
			}
		})
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		`"\"\\\/\b\f\n\r\t\u00e4"`: "\"\\/\b\f\n\r\tä",
		`"\ud83d\ude00"`:           "😀",
		`"a\ud83d"`:                "a\ufffd",
		`"\ud83d\u0041"`:           "\ufffdA",
		`"\ude00\ud83d\ude00"`:     "\ufffd😀",
		`"\ud83d\\ude00"`:          "\ufffd\\ude00",
		`"\\ud83d"`:                `\ud83d`,
		"\"a\xffb\"":               "a\ufffdb",
		`null`:                     "",
	} {
		n, ok := parseJSON([]byte(in))
		if got := n.text(); !ok || got != want || n.mismatch() != nil {
			t.Errorf("%s is %q, %t, %v, want %q", in, got, ok, n.mismatch(), want)
		}
	}
}

func TestMismatches(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		read     func(node)
		want     *mismatch
	}{
		{"the root", `[]`, func(n node) { n.at("a").text() }, &mismatch{"", "an object"}},
		{"a string", `{"a":7}`, func(n node) { n.at("a").text() }, &mismatch{"a", "a string"}},
		{"deeper", `{"a":{"b":7}}`, func(n node) { n.at("a").at("b").text() }, &mismatch{"a.b", "a string"}},
		{"in a list", `{"a":[{"b":""},{"b":7}]}`, func(n node) {
			for _, item := range n.at("a").list() {
				item.at("b").text()
			}
		}, &mismatch{"a.b", "a string"}},
		{"the first of two", `{"a":7,"b":7}`, func(n node) { n.at("b").text(); n.at("a").boolean() }, &mismatch{"b", "a string"}},
		{"a list", `{"a":{}}`, func(n node) { n.at("a").list() }, &mismatch{"a", "a list"}},
		{"strings", `{"a":{}}`, func(n node) { n.at("a").textList() }, &mismatch{"a", "a list of strings"}},
		{"not all strings", `{"a":["",7]}`, func(n node) { n.at("a").textList() }, &mismatch{"a", "a string"}},
		{"a bool", `{"a":"true"}`, func(n node) { n.at("a").boolean() }, &mismatch{"a", "true or false"}},
		{"a number", `{"a":"7"}`, func(n node) { n.at("a").number() }, &mismatch{"a", "a number"}},
		{"too large a number", `{"a":1e999}`, func(n node) { n.at("a").number() }, &mismatch{"a", "a number"}},
		{"a fraction", `{"a":1.5}`, func(n node) { n.at("a").integer() }, &mismatch{"a", "a whole number"}},
		{"too large a whole number", `{"a":9223372036854775808}`, func(n node) { n.at("a").integer() }, &mismatch{"a", "a whole number"}},
		{"absent", `{}`, func(n node) { n.at("a").at("b").text(); n.at("a").list(); n.at("a").integer() }, nil},
		{"null", `{"a":null}`, func(n node) { n.at("a").at("b").text(); n.at("a").list(); n.at("a").boolean() }, nil},
		{"false", `{"a":false}`, func(n node) { n.at("a").boolean() }, nil},
		{"apart", `{"a":7}`, func(n node) { n.at("a").detached().text() }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, ok := parseJSON([]byte(tt.in))
			if !ok {
				t.Fatal("not JSON")
			}
			tt.read(n)
			if got := n.mismatch(); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestNode_lastDuplicateWins(t *testing.T) {
	n, _ := parseJSON([]byte(`{"a":"1","\u0061":"2","A":"3"}`))
	if got := n.at("a").text(); got != "2" {
		t.Errorf("got %q", got)
	}
	if all := n.members(); len(all) != 3 || all[0].text() != "1" || all[1].path != "a" {
		t.Errorf("got %v", all)
	}
}

func TestNode_number(t *testing.T) {
	for in, want := range map[string]float64{
		`0`: 0, `-0.5`: -0.5, `19.99`: 19.99, `999999999999999.9`: 999999999999999.9, `1E3`: 1000,
		`0.30000000000000004`: 0.30000000000000004, `1e-999`: 0,
	} {
		n, _ := parseJSON([]byte(in))
		if got, ok := n.number(); !ok || got != want {
			t.Errorf("%s is %v, %t", in, got, ok)
		}
	}
}

// FuzzParseJSON holds the reader to what encoding/json reads, but for the limits.
func FuzzParseJSON(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(initOf(executionID, "-0")))
	f.Add([]byte(`{"\ud83d":"\ud83d\ud83d\ude00\u00_1","a":[1.5e-3,{}],"a":NaN}`))
	f.Add([]byte("\"a\x01\\n\""))
	f.Fuzz(func(t *testing.T, in []byte) {
		n, ok := parseJSON(in)
		if valid := json.Valid(in); ok != valid && (ok || precheck(bytes.Clone(in))) {
			t.Fatalf("accepted: %t, by encoding/json: %t", ok, valid)
		}
		if !ok {
			return
		}
		raw := n.raw()
		if !json.Valid(raw) {
			t.Errorf("raw is %q", raw)
		}
		if !utf8.Valid(in) {
			return // of several bad bytes one U+FFFD is made, not several
		}
		var want any
		d := json.NewDecoder(bytes.NewReader(in))
		d.UseNumber()
		must.Succeed(t, d.Decode(&want))
		if got := anyOf(n); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func anyOf(n node) any {
	switch n.v.Type().String() {
	case "object":
		all := map[string]any{}
		for _, m := range n.members() {
			all[m.name] = anyOf(m.node)
		}
		return all
	case "array":
		all := []any{}
		for _, item := range n.list() {
			all = append(all, anyOf(item))
		}
		return all
	case "string":
		return n.text()
	case "number":
		return json.Number(n.raw())
	case "null":
		return nil
	}
	return n.boolean()
}

func TestQuote(t *testing.T) {
	var all strings.Builder
	for r := rune(0); r < 0x300; r++ {
		all.WriteRune(r)
	}
	for in, want := range map[string]string{
		"":                           "",
		all.String():                 all.String(),
		"\u2028😀\U000e0001</script>": "\u2028😀\U000e0001</script>",
		"a\xffb\xc3":                 "a\ufffdb\ufffd",
	} {
		var got string
		if err := json.Unmarshal(quote(in), &got); err != nil || got != want {
			t.Errorf("%q became %q, %v", in, got, err)
		}
	}
}

func TestObject(t *testing.T) {
	var o object
	if got := string(o.bytes()); got != `{}` {
		t.Errorf("empty: %s", got)
	}
	o.textIfSet("a", "")
	o.trueIfSet("b", false)
	o.text("c\n", "")
	o.textIfSet("d", "x")
	o.trueIfSet("e", true)
	o.raw("f", texts([]string{`"`, "y"}))
	o.raw("g", array(nil))
	if got, want := string(o.bytes()), `{"c\u000a":"","d":"x","e":true,"f":["\"","y"],"g":[]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPreparedData_encodeMatchesTags: the tags and the table name the same fields.
func TestPreparedData_encodeMatchesTags(t *testing.T) {
	zero := 0.0
	whole := must.Get(ParsePreparedData([]byte(everything)))(t)
	for _, d := range []*PreparedData{
		whole,
		{LastName: "\"<&>\\\u2028\x00"},
		{Bank: Bank{Amount: &zero}},
		{Business: Business{KYBCapabilities: []string{"A", "B"}}, Address: Address{City: "Wien"}},
		{},
	} {
		tagged := must.Get(json.Marshal(d))(t)
		var got, want map[string]any
		if err := json.Unmarshal(d.encode(), &got); err != nil {
			t.Fatalf("%s: %v", d.encode(), err)
		}
		must.Succeed(t, json.Unmarshal(tagged, &want))
		if g, w := flatten("", got), flatten("", want); !slices.Equal(g, w) {
			t.Errorf("got  %v\nwant %v", g, w)
		}
	}
}

// TestSnapshot_keepsUnknownMembers: they are kept as they were read, but for their names.
func TestSnapshot_keepsUnknownMembers(t *testing.T) {
	part := fmt.Sprintf(`"front":"%s/api/v1/f"`, api)
	s := openInit(t, Config{}, credentialJSON(`"category":"ID","type":{"\u0001\"":[1e400,"\u0007\ud83d\ude00"]},"allowedChannels":["\u0001<é"],
		"api":{"token":"t","parts":{`+part+`,"x\u0002\ud83d":{"\u0003":"\/\u0004"},"y":null,"odd":[7]}}`))
	snapshot := s.Snapshot()
	for _, want := range []string{
		`"type":{"\u0001\"":[1e400,"\u0007\ud83d\ude00"]}`, `"allowedChannels":["\u0001<é"]`,
		`"x\u0002` + "\ufffd" + `":{"\u0003":"\/\u0004"}`, `"y":null`, `"odd":[7]`,
	} {
		if !strings.Contains(string(snapshot), want) {
			t.Errorf("%s lacks %s", snapshot, want)
		}
	}
	if again := openInit(t, Config{}, string(snapshot)).Snapshot(); string(again) != string(snapshot) {
		t.Errorf("a snapshot of a snapshot differs:\n%s\n%s", again, snapshot)
	}
}
