package apiclient

import (
	"reflect"
	"strconv"
	"strings"

	"credential-capture/fault"
)

// PreparedData is what the integrator knows of a person or business before the
// capture. Empty strings are absent. Dates are YYYY-MM-DD. The tag rule is a key of the
// table rules in rules.go.
type PreparedData struct {
	FirstName            string `json:"firstName,omitempty" rule:"shortText"`
	MiddleName           string `json:"middleName,omitempty" rule:"shortText"`
	LastName             string `json:"lastName,omitempty" rule:"shortText"`
	Suffix               string `json:"suffix,omitempty" rule:"shortText"`
	Sex                  string `json:"sex,omitempty" rule:"sex"` // M or F
	DateOfBirth          string `json:"dateOfBirth,omitempty" rule:"date"`
	Nationality          string `json:"nationality,omitempty" rule:"alpha3"` // ISO 3166-1 alpha-3
	SocialSecurityNumber string `json:"socialSecurityNumber,omitempty" rule:"shortText"`
	PersonalNumber       string `json:"personalNumber,omitempty" rule:"shortText"`
	Email                string `json:"email,omitempty" rule:"email"`
	PhoneNumber          string `json:"phoneNumber,omitempty" rule:"phone"` // E.164, such as +436601234567
	PhoneNumber2         string `json:"phoneNumber2,omitempty" rule:"phone"`

	Address  Address  `json:"address,omitzero"`
	ID       IDData   `json:"id,omitzero"`
	KYC      KYC      `json:"kyc,omitzero"`
	Bank     Bank     `json:"bank,omitzero"`
	Business Business `json:"business,omitzero"`
}

// Address is the address of a person.
type Address struct {
	Line1       string `json:"line1,omitempty" rule:"longText"`
	Line2       string `json:"line2,omitempty" rule:"longText"`
	Line3       string `json:"line3,omitempty" rule:"longText"`
	Line4       string `json:"line4,omitempty" rule:"longText"`
	Line5       string `json:"line5,omitempty" rule:"longText"`
	PostalCode  string `json:"postalCode,omitempty" rule:"shortText"`
	City        string `json:"city,omitempty" rule:"shortText"`
	Subdivision string `json:"subdivision,omitempty" rule:"shortText"`
	Country     string `json:"country,omitempty" rule:"country"` // ISO 3166-1 alpha-2 or alpha-3
}

// IDData describes an identity document.
type IDData struct {
	Type        string `json:"type,omitempty" rule:"idType"`  // PASSPORT, ID_CARD, DRIVING_LICENSE or VISA
	SubType     string `json:"subType,omitempty" rule:"code"` // such as TAX_ID
	IDNumber    string `json:"idNumber,omitempty" rule:"shortText"`
	IssuingDate string `json:"issuingDate,omitempty" rule:"date"`
	ExpiryDate  string `json:"expiryDate,omitempty" rule:"date"`
}

// KYC describes a person's registration with the integrator.
type KYC struct {
	RegistrationDate      string `json:"registrationDate,omitempty" rule:"looseDate"` // may be unpadded: 2021-9-17
	RegistrationIPAddress string `json:"registrationIpAddress,omitempty" rule:"ip"`
}

// Bank describes an account or a transaction.
type Bank struct {
	PaymentMethod   string   `json:"paymentMethod,omitempty" rule:"code"`
	BinNumber       string   `json:"binNumber,omitempty" rule:"bin"`
	LastDigits      string   `json:"lastDigits,omitempty" rule:"lastDigits"`
	AccountNumber   string   `json:"accountNumber,omitempty" rule:"shortText"`
	RoutingNumber   string   `json:"routingNumber,omitempty" rule:"shortText"`
	Currency        string   `json:"currency,omitempty" rule:"currency"`         // ISO 4217
	TransactionTime string   `json:"transactionTime,omitempty" rule:"timestamp"` // RFC 3339
	TransactionID   string   `json:"transactionId,omitempty" rule:"shortText"`
	IPAddress       string   `json:"ipAddress,omitempty" rule:"ip"`
	Amount          *float64 `json:"amount,omitempty"` // nil is absent, 0 is a value
}

