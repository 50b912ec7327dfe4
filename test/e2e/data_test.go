package e2e

import (
	"fmt"
	"testing"
)

// TestWrongDetails sends details that won't do: the field that is wrong says so,
// has the focus, and keeps what was typed.
func TestWrongDetails(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.startWith("DATA")
	for _, tt := range []struct{ field, wrong, right string }{
		{"firstName", "", "Ada"},
		{"dateOfBirth", "1700-01-01", "1990-02-03"},
		{"email", "nobody", "ada@example.com"},
		{"phoneNumber", "12", "+44 20 7946 0000"},
	} {
		p.fill(tt.field, tt.wrong)
		p.press("submit-data")
		p.wait(tt.field+" is marked", fmt.Sprintf(`%s.querySelector('[data-field=%q] [data-code=invalid_data]')`, inElement, tt.field))
		var value, invalid string
		p.eval(focused+`.value`, &value)
		p.eval(focused+`.getAttribute("aria-invalid")`, &invalid)
		if value != tt.wrong || invalid != "true" {
			t.Errorf("%s: the focus is on %q, aria-invalid %s", tt.field, value, invalid)
		}
		p.fill(tt.field, tt.right)
	}
	p.fill("address.country", "GBR")
	p.press("submit-data")
	p.finish()
	data := p.delivered(t).Credentials[0].Data
	if got := fmt.Sprint(data["address"]); got != "map[country:GBR]" {
		t.Errorf("address that arrived: %s", got)
	}
	if got := data["phoneNumber"]; got != "+442079460000" {
		t.Errorf("phone number that arrived: %v", got)
	}
}

// TestRefusedDetails has the service refuse the form as a whole: it is shown again as it
// was filled in, says so, and can be sent again. Nobody is asked for a picture.
func TestRefusedDetails(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.expect("400")
	p.startWith("DATA")
	p.fill("firstName", "Ada")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "status": 400})
	p.press("submit-data")
	p.wait("the form says so", inElement+`.querySelector('.form [data-code=rejected]')`)
	p.onScreen("data")
	var words, typed string
	p.eval(inElement+`.querySelector('[data-code=rejected]').innerText`, &words)
	p.eval(inElement+`.querySelector('[name=firstName]').value`, &typed)
	if words != "The service didn’t accept it." || typed != "Ada" {
		t.Errorf("it says %q, with %q filled in", words, typed)
	}
	p.press("submit-data")
	p.finish()
	if got := p.delivered(t).Credentials[0].Data["firstName"]; got != "Ada" {
		t.Errorf("first name that arrived: %v", got)
	}
}
