package apiclient

import (
	"slices"
	"strconv"
	"strings"

	"credential-capture/fault"
)

// PreparedData is what is known of a person or business before anything is
// captured. Empty strings are absent. Dates are YYYY-MM-DD. The rules for each
// field, with its longest length, are in the table of validate.go. The tags are
// for programs that write it with encoding/json; this package goes by the table.
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
	PhoneNumber          string `json:"phoneNumber,omitempty"` // E.164, such as +436601234567
	PhoneNumber2         string `json:"phoneNumber2,omitempty"`
	PersonalNumber       string `json:"personalNumber,omitempty"`

	Address  Address  `json:"address,omitzero"`
	ID       IDData   `json:"id,omitzero"`
	KYC      KYC      `json:"kyc,omitzero"`
	Bank     Bank     `json:"bank,omitzero"`
	Business Business `json:"business,omitzero"`
}

// Address is where a person lives.
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

// IDData is about an identity document.
type IDData struct {
	IssuingDate string `json:"issuingDate,omitempty"`
	ExpiryDate  string `json:"expiryDate,omitempty"`
	IDNumber    string `json:"idNumber,omitempty"`
	Type        string `json:"type,omitempty"`    // PASSPORT, ID_CARD, DRIVING_LICENSE or VISA
	SubType     string `json:"subType,omitempty"` // such as TAX_ID
}

// KYC is about a person's registration with the integrator.
type KYC struct {
	RegistrationDate      string `json:"registrationDate,omitempty"` // may be unpadded: 2021-9-17
	RegistrationIPAddress string `json:"registrationIpAddress,omitempty"`
}

// Bank is about an account or a transaction.
type Bank struct {
	PaymentMethod   string   `json:"paymentMethod,omitempty"`
	BinNumber       string   `json:"binNumber,omitempty"`
	LastDigits      string   `json:"lastDigits,omitempty"`
	AccountNumber   string   `json:"accountNumber,omitempty"`
	RoutingNumber   string   `json:"routingNumber,omitempty"`
	Amount          *float64 `json:"amount,omitempty"`          // nil is absent, 0 is an amount
	Currency        string   `json:"currency,omitempty"`        // ISO 4217
	TransactionTime string   `json:"transactionTime,omitempty"` // RFC 3339
	TransactionID   string   `json:"transactionId,omitempty"`
	IPAddress       string   `json:"ipAddress,omitempty"`
}

// Business is about a company.
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
