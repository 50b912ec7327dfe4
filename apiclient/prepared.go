package apiclient

import (
	"slices"
	"strconv"
	"strings"

	"credential-capture/fault"
)

// PreparedData is what the integrator knows of a person or business before the
// capture. Empty strings are absent. Dates are YYYY-MM-DD. The table fields in
// rules.go has the rule and the maximum length of each field. The tags are for
// encoding/json, which this package doesn't use.
type PreparedData struct {
	Suffix               string `json:"suffix,omitempty"`
	FirstName            string `json:"firstName,omitempty"`
	MiddleName           string `json:"middleName,omitempty"`
	LastName             string `json:"lastName,omitempty"`
	Sex                  string `json:"sex,omitempty"` // M or F
	DateOfBirth          string `json:"dateOfBirth,omitempty"`
	SocialSecurityNumber string `json:"socialSecurityNumber,omitempty"`
	Nationality          string `json:"nationality,omitempty"` // ISO 3166-1 alpha-3
	Email                string `json:"email,omitempty"`
	PhoneNumber          string `json:"phoneNumber,omitempty"` // sent without spaces and punctuation
	PhoneNumber2         string `json:"phoneNumber2,omitempty"`
	PersonalNumber       string `json:"personalNumber,omitempty"`

	Address  Address  `json:"address,omitzero"`
	ID       IDData   `json:"id,omitzero"`
	KYC      KYC      `json:"kyc,omitzero"`
	Bank     Bank     `json:"bank,omitzero"`
	Business Business `json:"business,omitzero"`
}

// Address is the address of a person.
type Address struct {
	Line1       string `json:"line1,omitempty"`
	Line2       string `json:"line2,omitempty"`
	Line3       string `json:"line3,omitempty"`
	Line4       string `json:"line4,omitempty"`
	Line5       string `json:"line5,omitempty"`
	PostalCode  string `json:"postalCode,omitempty"`
	City        string `json:"city,omitempty"`
	Subdivision string `json:"subdivision,omitempty"`
	Country     string `json:"country,omitempty"` // ISO 3166-1 alpha-2 or alpha-3
}

// IDData describes an identity document.
type IDData struct {
	IssuingDate string `json:"issuingDate,omitempty"`
	ExpiryDate  string `json:"expiryDate,omitempty"`
	IDNumber    string `json:"idNumber,omitempty"`
	Type        string `json:"type,omitempty"`    // PASSPORT, ID_CARD, DRIVING_LICENSE or VISA
	SubType     string `json:"subType,omitempty"` // such as TAX_ID
}

// KYC describes a person's registration with the integrator.
type KYC struct {
	RegistrationDate      string `json:"registrationDate,omitempty"` // may be unpadded: 2021-9-17
	RegistrationIPAddress string `json:"registrationIpAddress,omitempty"`
}

// Bank describes an account or a transaction.
type Bank struct {
	PaymentMethod   string   `json:"paymentMethod,omitempty"`
	BinNumber       string   `json:"binNumber,omitempty"`
	LastDigits      string   `json:"lastDigits,omitempty"`
	AccountNumber   string   `json:"accountNumber,omitempty"`
	RoutingNumber   string   `json:"routingNumber,omitempty"`
	Amount          *float64 `json:"amount,omitempty"`          // nil is absent, 0 is a value
	Currency        string   `json:"currency,omitempty"`        // ISO 4217
	TransactionTime string   `json:"transactionTime,omitempty"` // RFC 3339
	TransactionID   string   `json:"transactionId,omitempty"`
	IPAddress       string   `json:"ipAddress,omitempty"`
}

// Business describes a company.
type Business struct {
	Name               string   `json:"name,omitempty"`
	City               string   `json:"city,omitempty"`
	Address            string   `json:"address,omitempty"`
	State              string   `json:"state,omitempty"`
	Country            string   `json:"country,omitempty"`
	RegistrationNumber string   `json:"registrationNumber,omitempty"`
	SearchID           string   `json:"searchId,omitempty"`
	KYBCapabilities    []string `json:"kybCapabilities,omitempty"` // such as ADVERSE_MEDIA
}

// Rules say what a value of prepared data must be. The API reference has types alone:
// all else is ours, and catches what was typed or mapped wrongly.
type Rules string

// The rules.
const (
	DefaultRules   Rules = ""          // the table fields
	ReferenceRules Rules = "reference" // types only: any text
	ScreeningRules Rules = "screening" // the table, and phone numbers in E.164, for watch lists
)

