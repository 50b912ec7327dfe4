package flow

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestChoice_passportDropsBack changes an ID card with two sides to a passport: the back is
// deleted, here and at the service.
func TestChoice_passportDropsBack(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWithOrder(map[string]any{"category": "ID"}, map[string]any{"category": "SELFIE"})
	p.At("choice", "FRONT")
	p.PressType("ID_CARD")
	p.ByFile("FRONT", picture)
	p.ByFile("BACK", picture)
	p.At("instruction", "FACE")
	p.Sent("BACK")
	for _, part := range []string{"BACK", "FRONT"} {
		p.Press("back")
		p.At("instruction", part)
	}
	p.Press("back")
	p.At("choice", "FRONT")
	p.PressType("PASSPORT")
	p.At("instruction", "FACE")
	drive.Is(p, "steps, of front and face", drive.CountOf(`.meter li`), 2)
	p.ByFile("FACE", picture)
	p.Finish()
	a := p.Delivered(t, "FRONT", "FACE")
	if backs := a.All("BACK"); len(backs) != 0 {
		t.Errorf("the service holds a back: %+v", backs)
	}
}

// TestChoice_valuesOfSession offers countries and types only where the session has several.
func TestChoice_valuesOfSession(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWithOrder(map[string]any{
		"category": "ID",
		"country":  map[string]any{"values": []string{"DEU", "AUT"}},
		"type":     map[string]any{"values": []string{"PASSPORT", "VISA"}},
	})
	p.At("choice", "FRONT")
	drive.Is(p, "kinds that are offered", drive.CountOf(`[data-action="choose"]`), 2)
	p.PressType("PASSPORT")
	drive.Is(p, "an error says that no country is chosen", drive.InElement+`.querySelector(".error").textContent !== ""`, true)
	p.Eval(`(() => { const s = `+drive.InElement+`.querySelector("select"); s.value = "AUT"; })()`, nil)
	p.PressType("PASSPORT")
	p.ByFile("FRONT", picture)
	p.Finish()
	p.Delivered(t, "FRONT")
}
