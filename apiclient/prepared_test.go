//go:build !js

package apiclient

import (
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
)

// everything has every field of the contract.
const everything = `{
	"suffix":"Jr.","firstName":"Jane","middleName":"Q.","lastName":"Öztürk-O'Neill","sex":"F","dateOfBirth":"2000-02-29",
	"socialSecurityNumber":"123-45-6789","nationality":"AUT","email":"jane@example.com","phoneNumber":"+436601234567",
	"phoneNumber2":"+12025550123","personalNumber":"1234",
	"address":{"line1":"1","line2":"2","line3":"3","line4":"4","line5":"5","postalCode":"1010","city":"Wien","subdivision":"9","country":"AT"},
	"id":{"issuingDate":"2020-01-01","expiryDate":"2030-01-01","idNumber":"P1","type":"PASSPORT","subType":"TAX_ID"},
	"kyc":{"registrationDate":"2021-9-17","registrationIpAddress":"2001:db8::1"},
	"bank":{"paymentMethod":"CARD","binNumber":"411111","lastDigits":"1111","accountNumber":"AT61","routingNumber":"021000021",
		"amount":19.99,"currency":"EUR","transactionTime":"2021-09-17T10:00:00.5+02:00","transactionId":"t","ipAddress":"192.0.2.1"},
	"business":{"name":"Acme","city":"Wien","address":"Ring 1","state":"W","country":"AT","registrationNumber":"FN 1","searchId":"s",
		"kybCapabilities":["ADVERSE_MEDIA"]}}`

func TestPreparedData_roundTrip(t *testing.T) {
	d := must.Get(ParsePreparedData([]byte(everything)))(t)
	b := must.Get(json.Marshal(d))(t)
	var want, got map[string]any
	must.Succeed(t, json.Unmarshal([]byte(everything), &want))
	must.Succeed(t, json.Unmarshal(b, &got))
	if w, g := flatten("", want), flatten("", got); !slices.Equal(w, g) {
		t.Errorf("got  %v\nwant %v", g, w)
	}
	if n := len(flatten("", got)); n != len(fields)+2 {
		t.Errorf("the example has %d fields, the table %d: one of them lacks some", n, len(fields)+2)
	}
}

// flatten lists "path=value", sorted.
func flatten(prefix string, v any) []string {
	switch v := v.(type) {
	case map[string]any:
		var all []string
		for name, member := range v {
			all = append(all, flatten(prefix+"."+name, member)...)
		}
		slices.Sort(all)
		return all
	default:
		b, _ := json.Marshal(v)
		return []string{prefix + "=" + string(b)}
	}
}

// TestPreparedData_matchesTypes reads the public types, so that neither side can
// gain or lose a field alone.
func TestPreparedData_matchesTypes(t *testing.T) {
	declarations := must.Read(t, "../web/capture.d.ts")
	_, types, found := strings.Cut(declarations, "export interface PreparedData {")
	if !found {
		t.Fatal("no PreparedData in capture.d.ts")
	}
	var got []string
	group := ""
	for _, m := range regexp.MustCompile(`(\w+)\?: (\{)?|(\} \| undefined;)`).FindAllStringSubmatch(types, -1) {
		switch {
		case m[3] != "":
			group = ""
		case m[2] != "":
			group = m[1] + "."
		default:
			got = append(got, group+m[1])
		}
	}
	want := []string{amountField, capabilitiesField}
	for _, f := range fields {
		want = append(want, f.path)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("capture.d.ts has %v\nthe table has      %v", got, want)
	}
}

