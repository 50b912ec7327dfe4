package flow

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"credential-capture/imageproc/mrz"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/test/scene/docscene"
)

// TestMRZ_fillsForm captures passports: by the camera, and by files. What their zone says fills the form, goes with its
// picture, and arrives once the person has sent it. A zone that is too small is an advice, a picture without one fills
// nothing, and what was typed stays. With mrz="off" no zone is read.
func TestMRZ_fillsForm(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone, Before: drive.FakeCameras + `; window.reads = [];
		addEventListener("read", (e) => reads.push([e.outcome, ...e.fields].join(" ")))`})
	p.Set("fields", "firstName,lastName,sex,dateOfBirth,nationality,id.type,id.idNumber,id.expiryDate")
	const marked = `[...` + drive.InElement + `.querySelectorAll(".read")].filter(e => !e.hidden).map(e => e.closest("[data-field]").dataset.field)`

	scene, lines := docscene.PaintZone(1280, 960, 25)
	p.ShowScene(scene.Image, "environment")
	p.StartWithOrder(map[string]any{"category": "ID", "type": "PASSPORT"}, map[string]any{"category": "DATA"})
	p.At("instruction", "FRONT")
	p.Shoot("FRONT")
	p.PressAt("review", "FRONT", "use")
	p.At("data", "PREPARED_DATA")
	p.Wait("the form is filled", marked+`.length > 6`)

	another := func(img image.Image, sees string) {
		p.Press("back")
		p.At("instruction", "FRONT")
		p.Choose(drive.PictureFile(t, img))
		p.At("review", "FRONT")
		if sees != "" {
			p.Wait("the verdict says "+sees, fmt.Sprintf(`%s.querySelector("#verdict")?.textContent.includes(%q)`, drive.InElement, sees))
		}
		p.Press("use")
		p.At("data", "PREPARED_DATA")
	}
	const empty = `[...` + drive.InElement + `.querySelectorAll("#details input, #details select")].every(e => !e.value)`
	another(image.NewGray(image.Rect(0, 0, 800, 600)), "")
	p.Wait("the values have gone with their picture", `!`+marked+`.length && `+empty)
	p.Set("mrz", "off")
	another(scene.Image, "")
	p.Wait("no zone is read", `!`+marked+`.length && `+empty)
	p.Set("mrz", "on")
	small, _ := docscene.PaintZone(400, 300, 25)
	another(small.Image, "lines of letters")
	p.Wait("the zone can't be read", `reads.length === 3`)
	p.Wait("a zone that can't be read fills nothing", `!`+marked+`.length && `+empty)

	p.Fill("lastName", "Typed")
	either, _ := docscene.PaintZone(1280, 960, 19) // born in 1926 or 2026
	another(either.Image, "")
	p.Wait("both dates are offered", drive.InElement+`.querySelectorAll("[data-action=choose-date]").length === 2`)
	p.Eval(`[...`+drive.InElement+`.querySelectorAll("[data-action=choose-date]")].at(-1).click()`, nil)
	p.Wait("the chosen date is marked, and the name that was typed isn't", marked+`.includes("dateOfBirth") && !`+marked+`.includes("lastName")`)
	drive.Is(p, "year and name in the form", `(form => [form.querySelector("[name='dateOfBirth.year']").value, form.querySelector("[name=lastName]").value])(`+drive.InElement+`)`, []string{"1926", "Typed"})
	p.Fill("lastName", "")

	another(scene.Image, "")
	p.Wait("the form is filled again", marked+`.length > 6`)
	p.Press("submit-data")
	p.Finish()
	zone := must.Get(mrz.Parse(lines))(t)
	field := func(name mrz.FieldName) string { return zone.Field(name).Value }
	date := func(century string, name mrz.FieldName) string {
		return century + field(name)[:2] + "-" + field(name)[2:4] + "-" + field(name)[4:]
	}
	want := map[string]any{
		"firstName": field(mrz.GivenNames), "lastName": field(mrz.Surname), "sex": field(mrz.Sex), "dateOfBirth": date("19", mrz.BirthDate),
		"nationality": mrz.Country(field(mrz.Nationality)),
		"id":          map[string]any{"type": "PASSPORT", "idNumber": field(mrz.DocumentNumber), "expiryDate": date("20", mrz.ExpiryDate)},
	}
	for _, c := range p.Delivered(t, "FRONT").Credentials {
		if len(c.Data) > 0 && fmt.Sprint(c.Data) != fmt.Sprint(want) {
			t.Errorf("what arrived: %v, want %v", c.Data, want)
		}
	}

	reads := drive.Value[[]string](p, `reads`)
	if len(reads) != 5 || reads[1] != "none" || reads[2] != "unreadable" || !strings.HasPrefix(reads[0], "read dateOfBirth firstName") || reads[4] != reads[0] {
		t.Errorf("the events are %q", reads)
	}
}
