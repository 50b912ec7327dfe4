package sandbox_test

import (
	"strings"
	"testing"

	"credential-capture/internal/sandbox"
)

// everyMember is prepared data with each field of the contract.
const everyMember = `{"suffix":"","firstName":"","middleName":"","lastName":"","sex":"F","dateOfBirth":"1815-12-10",
	"socialSecurityNumber":"","nationality":"GBR","email":"","phoneNumber":"","phoneNumber2":"","personalNumber":"",
	"address":{"line1":"","line2":"","line3":"","line4":"","line5":"","postalCode":"","city":"","subdivision":"","country":""},
	"id":{"issuingDate":"","expiryDate":"","idNumber":"","type":"PASSPORT","subType":"TAX_ID"},
	"kyc":{"registrationDate":"2021-9-17","registrationIpAddress":""},
	"bank":{"paymentMethod":"","binNumber":"","lastDigits":"","accountNumber":"","routingNumber":"","amount":19.99,
		"currency":"EUR","transactionTime":"","transactionId":"","ipAddress":""},
	"business":{"name":"","city":"","address":"","state":"","country":"","registrationNumber":"","searchId":"",
		"kybCapabilities":["ADVERSE_MEDIA"]}}`

func TestPreparedData(t *testing.T) {
	in := newService(t, sandbox.Options{})
	const kind = "application/json"
	for _, tt := range []struct {
		name, kind, body string
		status           int
	}{
		{"every member", kind, everyMember, 200},
		{"with a charset", kind + "; charset=utf-8", `{"firstName":"Jane"}`, 200},
		{"empty object", kind, `{}`, 400},
		{"null", kind, `null`, 400},
		{"array", kind, `[]`, 400},
		{"no body", kind, ``, 400},
		{"broken", kind, `{"firstName":`, 400},
		{"more after it", kind, `{"firstName":"a"}x`, 400},
		{"unknown member", kind, `{"firstname":"a"}`, 400},
		{"unknown member of address", kind, `{"address":{"line6":"a"}}`, 400},
		{"member of another object", kind, `{"address":{"amount":1}}`, 400},
		{"number for a string", kind, `{"firstName":1}`, 400},
		{"null for a string", kind, `{"firstName":null}`, 400},
		{"string for an object", kind, `{"address":"a"}`, 400},
		{"string for a number", kind, `{"bank":{"amount":"1"}}`, 400},
		{"string for an array", kind, `{"business":{"kybCapabilities":"a"}}`, 400},
		{"number in an array", kind, `{"business":{"kybCapabilities":[1]}}`, 400},
		{"form", form, `firstName=a`, 415},
		{"64 KiB", kind, pad([]byte(`{"firstName":"a"}`), 64<<10), 200},
		{"over 64 KiB", kind, pad([]byte(`{"firstName":"a"}`), 64<<10+1), 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, method := range []string{"POST", "PUT"} {
				w := in.open(all)
				r := w.send(method, "DATA", "PREPARED_DATA", tt.kind, []byte(tt.body)).want(t, tt.status)
				if strings.Contains(string(r.body), "firstname") {
					t.Errorf("the answer repeats what was sent: %s", r)
				}
			}
		})
	}
}

func TestPreparedDataIsKeptOnce(t *testing.T) {
	in := newService(t, sandbox.Options{})
	w := in.open(`[{"category":"DATA"}]`)
	send := func(method, name string) reply {
		return w.send(method, "DATA", "PREPARED_DATA", "application/json", []byte(`{"firstName":"`+name+`"}`))
	}
	data := func() any {
		return w.retrieve("").member("credentials").([]any)[0].(map[string]any)["data"]
	}
	send("POST", "Ada").want(t, 200)
	send("POST", "Eve").want(t, 409)
	if got, _ := data().(map[string]any); got["firstName"] != "Ada" {
		t.Errorf("got %v, want Ada", got)
	}
	send("PUT", "Eve").want(t, 200)
	if got, _ := data().(map[string]any); got["firstName"] != "Eve" {
		t.Errorf("got %v, want Eve", got)
	}
	w.send("DELETE", "DATA", "PREPARED_DATA", "", nil).want(t, 200)
	w.send("DELETE", "DATA", "PREPARED_DATA", "", nil).want(t, 404)
	if got := data(); got != nil {
		t.Errorf("%v is left", got)
	}
}
