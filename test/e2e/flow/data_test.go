package flow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"credential-capture/test/e2e/drive"
)

const (
	// marked is JavaScript that lists the fields with an error.
	marked = `[...` + drive.InElement + `.querySelectorAll('[data-field]:has([data-code=invalid_data])')].map(e => e.dataset.field).join(" ")`
	// shown is JavaScript that lists the values on the overview.
	shown = `[...` + drive.InElement + `.querySelectorAll(".typed span")].map(e => e.textContent)`
)

// TestData_errors submits a form with a wrong value in each kind of field: all are marked at once, the
// first has the focus in full view with its label, values stay, and what is mended is sent.
func TestData_errors(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Set("required-fields", "firstName,dateOfBirth,address.city")
	p.StartWith("DATA")
	long := strings.Repeat("é", 101)
	for field, value := range map[string]string{"firstName": " ", "lastName": long, "dateOfBirth": "1990-02-30", "email": "nobody@home", "phoneNumber": "12"} {
		p.Fill(field, value)
	}
	p.Eval(`scrollTo(0, document.body.scrollHeight)`, nil)
	p.Press("submit-data")
	p.Problem()
	drive.Is(p, "marked fields", marked, "firstName lastName dateOfBirth email phoneNumber address.city")
	drive.Is(p, "invalid inputs", `[...`+drive.InElement+`.querySelectorAll('[aria-invalid=true]')].map(e => e.name).join(" ")`, "firstName lastName dateOfBirth.day email phoneNumber address.city")
	p.Wait("the others are named", drive.InElement+`.querySelector("[aria-live]").textContent.includes("Phone, and City")`)
	drive.Is(p, "the announcement", drive.InElement+`.querySelector("[aria-live]").textContent`,
		"Something in your details isn’t right. First name, Last name, Date of birth, Email, Phone, and City")
	var at struct {
		Name, Value string
		Top, Bottom float64
		Required    int
	}
	p.Eval(`(() => {
		const input = `+drive.Focused+`, {top, bottom} = input.closest(".field").getBoundingClientRect();
		const required = `+drive.InElement+`.querySelectorAll(".must").length;
		return {name: input.name, value: `+drive.InElement+`.querySelector("[name=lastName]").value, top, bottom: innerHeight - bottom, required};
	})()`, &at)
	if at.Name != "firstName" || at.Value != long || at.Top < 0 || at.Bottom < 0 || at.Required != 3 {
		t.Errorf("the focus is on %s, %.0f px from the top, %.0f from the bottom, %d marked as required; the last name has %d letters", at.Name, at.Top, at.Bottom, at.Required, len([]rune(at.Value)))
	}
	for field, value := range map[string]string{
		"firstName": " Ada\u200f ", "lastName": "", "dateOfBirth": "١٩٩٠-٠٢-٢٨", "email": "ada@-example.com", "phoneNumber": "+44 20 7946 0000",
		"address.city": "London", "address.country": "GBR",
	} {
		p.Fill(field, value)
	}
	p.Press("submit-data")
	p.Wait("the client's own check is shown", drive.InElement+`.querySelector('[data-field=email] [data-code=invalid_data]')`)
	p.Fill("email", "ada@")
	const emailIs = drive.InElement + `.querySelector("[name=email]").matches("[aria-invalid=true]")`
	p.Wait("it is still marked", emailIs)
	p.Fill("email", "ada@example.com")
	p.Wait("it isn't marked any more", "!"+emailIs)
	p.Press("submit-data")
	p.OnScreen("overview")
	drive.Is(p, "the overview", shown, []string{"Ada", "Date of birth February 28, 1990", "ada@example.com", "+442079460000", "London · United Kingdom"})
	p.Finish()
	want := "map[address:map[city:London country:GBR] dateOfBirth:1990-02-28 email:ada@example.com firstName:Ada phoneNumber:+442079460000]"
	if got := fmt.Sprint(p.Delivered(t).Credentials[0].Data); got != want {
		t.Errorf("what arrived: %s, want %s", got, want)
	}
}

// TestData_wholeNumberAndDate types a number with its country's code, which then stands where countries are
// chosen, pastes a date into one field, and changes the language: values stay, the order is that of the language.
func TestData_wholeNumberAndDate(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.SetLocale("en-CA")
	p.StartWith("DATA")
	p.At("data", "PREPARED_DATA")
	const state = `(() => {
		const at = name => ` + drive.InElement + `.querySelector("[name='" + name + "']")?.value;
		return ["phoneNumber.country", "phoneNumber", "dateOfBirth.year", "dateOfBirth.month", "dateOfBirth.day", "address.country"].map(at).join(" ");
	})()`
	is := func(want string) {
		t.Helper()
		drive.Is(p, "the form", state, want)
	}
	is("CAN     CAN")
	p.Eval(`(() => {
		const q = selector => `+drive.InElement+`.querySelector(selector), data = new DataTransfer();
		q("[name=phoneNumber]").value = "+43 660 1234567";
		q("[name=phoneNumber]").dispatchEvent(new Event("change", {bubbles: true}));
		data.setData("text", "1990-02-03");
		q("[name='dateOfBirth.month']").dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
	})()`, nil)
	is("AUT 660 1234567 1990 02 03 CAN")
	p.SetLocale("hu")
	p.Wait("the words are Hungarian", drive.InElement+`.querySelector(".card").lang === "hu"`)
	is("AUT 660 1234567 1990 02 03 CAN")
	drive.Is(p, "the order of Hungarian", `[...`+drive.InElement+`.querySelectorAll("form [name]")].map(e => e.name).slice(0, 5).join(" ")`,
		"lastName firstName dateOfBirth.year dateOfBirth.month dateOfBirth.day")
}

