package flow

import (
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestData_invalidFields submits invalid values: the field is marked, has the focus and keeps its
// value.
func TestData_invalidFields(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.StartWith("DATA")
	for _, tt := range []struct{ field, wrong, right string }{
		{"firstName", "", "Ada"},
		{"dateOfBirth", "1700-01-01", "1990-02-03"},
		{"email", "nobody", "ada@example.com"},
		{"phoneNumber", "12", "+44 20 7946 0000"},
	} {
		p.Fill(tt.field, tt.wrong)
		p.Press("submit-data")
		p.Wait(tt.field+" is marked", fmt.Sprintf(`%s.querySelector('[data-field=%q] [data-code=invalid_data]')`, drive.InElement, tt.field))
		var value, invalid string
		p.Eval(drive.Focused+`.value`, &value)
		p.Eval(drive.Focused+`.getAttribute("aria-invalid")`, &invalid)
		if value != tt.wrong || invalid != "true" {
			t.Errorf("%s: the focus is on %q, aria-invalid %s", tt.field, value, invalid)
		}
		p.Fill(tt.field, tt.right)
	}
	p.Fill("address.country", "GBR")
	p.Press("submit-data")
	p.Finish()
	data := p.Delivered(t).Credentials[0].Data
	if got := fmt.Sprint(data["address"]); got != "map[country:GBR]" {
		t.Errorf("address that arrived: %s", got)
	}
	if got := data["phoneNumber"]; got != "+442079460000" {
		t.Errorf("phone number that arrived: %v", got)
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