// Validate is Rules.Validate with the DefaultRules.
func (d *PreparedData) Validate() error { return DefaultRules.Validate(d) }

// Validate checks every field. Its error is fault.InvalidData with the first invalid
// field in Field and all of them, separated by commas, in the detail "fields". It
// contains no value.
func (r Rules) Validate(d *PreparedData) error {
	if r != DefaultRules && r != ReferenceRules && r != ScreeningRules {
		return fault.New(fault.BadOption, "must be reference or screening").On("rules")
	}
	if d == nil {
		return fault.New(fault.InvalidData, "there is no data")
	}
	var first *fault.Error
	var wrong []string
	note := func(path, problem string) {
		if problem == "" {
			return
		}
		wrong = append(wrong, path)
		if first == nil {
			first = fault.New(fault.InvalidData, "%s", problem).On(path)
		}
	}
	filled := d.Bank.Amount != nil || len(d.Business.KYBCapabilities) > 0
	for _, f := range fields {
		if value := *f.at(d); value != "" {
			filled = true
			note(f.path, r.check(f, value))
		}
	}
	note(amountField, amount(d.Bank.Amount)) // JSON has no NaN
	if r != ReferenceRules {
		note(capabilitiesField, capabilities(d.Business.KYBCapabilities))
	}
	switch {
	case first != nil:
		return first.With("fields", strings.Join(wrong, ","))
	case !filled:
		return fault.New(fault.InvalidData, "no field is filled in")
	}
	return nil
}

// IsValid reports whether the field of a dotted path may have a value. It is false for an
// unknown path.
func (r Rules) IsValid(path, value string) bool {
	for _, f := range fields {
		if f.path == path {
			return r.check(f, value) == ""
		}
	}
	return false
}

// check describes the problem of a field's value.
func (r Rules) check(f field, value string) string {
	switch {
	case r == ReferenceRules:
		return text(maxData)(value)
	case r == ScreeningRules && isPhone(f.path):
		return e164(plainPhone(value))
	}
	return f.rule(value)
}

func amount(a *float64) string {
	if a == nil || *a >= 0 && *a <= maxAmount { // false for NaN
		return ""
	}
	return "must be a number from 0 to 1e15"
}

func capabilities(all []string) string {
	if len(all) > maxCapabilities {
		return "has too many entries"
	}
	if slices.ContainsFunc(all, func(s string) bool { return !isLabel(s) }) {
		return "must be names such as ADVERSE_MEDIA"
	}
	return ""
}

// maxData limits prepared data, in bytes. All fields at their maximum take less.
const maxData = 64 << 10

// ParsePreparedData parses JSON and validates it by the DefaultRules. Unknown and
// duplicate names are fault.InvalidData with the dotted path in Field, so that a
// misspelt field isn't lost silently.
func ParsePreparedData(b []byte) (*PreparedData, error) { return DefaultRules.Parse(b) }

// Parse is ParsePreparedData with other rules.
func (r Rules) Parse(b []byte) (*PreparedData, error) {
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
	if err := r.Validate(&d); err != nil {
		return nil, err
	}
	return &d, nil
}

// lookupField reports whether a dotted path is a field or a group of fields.
func lookupField(path string) (isField, isGroup bool) {
	for _, f := range fields {
		isField = isField || f.path == path
		isGroup = isGroup || strings.HasPrefix(f.path, path+".")
	}
	return isField || path == amountField || path == capabilitiesField, isGroup
}

// read sets the fields from an object and its groups. Names are case-sensitive and
// unique.
func (d *PreparedData) read(n node) error {
	var seen []string
	for _, m := range n.members() {
		isField, isGroup := lookupField(m.path)
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

// set sets one field.
func (d *PreparedData) set(n node) {
	switch n.path {
	case amountField:
		if amount, ok := n.number(); ok {
			d.Bank.Amount = &amount
		}
	case capabilitiesField:
		d.Business.KYBCapabilities = n.textList()
	}
	for _, f := range fields {
		if f.path == n.path {
			*f.at(d) = n.text()
		}
	}
}

// encode returns the fields that are set as JSON, in the order of the table.
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
			if isPhone(f.path) {
				value = plainPhone(value)
			}
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

// shorten limits a name in an error message to 80 characters.
func shorten(path string) string {
	const limit = 80
	if path = clean(path); len([]rune(path)) > limit {
		return string([]rune(path)[:limit]) + "…"
	}
	return path
}
