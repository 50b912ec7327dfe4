package apiclient

import (
	"slices"
	"strings"

	"credential-capture/fault"
)

// The longest values, in characters. The reference gives none; these are well
// above what people and companies have, and keep a mix-up from being sent.
const (
	longText  = 255 // names of companies, lines of an address
	shortText = 100 // a person's names, cities, numbers of documents and accounts
	codeText  = 64  // names that programs give
)

// field is one member of PreparedData: where it is and what it must be.
type field struct {
	path string // its dotted name in JSON
	at   func(*PreparedData) *string
	rule rule
}

// fields is the whole contract, in the order in which a form asks.
var fields = []field{
	{"firstName", func(d *PreparedData) *string { return &d.FirstName }, text(shortText)},
	{"middleName", func(d *PreparedData) *string { return &d.MiddleName }, text(shortText)},
	{"lastName", func(d *PreparedData) *string { return &d.LastName }, text(shortText)},
	{"suffix", func(d *PreparedData) *string { return &d.Suffix }, text(shortText)},
	{"sex", func(d *PreparedData) *string { return &d.Sex }, oneOf("M", "F")},
	{"dateOfBirth", func(d *PreparedData) *string { return &d.DateOfBirth }, date},
	{"nationality", func(d *PreparedData) *string { return &d.Nationality }, alpha3},
	{"socialSecurityNumber", func(d *PreparedData) *string { return &d.SocialSecurityNumber }, text(shortText)},
	{"personalNumber", func(d *PreparedData) *string { return &d.PersonalNumber }, text(shortText)},
	{"email", func(d *PreparedData) *string { return &d.Email }, email},
	{"phoneNumber", func(d *PreparedData) *string { return &d.PhoneNumber }, phone},
	{"phoneNumber2", func(d *PreparedData) *string { return &d.PhoneNumber2 }, phone},

	{"address.line1", func(d *PreparedData) *string { return &d.Address.Line1 }, text(longText)},
	{"address.line2", func(d *PreparedData) *string { return &d.Address.Line2 }, text(longText)},
	{"address.line3", func(d *PreparedData) *string { return &d.Address.Line3 }, text(longText)},
	{"address.line4", func(d *PreparedData) *string { return &d.Address.Line4 }, text(longText)},
	{"address.line5", func(d *PreparedData) *string { return &d.Address.Line5 }, text(longText)},
	{"address.postalCode", func(d *PreparedData) *string { return &d.Address.PostalCode }, text(shortText)},
	{"address.city", func(d *PreparedData) *string { return &d.Address.City }, text(shortText)},
	{"address.subdivision", func(d *PreparedData) *string { return &d.Address.Subdivision }, text(shortText)},
	{"address.country", func(d *PreparedData) *string { return &d.Address.Country }, country},

	{"id.type", func(d *PreparedData) *string { return &d.ID.Type }, oneOf("PASSPORT", "ID_CARD", "DRIVING_LICENSE", "VISA")},
	{"id.subType", func(d *PreparedData) *string { return &d.ID.SubType }, text(codeText)},
	{"id.idNumber", func(d *PreparedData) *string { return &d.ID.IDNumber }, text(shortText)},
	{"id.issuingDate", func(d *PreparedData) *string { return &d.ID.IssuingDate }, date},
	{"id.expiryDate", func(d *PreparedData) *string { return &d.ID.ExpiryDate }, date},

	{"kyc.registrationDate", func(d *PreparedData) *string { return &d.KYC.RegistrationDate }, looseDate},
	{"kyc.registrationIpAddress", func(d *PreparedData) *string { return &d.KYC.RegistrationIPAddress }, ipAddress},

	{"bank.paymentMethod", func(d *PreparedData) *string { return &d.Bank.PaymentMethod }, text(codeText)},
	{"bank.binNumber", func(d *PreparedData) *string { return &d.Bank.BinNumber }, digits(6, 8)},
	{"bank.lastDigits", func(d *PreparedData) *string { return &d.Bank.LastDigits }, digits(1, 8)},
	{"bank.accountNumber", func(d *PreparedData) *string { return &d.Bank.AccountNumber }, text(shortText)},
	{"bank.routingNumber", func(d *PreparedData) *string { return &d.Bank.RoutingNumber }, text(shortText)},
	{"bank.currency", func(d *PreparedData) *string { return &d.Bank.Currency }, currency},
	{"bank.transactionTime", func(d *PreparedData) *string { return &d.Bank.TransactionTime }, timestamp},
	{"bank.transactionId", func(d *PreparedData) *string { return &d.Bank.TransactionID }, text(shortText)},
	{"bank.ipAddress", func(d *PreparedData) *string { return &d.Bank.IPAddress }, ipAddress},

	{"business.name", func(d *PreparedData) *string { return &d.Business.Name }, text(longText)},
	{"business.address", func(d *PreparedData) *string { return &d.Business.Address }, text(longText)},
	{"business.city", func(d *PreparedData) *string { return &d.Business.City }, text(shortText)},
	{"business.state", func(d *PreparedData) *string { return &d.Business.State }, text(shortText)},
	{"business.country", func(d *PreparedData) *string { return &d.Business.Country }, text(shortText)},
	{"business.registrationNumber", func(d *PreparedData) *string { return &d.Business.RegistrationNumber }, text(shortText)},
	{"business.searchId", func(d *PreparedData) *string { return &d.Business.SearchID }, text(shortText)},
}

// The members that aren't strings.
const (
	amountField       = "bank.amount"
	capabilitiesField = "business.kybCapabilities"

	maxAmount       = 1e15 // above it a float64 loses cents
	maxCapabilities = 32
)

// Validate checks every field. The error is fault.InvalidData; it names the first
// wrong one, in the order of a form, and lists all of them in its detail "fields".
// It never quotes a value.
func (d *PreparedData) Validate() error {
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
			note(f.path, f.rule(value))
		}
	}
	note(amountField, amount(d.Bank.Amount))
	note(capabilitiesField, capabilities(d.Business.KYBCapabilities))
	switch {
	case first != nil:
		return first.With("fields", strings.Join(wrong, ","))
	case !filled:
		return fault.New(fault.InvalidData, "no field is filled in")
	}
	return nil
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