func TestParsePreparedData_rejects(t *testing.T) {
	for _, tt := range []struct {
		name, in, field string
	}{
		{"not JSON", `firstName=Jane`, ""},
		{"empty", ``, ""},
		{"a list", `[]`, ""},
		{"null", `null`, ""},
		{"cut", `{"firstName":"Jane"`, ""},
		{"cut in a group", `{"address":{"city":"Wien"`, ""},
		{"more after it", `{"firstName":"Jane"} {}`, ""},
		{"no field", `{}`, ""},
		{"empty fields only", `{"firstName":"","address":{"city":""},"business":{"kybCapabilities":[]}}`, ""},
		{"too long", `{"firstName":"` + strings.Repeat("a", maxData) + `"}`, ""},
		{"unknown", `{"planet":"Earth"}`, "planet"},
		{"unknown in a group", `{"address":{"planet":"Earth"}}`, "address.planet"},
		{"another case", `{"firstname":"Jane"}`, "firstname"},
		{"a dotted name", `{"address.city":"Wien"}`, "address.city"},
		{"twice", `{"firstName":"Jane","firstName":"John"}`, "firstName"},
		{"a group twice", `{"address":{},"address":{}}`, "address"},
		{"a long unknown name", `{"` + strings.Repeat("x", 1000) + `":1}`, strings.Repeat("x", 80) + "…"},
		{"a number for text", `{"firstName":7}`, "firstName"},
		{"an object for text", `{"firstName":{"a":{"b":1}}}`, "firstName"},
		{"text for a group", `{"address":"Wien"}`, "address"},
		{"a list for a group", `{"address":[]}`, "address"},
		{"text for a number", `{"bank":{"amount":"19.99"}}`, "bank.amount"},
		{"text for a list", `{"business":{"kybCapabilities":"ADVERSE_MEDIA"}}`, "business.kybCapabilities"},
		{"a list of numbers", `{"business":{"kybCapabilities":[1]}}`, "business.kybCapabilities"},
		{"a negative amount", `{"bank":{"amount":-0.01}}`, "bank.amount"},
		{"an amount just too large", `{"bank":{"amount":1000000000000001}}`, "bank.amount"},
		{"a capability in words", `{"business":{"kybCapabilities":["adverse media"]}}`, "business.kybCapabilities"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParsePreparedData([]byte(tt.in))
			wantCode(t, err, fault.InvalidData)
			var e *fault.Error
			if errors.As(err, &e); e.Field != tt.field {
				t.Errorf("field %q, want %q", e.Field, tt.field)
			}
		})
	}
}

func TestParsePreparedData_accepts(t *testing.T) {
	for _, in := range []string{
		`{"firstName":"Jane","lastName":""}`,
		`{"bank":{"amount":0}}`, `{"bank":{"amount":1000000000000000}}`, `{"bank":{"amount":1e3}}`,
		`{"firstName":null,"lastName":"x","address":null}`,
		` {"firstName":"Jane"} `,
	} {
		if _, err := ParsePreparedData([]byte(in)); err != nil {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func TestValidate_listsAllInvalidFields(t *testing.T) {
	d := &PreparedData{Sex: "X", Email: "secret-value", Address: Address{Country: "Austria"}}
	err := d.Validate()
	wantCode(t, err, fault.InvalidData)
	var e *fault.Error
	errors.As(err, &e)
	if e.Field != "sex" || e.Details["fields"] != "sex,email,address.country" {
		t.Errorf("field %s, details %v", e.Field, e.Details)
	}
	if strings.Contains(err.Error(), "secret-value") {
		t.Errorf("the error quotes a value: %v", err)
	}
	nan := math.NaN()
	wantCode(t, (&PreparedData{Bank: Bank{Amount: &nan}}).Validate(), fault.InvalidData)
	wantCode(t, (*PreparedData)(nil).Validate(), fault.InvalidData)
}

func TestSubmitData(t *testing.T) {
	s, srv := open(t, Config{}, status(200), status(422, `{"title":"Unprocessable","detail":"Jane is no name"}`))
	d := &PreparedData{FirstName: "Jane"}
	answer, err := s.SubmitData(t.Context(), d, nil)
	must.Succeed(t, err)
	if got := srv.last(); got.body != `{"firstName":"Jane"}` || got.contentType != "application/json" || got.token != "DATA-0" || !answer.Step.Done {
		t.Errorf("sent %+v, answer %+v", got, answer)
	}
	_, err = s.SubmitData(t.Context(), d, nil)
	wantCode(t, err, fault.Rejected)
	if got := detail(err, "reason"); got != "Unprocessable" {
		t.Errorf("reason %q: the detail may quote the person's data", got)
	}
	_, err = s.SubmitData(t.Context(), &PreparedData{Sex: "?"}, nil)
	wantCode(t, err, fault.InvalidData)
	_, err = s.SubmitData(t.Context(), nil, nil)
	wantCode(t, err, fault.InvalidData)
	wantRequests(t, srv, "POST PREPARED_DATA, POST PREPARED_DATA")
}

// FuzzParsePreparedData holds it to a code for everything, and what it accepts to
// JSON that it accepts again.
func FuzzParsePreparedData(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(`{"address":{"planet":1}}`))
	f.Add([]byte(`{"a":[[[[{"b":`))
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := ParsePreparedData(in)
		if err != nil {
			if fault.CodeOf(err) != fault.InvalidData {
				t.Errorf("%v", err)
			}
			return
		}
		b := must.Get(json.Marshal(d))(t)
		if _, err := ParsePreparedData(b); err != nil {
			t.Errorf("%s became %s: %v", in, b, err)
		}
	})
}

