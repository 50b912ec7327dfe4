package apiclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"credential-capture/internal/fault"
)

// maxData caps prepared data, in bytes: every field at its longest is less.
const maxData = 64 << 10

// ParsePreparedData reads prepared data from JSON and validates it. A name that
// isn't in the contract, or stands there twice, is refused by its dotted path: a
// misspelt field would be lost without a word.
func ParsePreparedData(b []byte) (*PreparedData, error) {
	if len(b) > maxData {
		return nil, fault.New(fault.InvalidData, "too long").With("limit", maxData)
	}
	if err := checkNames(b); err != nil {
		return nil, err
	}
	var d PreparedData
	if err := json.Unmarshal(b, &d); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			return nil, fault.New(fault.InvalidData, "must be %s", jsonKind(wrongType.Type.Kind().String())).On(wrongType.Field)
		}
		return nil, errNotObject()
	}
	if len(d.Business.KYBCapabilities) == 0 {
		d.Business.KYBCapabilities = nil // so that an empty list leaves no empty object
	}
	if err := d.Validate(); err != nil {
		return nil, err
	}
	return &d, nil
}

func errNotObject() error { return fault.New(fault.InvalidData, "must be one JSON object") }

func jsonKind(kind string) string {
	switch kind {
	case "float64":
		return "a number"
	case "struct":
		return "an object"
	case "slice":
		return "a list of strings"
	}
	return "a string"
}

// known reports whether a dotted path is a field, and whether it is a group of them.
func known(path string) (isField, isGroup bool) {
	for _, f := range fields {
		isField = isField || f.path == path
		isGroup = isGroup || strings.HasPrefix(f.path, path+".")
	}
	return isField || path == amountField || path == capabilitiesField, isGroup
}

// checkNames walks the object's names, two deep. encoding/json takes a name in any
// case and twice, which would be a guess.
func checkNames(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errNotObject()
	}
	if err := walkNames(d, ""); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errNotObject()
	}
	return nil
}

// walkNames reads up to the end of an object whose beginning has been read.
func walkNames(d *json.Decoder, prefix string) error {
	var seen []string
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return errNotObject()
		}
		name, _ := t.(string) // in an object, where a value isn't, it can be nothing else
		path := prefix + name
		isField, isGroup := known(path)
		switch {
		case !isField && !isGroup, strings.Contains(name, "."):
			return fault.New(fault.InvalidData, "is not a field of prepared data").On(shorten(path))
		case slices.Contains(seen, path):
			return fault.New(fault.InvalidData, "is there twice").On(path)
		}
		seen = append(seen, path)
		if err := walkValue(d, path, isGroup); err != nil {
			return err
		}
	}
	_, err := d.Token()
	if err != nil {
		return errNotObject()
	}
	return nil
}

// walkValue goes into a group and steps over anything else, whose type the decoder
// checks afterwards.
func walkValue(d *json.Decoder, path string, isGroup bool) error {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return errNotObject()
	}
	if !isGroup || len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	inner := json.NewDecoder(bytes.NewReader(raw))
	if _, err := inner.Token(); err != nil {
		return errNotObject()
	}
	return walkNames(inner, path+".")
}

// shorten keeps a hostile name from filling a message.
func shorten(path string) string {
	const most = 80
	if path = clean(path); len([]rune(path)) > most {
		return string([]rune(path)[:most]) + "…"
	}
	return path
}