// TestData_rejectedByService has the service reject the form: it shows again with its values and
// an error, and can be sent again.
func TestData_rejectedByService(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Expect("400")
	p.StartWith("DATA")
	p.Fill("firstName", "Ada")
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "status": 400})
	p.Press("submit-data")
	p.Wait("the form says so", drive.InElement+`.querySelector('.form [data-code=rejected]')`)
	p.OnScreen("data")
	drive.Is(p, "the problem", drive.InElement+`.querySelector('[data-code=rejected]').innerText`, "The service didn’t accept it.")
	drive.Is(p, "the first name", drive.InElement+`.querySelector('[name=firstName]').value`, "Ada")
	p.Press("submit-data")
	p.Finish()
	if got := p.Delivered(t).Credentials[0].Data["firstName"]; got != "Ada" {
		t.Errorf("first name that arrived: %v", got)
	}
}

// TestData_rareFields fills in the fields that few forms have: the values arrive by the API's names and types, and the
// overview shows them by their labels in another language.
func TestData_rareFields(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Set("fields", strings.Join(rareFields, ","))
	p.Set("required-fields", "sex,bank.amount,business.kybCapabilities")
	p.StartWith("DATA")
	p.Fill("bank.amount", "12,50,1x")
	p.Fill("bank.binNumber", "12345")
	p.Fill("bank.ipAddress", "::1")
	p.Press("submit-data")
	p.Problem()
	drive.Is(p, "marked fields", marked, "sex bank.binNumber bank.amount business.kybCapabilities")
	for field, value := range map[string]string{
		"sex": "F", "suffix": "Dr", "socialSecurityNumber": "078-05-1120", "phoneNumber2": "+43 660 1234567", "personalNumber": "1234",
		"address.line3": "Staircase 2", "address.line4": "4", "address.line5": "5", "id.type": "DRIVING_LICENSE", "id.subType": "TAX_ID",
		"kyc.registrationDate": "2021-9-17", "kyc.registrationIpAddress": "2001:db8::1", "bank.paymentMethod": "CARD",
		"bank.binNumber": "４１１１１１", "bank.lastDigits": "1111", "bank.accountNumber": "AT61", "bank.routingNumber": "021000021",
		"bank.amount": "1,219.50", "bank.currency": "EUR", "bank.transactionTime": "2021-09-17T10:00:00", "bank.transactionId": "t",
		"bank.ipAddress": "999.0.2.1", "business.name": "Acme", "business.city": "Graz", "business.address": "Ring 1",
		"business.state": "W", "business.country": "AUT", "business.registrationNumber": "FN 1", "business.searchId": "s",
		"business.kybCapabilities": "ADVERSE_MEDIA, SANCTIONS",
	} {
		p.Fill(field, value)
	}
	p.Press("submit-data")
	p.Wait("the client's own check is shown", drive.InElement+`.querySelector('[data-field="bank.ipAddress"] [data-code=invalid_data]')`)
	p.Fill("bank.ipAddress", "192.0.2.1")
	p.SetLocale("de")
	p.Wait("the labels are German", drive.InElement+`.querySelector('[data-field="business.city"] label').textContent === "Ort (Firma)"`)
	p.Press("submit-data")
	p.OnScreen("overview")
	texts := drive.Value[[]string](p, shown)
	for _, want := range []string{"Geschlecht Weiblich", "Art des Dokuments Führerschein", "Betrag 1.219,5", "Währung Euro", "Land (Firma) Österreich",
		"Prüfungen der Firma ADVERSE_MEDIA, SANCTIONS", "Datum der Registrierung 17. September 2021"} {
		if !slices.Contains(texts, want) {
			t.Errorf("the overview shows %q, not %q", texts, want)
		}
	}
	p.Finish()
	got := p.Delivered(t).Credentials[0].Data
	bank, _ := got["bank"].(map[string]any)
	at, err := time.Parse(time.RFC3339, fmt.Sprint(bank["transactionTime"]))
	if err != nil || !strings.HasPrefix(fmt.Sprint(bank["transactionTime"]), "2021-09-1") {
		t.Errorf("the transaction's time: %v, %v", at, err)
	}
	delete(bank, "transactionTime")
	want := "map[address:map[line3:Staircase 2 line4:4 line5:5] " +
		"bank:map[accountNumber:AT61 amount:1219.5 binNumber:411111 currency:EUR ipAddress:192.0.2.1 lastDigits:1111 paymentMethod:CARD routingNumber:021000021 transactionId:t] " +
		"business:map[address:Ring 1 city:Graz country:AUT kybCapabilities:[ADVERSE_MEDIA SANCTIONS] name:Acme registrationNumber:FN 1 searchId:s state:W] " +
		"id:map[subType:TAX_ID type:DRIVING_LICENSE] kyc:map[registrationDate:2021-09-17 registrationIpAddress:2001:db8::1] " +
		"personalNumber:1234 phoneNumber2:+436601234567 sex:F socialSecurityNumber:078-05-1120 suffix:Dr]"
	if got := fmt.Sprint(got); got != want {
		t.Errorf("what arrived:\n%s, want\n%s", got, want)
	}
}

// rareFields are those of PreparedData (web/capture.d.ts) that no other test fills in.
var rareFields = strings.Fields(`sex suffix socialSecurityNumber phoneNumber2 personalNumber address.line3 address.line4 address.line5 id.type id.subType
	kyc.registrationDate kyc.registrationIpAddress bank.paymentMethod bank.binNumber bank.lastDigits bank.accountNumber bank.routingNumber bank.amount
	bank.currency bank.transactionTime bank.transactionId bank.ipAddress business.name business.city business.address business.state business.country
	business.registrationNumber business.searchId business.kybCapabilities`)