func TestRules(t *testing.T) {
	for _, tt := range []struct {
		name string
		rule rule
		good []string
		bad  []string
	}{
		{"text", text(5),
			[]string{"a", "äöüßé", "a b", "日本語日本", "'; --"},
			[]string{"äöüßéä", " ", "\t", "a\x00", "a\nb", "\xff"}},
		{"sex", oneOf("M", "F"), []string{"M", "F"}, []string{"m", "X", "MF"}},
		{"date", date,
			[]string{"2000-02-29", "1999-12-31", "1800-01-01", "9999-12-31"},
			[]string{"2001-02-29", "1900-02-29", "2000-02-30", "2000-13-01", "2000-00-10", "2000-01-00", "2000-1-1", "00-01-01", "1799-12-31",
				"0001-01-01", "2000/01/01", "01.02.2000", "2000-01-01T00:00:00Z", " 2000-01-01", "20000101", "2000-01-011"}},
		{"loose date", looseDate,
			[]string{"2021-9-17", "2021-09-17", "2021-9-7", "2000-2-29"},
			[]string{"2021-2-29", "2021-13-1", "21-9-17", "2021-9-", "2021-009-17", "1799-1-1"}},
		{"time", timestamp,
			[]string{"2021-09-17T10:00:00Z", "2021-09-17T10:00:00.123Z", "2021-09-17T10:00:00+02:00", "2021-09-17T23:59:59-23:59"},
			[]string{"2021-09-17", "2021-09-17T10:00:00", "2021-09-17 10:00:00Z", "2021-09-17T25:00:00Z", "2021-02-30T10:00:00Z",
				"2021-09-17T1:00:00Z", "2021-09-17T10:00:00,5Z", "10:00:00Z", "2021-9-17T10:00:00ZZ",
				"2021-09-17T24:00:00Z", "2021-09-17T10:60:00Z", "2021-09-17T10:00:60Z", "2021-09-17T10-00:00Z", "2021-09-17T10:00-00Z", "2021-09-17T+1:00:00Z",
				"2021-09-17T10:00:00.Z", "2021-09-17T10:00:00z", "2021-09-17T10:00:00+0200", "2021-09-17T10:00:00+24:00", "2021-09-17T10:00:00ZZ"}},
		{"IP address", ipAddress,
			[]string{"192.0.2.1", "2001:db8::1", "::1", "::ffff:192.0.2.1"},
			[]string{"192.0.2", "192.0.2.256", "192.0.02.1", "fe80::1%eth0", "192.0.2.1:80", "[::1]", "localhost", "192.0.2.0/24"}},
		{"phone", phone,
			[]string{"2134445678", "3109992939", "+231-375-9663", "+43 660 1234567", "1", "555-0100 ext. 7", "٠١٢٣", strings.Repeat("1", 64)},
			[]string{"+", "unlisted", " ", "1\n", strings.Repeat("1", 65)}},
		{"E.164", e164,
			[]string{"+436601234567", "+1234567", "+123456789012345"},
			[]string{"436601234567", "+123456", "+1234567890123456", "+0436601234567", "+43 660 1234567", "+43(0)660", "+43-660-1234567", "+", "00436601234567"}},
		{"e-mail", email,
			[]string{"jane@example.com", "j.d+tag@sub.example.co", "jürgen@bücher.example", strings.Repeat("a", 64) + "@example.com"},
			[]string{"jane", "jane@", "@example.com", "jane@example", "jane@@example.com", "jane doe@example.com", "jane@exam ple.com",
				"jane@example..com", "jane@.example.com", "jane@example.com.", ".jane@example.com", "jane.@example.com", "j..d@example.com",
				"Jane <jane@example.com>", "jane@-example.com", "jane@example-.com", "jane@example.com\n", `"jane"@example.com`,
				strings.Repeat("a", 65) + "@example.com", "jane@" + strings.Repeat("a", 64) + ".com", "jane@" + strings.Repeat("a.", 130) + "com", "a\xff@example.com"}},
		{"nationality", alpha3, []string{"AUT", "USA", "ZWE", "ABW", "XKX"}, []string{"AT", "aut", "AAA", "UTA", "ZZZ", "AUTU", "Austria", "BUR"}},
		{"country", country, []string{"AT", "AUT", "AD", "ZW", "XK"}, []string{"at", "XX", "A", "UK", "EU", "Austria", "TD ", "ZA "}},
		{"currency", currency, []string{"EUR", "USD", "AED", "ZWL", "MRU"}, []string{"eur", "EU", "XXX", "XAU", "URU", "€", "EURO"}},
		{"bin", digits(6, 8), []string{"123456", "12345678"}, []string{"12345", "123456789", "12345a", "12 456", "-12345", "١٢٣٤٥٦"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range tt.good {
				if problem := tt.rule(s); problem != "" {
					t.Errorf("%q %s", s, problem)
				}
			}
			for _, s := range tt.bad {
				if tt.rule(s) == "" {
					t.Errorf("%q passes", s)
				}
			}
		})
	}
}

