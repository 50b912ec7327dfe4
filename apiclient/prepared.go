package apiclient

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
