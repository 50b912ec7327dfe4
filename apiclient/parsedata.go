package apiclient

import (
	"slices"
	"strconv"
	"strings"

	"credential-capture/fault"
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
	root, ok := parseJSON(b)
	if !ok || !root.isObject() {
		return nil, fault.New(fault.InvalidData, "must be one JSON object")
	}
	var d PreparedData
	if err := d.read(root); err != nil {
		return nil, err
	}
	if wrong := root.mismatch(); wrong != nil {
		return nil, fault.New(fault.InvalidData, "must be %s", wrong.want).On(wrong.path)
	}
	if err := d.Validate(); err != nil {
		return nil, err
	}
	return &d, nil
}

// known reports whether a dotted path is a field, and whether it is a group of them.
func known(path string) (isField, isGroup bool) {
	for _, f := range fields {
		isField = isField || f.path == path
		isGroup = isGroup || strings.HasPrefix(f.path, path+".")
	}
	return isField || path == amountField || path == capabilitiesField, isGroup
}

// read takes over an object's members, and those of its groups. A name counts in
// its exact letters and once: anything else would be a guess.
func (d *PreparedData) read(n node) error {
	var seen []string
	for _, m := range n.members() {
		isField, isGroup := known(m.path)
		switch {
		case !isField && !isGroup, strings.Contains(m.name, "."):
			return fault.New(fault.InvalidData, "is not a field of prepared data").On(shorten(m.path))
		case slices.Contains(seen, m.path):
			return fault.New(fault.InvalidData, "is there twice").On(m.path)
		}
		seen = append(seen, m.path)
		if !isGroup {
			d.set(m.node)
		} else if err := d.read(m.node); err != nil {
			return err
		}
	}
	return nil
}

// set reads one field.
func (d *PreparedData) set(n node) {
	switch n.path {
	case amountField:
		if amount, ok := n.number(); ok {
			d.Bank.Amount = &amount
		}
	case capabilitiesField:
		d.Business.KYBCapabilities = n.texts()
	}
	for _, f := range fields {
		if f.path == n.path {
			*f.at(d) = n.text()
		}
	}
}

// encode writes what is filled in as JSON, fields and groups in the table's order.
func (d *PreparedData) encode() []byte {
	var whole object
	var groups []string
	inner := make(map[string]*object)
	put := func(path string, value []byte) {
		group, name, nested := strings.Cut(path, ".")
		if !nested {
			whole.raw(path, value)
			return
		}
		if inner[group] == nil {
			groups = append(groups, group)
			inner[group] = new(object)
		}
		inner[group].raw(name, value)
	}
	for _, f := range fields {
		if value := *f.at(d); value != "" {
			put(f.path, quote(value))
		}
	}
	if d.Bank.Amount != nil {
		put(amountField, strconv.AppendFloat(nil, *d.Bank.Amount, 'f', -1, 64))
	}
	if len(d.Business.KYBCapabilities) > 0 {
		put(capabilitiesField, texts(d.Business.KYBCapabilities))
	}
	for _, group := range groups {
		whole.raw(group, inner[group].bytes())
	}
	return whole.bytes()
}

// shorten keeps a hostile name from filling a message.
func shorten(path string) string {
	const most = 80
	if path = clean(path); len([]rune(path)) > most {
		return string([]rune(path)[:most]) + "…"
	}
	return path
}
