package apiclient

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

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
	o.some("a", "")
	o.flag("b", false)
	o.text("c\n", "")
	o.some("d", "x")
	o.flag("e", true)
	o.raw("f", texts([]string{`"`, "y"}))
	o.raw("g", array(nil))
	if got, want := string(o.bytes()), `{"c\u000a":"","d":"x","e":true,"f":["\"","y"],"g":[]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDataIsWrittenAsItsTagsSay: the tags and the table name the same fields.
func TestDataIsWrittenAsItsTagsSay(t *testing.T) {
	zero := 0.0
	whole, err := ParsePreparedData([]byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*PreparedData{
		whole,
		{LastName: "\"<&>\\\u2028\x00"},
		{Bank: Bank{Amount: &zero}},
		{Business: Business{KYBCapabilities: []string{"A", "B"}}, Address: Address{City: "Wien"}},
		{},
	} {
		tagged, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var got, want map[string]any
		if err := json.Unmarshal(d.encode(), &got); err != nil {
			t.Fatalf("%s: %v", d.encode(), err)
		}
		if err := json.Unmarshal(tagged, &want); err != nil {
			t.Fatal(err)
		}
		if g, w := flatten("", got), flatten("", want); !slices.Equal(g, w) {
			t.Errorf("got  %v\nwant %v", g, w)
		}
	}
}

// TestSnapshotKeepsOddText: what is kept as it was read, and what is written anew.
func TestSnapshotKeepsOddText(t *testing.T) {
	part := fmt.Sprintf(`"front":"%s/api/v1/f"`, api)
	s := openInit(t, Config{}, credentialJSON(`"category":"ID","type":{"\u0001\"":[1e400,"\u0007\ud83d\ude00"]},"allowedChannels":["\u0001<é"],
		"api":{"token":"t","parts":{`+part+`,"x\u0002\ud83d":{"\u0003":"\/\u0004"},"y":null}}`))
	snapshot := s.Snapshot()
	for _, want := range []string{
		`"type":{"\u0001\"":[1e400,"\u0007\ud83d\ude00"]}`, `"allowedChannels":["\u0001<é"]`,
		`"x\u0002` + "\ufffd" + `":{"\u0003":"\/\u0004"}`, `"y":null`,
	} {
		if !strings.Contains(string(snapshot), want) {
			t.Errorf("%s lacks %s", snapshot, want)
		}
	}
	if again := openInit(t, Config{}, string(snapshot)).Snapshot(); string(again) != string(snapshot) {
		t.Errorf("a snapshot of a snapshot differs:\n%s\n%s", again, snapshot)
	}
}