// Business describes a company.
type Business struct {
	Name               string   `json:"name,omitempty" rule:"longText"`
	Address            string   `json:"address,omitempty" rule:"longText"`
	City               string   `json:"city,omitempty" rule:"shortText"`
	State              string   `json:"state,omitempty" rule:"shortText"`
	Country            string   `json:"country,omitempty" rule:"shortText"`
	RegistrationNumber string   `json:"registrationNumber,omitempty" rule:"shortText"`
	SearchID           string   `json:"searchId,omitempty" rule:"shortText"`
	KYBCapabilities    []string `json:"kybCapabilities,omitempty"` // such as ADVERSE_MEDIA
}

// maxData limits prepared data, in bytes. All fields at their maximum take less.
const maxData = 64 << 10

// ParsePreparedData parses JSON and validates it. Unknown and duplicate names are
// fault.InvalidData with the dotted path in Field, so that a misspelt field isn't lost
// silently.
func ParsePreparedData(b []byte) (*PreparedData, error) {
	if len(b) > maxData {
		return nil, fault.New(fault.InvalidData, "too long").With("limit", maxData)
	}
	root, ok := parseJSON(b)
	if !ok || !root.isObject() {
		return nil, fault.New(fault.InvalidData, "must be one JSON object")
	}
	var d PreparedData
	if err := readGroup(root, &d); err != nil {
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

// field is a member of PreparedData or of one of its groups.
type field struct {
	name string // in JSON
	rule string // key of rules
	at   any    // *string, **float64, *[]string, or a pointer to a group
}

// fieldsOf lists the members of a group, a pointer to a struct, by their tags.
func fieldsOf(group any) []field {
	v := reflect.ValueOf(group).Elem()
	all := make([]field, v.NumField())
	for i := range all {
		tag := v.Type().Field(i).Tag
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		all[i] = field{name, tag.Get("rule"), v.Field(i).Addr().Interface()}
	}
	return all
}

// readGroup sets the fields of a group from an object. Names are case-sensitive and
// unique.
func readGroup(n node, group any) error {
	unread := make(map[string]any)
	for _, f := range fieldsOf(group) {
		unread[f.name] = f.at
	}
	for _, m := range n.members() {
		at, known := unread[m.name]
		unread[m.name] = nil
		switch at := at.(type) {
		case nil:
			if known {
				return fault.New(fault.InvalidData, "is there twice").On(m.path)
			}
			return fault.New(fault.InvalidData, "is not a field of prepared data").On(shorten(m.path))
		case *string:
			*at = m.text()
		case **float64:
			if number, ok := m.number(); ok {
				*at = &number
			}
		case *[]string:
			*at = m.textList()
		default:
			if err := readGroup(m.node, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// encodeGroup returns the fields of a group that are set, nil if there are none.
func encodeGroup(group any) []byte {
	var o object
	for _, f := range fieldsOf(group) {
		switch at := f.at.(type) {
		case *string:
			o.textIfSet(f.name, *at)
		case **float64:
			if *at != nil {
				o.raw(f.name, strconv.AppendFloat(nil, **at, 'f', -1, 64))
			}
		case *[]string:
			if len(*at) > 0 {
				o.raw(f.name, texts(*at))
			}
		default:
			if b := encodeGroup(at); b != nil {
				o.raw(f.name, b)
			}
		}
	}
	if o.b == nil {
		return nil
	}
	return o.bytes()
}

// shorten limits a name in an error message to 80 characters.
func shorten(path string) string {
	const limit = 80
	if path = clean(path); len([]rune(path)) > limit {
		return string([]rune(path)[:limit]) + "…"
	}
	return path
}
