package flow

import (
	"os/exec"
	"slices"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestAttributes_invalidValues sets invalid values: each fires one problem event, and the default
// applies.
func TestAttributes_invalidValues(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.OnScreen("start")
	p.Eval(`(() => {
		window.wrong = [];
		const e = document.querySelector("credential-capture");
		e.addEventListener("problem", ({code, error}) => wrong.push(code + " " + error.field));
		for (const [name, value] of [["theme", "blue"], ["camera", "rear"], ["prefer", "size"], ["max-edge", "300"], ["max-edge", "big"],
			["steps", "FRONT,SIDE"], ["steps", "FRONT,FRONT"], ["fields", "firstName,shoeSize"], ["locale", "de_DE"], ["session-url", "http://"],
			["api-origin", "https://api.example/v1"], ["api-origin", "api.example"], ["api-origin", "data:,"], ["api-origin", "https://api.example/"]]) e.setAttribute(name, value);
		e.setAttribute("theme", "dark");
		e.setAttribute("theme", "blue");
	})()`, nil)
	wrong := drive.Value[[]string](p, "wrong")
	want := []string{"theme", "camera", "prefer", "max-edge", "max-edge", "steps", "steps", "fields", "locale", "session-url", "api-origin", "api-origin", "api-origin"}
	for i := range want {
		want[i] = "bad_option " + want[i]
	}
	if !slices.Equal(wrong, want) {
		t.Errorf("the host was told %v, want %v", wrong, want)
	}
	drive.Is(p, "the properties", `(() => { const e = document.querySelector("credential-capture"); return [e.theme, e.camera, e.prefer, e.maxEdge, e.steps.length, e.fields.length, e.sessionURL]; })()`, []any{"auto", "auto", "balanced", 0.0, 0.0, 9.0, "/session"})
	drive.Is(p, "the event that a listener gets which is added after the element", `new Promise(done => {
		const element = document.createElement("credential-capture");
		element.setAttribute("theme", "blue");
		document.body.replaceChildren(element);
		element.addEventListener("problem", e => done(e.code + " " + e.error.field));
	})`, "bad_option theme")
}

// TestAttributes_stepsAndFields limits steps and fields, in the integrator's order, and leaves
// required fields empty.
func TestAttributes_stepsAndFields(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Set("steps", "PREPARED_DATA,FACE")
	p.Set("fields", "lastName,nationality,id.expiryDate")
	p.Set("required-fields", "lastName,nationality")
	p.Set("max-edge", "800")
	p.StartWithOrder(map[string]any{"category": "SELFIE"}, map[string]any{"category": "DOCUMENT"}, map[string]any{"category": "DATA"})
	p.At("data", "PREPARED_DATA")
	drive.Is(p, "fields", drive.CountOf(".field"), 3)
	p.Press("submit-data")
	drive.Is(p, "fields that say that they are missing", drive.CountOf(`[data-code="invalid_data"]`), 2)
	p.Fill("lastName", "Lovelace")
	p.Fill("nationality", "GBR")
	p.Fill("id.expiryDate", "2035-01-31")
	p.Press("submit-data")
	p.ByFile("FACE", drive.File(t, "photo.jpg", drive.Selfie()))
	p.OnScreen("overview")
	p.Sent("FACE")
	a := drive.Arrived(t, p.Execution())
	if face, _ := a.Part("FACE"); max(face.Width, face.Height) != 800 {
		t.Errorf("the face is %d×%d, want at most 800 px a side", face.Width, face.Height)
	}
	for _, c := range a.Credentials {
		if c.Category == "DATA" && c.Data["nationality"] != "GBR" {
			t.Errorf("data that arrived: %v", c.Data)
		}
	}
}

// TestImport_withoutDOM imports the element in Node, from the sources and from the build.
func TestImport_withoutDOM(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node is not installed")
	}
	for _, folder := range []string{"web", "build/web"} {
		cmd := exec.Command(node, "--input-type=module", "-e", `
			const {CredentialCapture} = await import('./`+folder+`/element/credential-capture.js');
			if (typeof CredentialCapture !== 'function') throw new Error('no class');
		`)
		cmd.Dir = "."
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", folder, err, out)
		}
	}
}