func TestRules_isValid(t *testing.T) {
	for _, tt := range []struct {
		path, value string
		want        bool
	}{
		{"nationality", "AUT", true}, {"nationality", "UTA", false}, {"id.type", "VISA", true}, {"id.type", "CARD", false}, {"id", "VISA", false}, {"", "a", false},
	} {
		if got := DefaultRules.IsValid(tt.path, tt.value); got != tt.want {
			t.Errorf("%s %q: %v", tt.path, tt.value, got)
		}
	}
}

func TestPlainPhone(t *testing.T) {
	for in, want := range map[string]string{
		"+43 660 1234567": "+436601234567", "+231-375-9663": "+2313759663", "(310) 999.29/39": "3109992939", "2134445678": "2134445678",
		"555-0100 ext. 7": "555-0100 ext. 7", "+": "+", "- -": "- -", "٠١٢-٣": "٠١٢-٣", "+43\u00a0660": "+43660", "1+2": "1+2",
	} {
		if got := plainPhone(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// reference is the API reference's own example, with "string" for any text.
const reference = `{"suffix":"Mr, Mrs, Ms","sex":"M","nationality":"string","phoneNumber":"2134445678","phoneNumber2":"3109992939",
	"dateOfBirth":"string","address":{"country":"string"},"kyc":{"registrationDate":"2021-9-17"},
	"bank":{"binNumber":"string","lastDigits":"string","currency":"string","amount":1}}`

func TestRules_parse(t *testing.T) {
	for _, tt := range []struct {
		rules Rules
		in    string
		field string // refused
	}{
		{DefaultRules, `{"phoneNumber":"2134445678","phoneNumber2":"+231-375-9663","kyc":{"registrationDate":"2021-9-17"},"suffix":"Mr, Mrs, Ms"}`, ""},
		{DefaultRules, `{"nationality":"string"}`, "nationality"},
		{ReferenceRules, reference, ""},
		{ReferenceRules, `{"nationality":7}`, "nationality"},
		{ReferenceRules, `{"planet":"string"}`, "planet"},
		{ReferenceRules, `{"nationality":"\u0000"}`, "nationality"},
		{ScreeningRules, `{"phoneNumber":"+43 660 1234567"}`, ""},
		{ScreeningRules, `{"phoneNumber":"2134445678"}`, "phoneNumber"},
		{ScreeningRules, `{"phoneNumber2":"2134445678"}`, "phoneNumber2"},
		{ScreeningRules, `{"nationality":"string"}`, "nationality"},
		{"strict", `{"firstName":"Jane"}`, "rules"},
	} {
		_, err := tt.rules.Parse([]byte(tt.in))
		var e *fault.Error
		if errors.As(err, &e); err == nil && tt.field != "" || err != nil && e.Field != tt.field {
			t.Errorf("%q, %s: %v, want %q", tt.rules, tt.in, err, tt.field)
		}
	}
}

func TestCodeLists(t *testing.T) {
	for _, tt := range []struct {
		name, list string
		size, n    int
	}{
		{"countries2", countries2, 2, 250},
		{"countries3", countries3, 3, 250},
		{"currencies", currencies, 3, 170},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if len(tt.list) != tt.size*tt.n {
				t.Errorf("%d characters, want %d codes of %d", len(tt.list), tt.n, tt.size)
			}
			for i := tt.size; i+tt.size <= len(tt.list); i += tt.size {
				if before, code := tt.list[i-tt.size:i], tt.list[i:i+tt.size]; before >= code {
					t.Errorf("%s before %s", before, code)
				}
			}
		})
	}
}

func TestFields_maxLengths(t *testing.T) {
	for _, tt := range []struct {
		path string
		most int
		set  func(d *PreparedData, s string)
	}{
		{"firstName", 100, func(d *PreparedData, s string) { d.FirstName = s }},
		{"address.line1", 255, func(d *PreparedData, s string) { d.Address.Line1 = s }},
		{"business.name", 255, func(d *PreparedData, s string) { d.Business.Name = s }},
		{"id.subType", 64, func(d *PreparedData, s string) { d.ID.SubType = s }},
	} {
		t.Run(tt.path, func(t *testing.T) {
			var d PreparedData
			tt.set(&d, strings.Repeat("ä", tt.most))
			if err := d.Validate(); err != nil {
				t.Errorf("the longest: %v", err)
			}
			tt.set(&d, strings.Repeat("ä", tt.most+1))
			if err := d.Validate(); err == nil || !strings.Contains(err.Error(), "("+tt.path+")") {
				t.Errorf("one more: %v", err)
			}
		})
	}
}
