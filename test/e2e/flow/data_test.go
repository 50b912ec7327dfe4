package flow

import (
	"fmt"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestData_errors submits a form with a wrong value in each kind of field: all are marked at once, the
// first has the focus in full view with its label, values stay, and what is mended is sent.
func TestData_errors(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Eval(`document.querySelector("credential-capture").setAttribute("required-fields", "firstName,dateOfBirth,address.city")`, nil)
	p.StartWith("DATA")
	long := strings.Repeat("é", 101)
	for field, value := range map[string]string{"firstName": " ", "lastName": long, "dateOfBirth": "1990-02-30", "email": "nobody@home", "phoneNumber": "12"} {
		p.Fill(field, value)
	}
	p.Eval(`scrollTo(0, document.body.scrollHeight)`, nil)
	p.Press("submit-data")
	p.Problem()
	const marked = drive.InElement + `.querySelectorAll('[data-field]:has([data-code=invalid_data])')`
	var wrong, inputs []string
	p.Eval(`[...`+marked+`].map(e => e.dataset.field)`, &wrong)
	p.Eval(`[...`+drive.InElement+`.querySelectorAll('[aria-invalid=true]')].map(e => e.name)`, &inputs)
	if got := strings.Join(wrong, " "); got != "firstName lastName dateOfBirth email phoneNumber address.city" {
		t.Errorf("marked are %s", got)
	}
	if got := strings.Join(inputs, " "); got != "firstName lastName dateOfBirth.day email phoneNumber address.city" {
		t.Errorf("invalid are %s", got)
	}
	var said string
	p.Wait("the others are named", drive.InElement+`.querySelector("[aria-live]").textContent.includes("Phone, and City")`)
	p.Eval(drive.InElement+`.querySelector("[aria-live]").textContent`, &said)
	if want := "Something in your details isn’t right. First name, Last name, Date of birth, Email, Phone, and City"; said != want {
		t.Errorf("it is said: %q, want %q", said, want)
	}
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
	p.Fill("email", "ada@example.com")
	p.Press("submit-data")
	p.OnScreen("overview")
	var shown []string
	p.Eval(`[...`+drive.InElement+`.querySelectorAll(".typed span")].map(e => e.textContent)`, &shown)
	if got := strings.Join(shown, "|"); got != "Ada|Date of birth February 28, 1990|ada@example.com|+442079460000|London · United Kingdom" {
		t.Errorf("the overview shows %s", got)
	}
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
		var got string
		if p.Eval(state, &got); got != want {
			t.Errorf("the form has %q, want %q", got, want)
		}
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
	var order []string
	p.Eval(`[...`+drive.InElement+`.querySelectorAll("form [name]")].map(e => e.name).slice(0, 5)`, &order)
	if got := strings.Join(order, " "); got != "lastName firstName dateOfBirth.year dateOfBirth.month dateOfBirth.day" {
		t.Errorf("the order of Hungarian is %s", got)
	}
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
	var words, typed string
	p.Eval(drive.InElement+`.querySelector('[data-code=rejected]').innerText`, &words)
	p.Eval(drive.InElement+`.querySelector('[name=firstName]').value`, &typed)
	if words != "The service didn’t accept it." || typed != "Ada" {
		t.Errorf("it says %q, with %q filled in", words, typed)
	}
	p.Press("submit-data")
	p.Finish()
	if got := p.Delivered(t).Credentials[0].Data["firstName"]; got != "Ada" {
		t.Errorf("first name that arrived: %v", got)
	}
}
