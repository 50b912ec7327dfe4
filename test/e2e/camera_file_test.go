package e2e

import (
	"encoding/base64"
	"fmt"
	"testing"
)

// TestFileKinds says what the file dialog offers on each system.
func TestFileKinds(t *testing.T) {
	const all = "image/jpeg,image/png,image/webp,image/gif,image/bmp,image/tiff"
	tabled(t, "screens/parts.js", `m.acceptOf`, []row{
		{"iOS hands out JPEG where HEIC isn't asked for", []any{"iPhone Safari", false}, all},
		{"Chrome on Android offers the camera", []any{"Android Chrome", true}, all + ",image/heic,image/heif,image/avif,application/pdf,android/allowCamera"},
		{"Firefox on Android does anyway", []any{"Android Firefox", false}, all + ",image/heic,image/heif,image/avif"},
		{"a desktop", []any{"Windows", true}, all + ",image/heic,image/heif,image/avif,application/pdf"},
	})
}

// TestFilesOnTheCamera drops a file on the live camera, and pastes one where it
// couldn't be opened.
func TestFilesOnTheCamera(t *testing.T) {
	give := fmt.Sprintf(`(kind => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		const transfer = new DataTransfer();
		transfer.items.add(new File([bytes], "card.jpg", {type: "image/jpeg"}));
		if (kind === "paste") return document.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, clipboardData: transfer}));
		%s.querySelector("video").dispatchEvent(new DragEvent("drop", {bubbles: true, composed: true, cancelable: true, dataTransfer: transfer}));
	})`, base64.StdEncoding.EncodeToString(card().bytes()), inElement)
	p := open(t, openOptions{camera: cameraGranted})
	p.startWith("ID")
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	p.eval(`window.stream = `+inElement+`.querySelector("video").srcObject; `+give+`("drop")`, nil)
	p.at("review", "FRONT")
	p.wait("the camera is off", `stream.getTracks().every(t => t.readyState === "ended")`)
	p.press("use")
	p.at("instruction", "BACK")
	p.eval(`navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotFoundError"); }`, nil)
	p.press("camera")
	p.problem()
	p.eval(give+`("paste")`, nil)
	p.at("review", "BACK")
}

// TestCameraApp offers a phone's own camera where the page's is switched off, and
// on no desktop.
func TestCameraApp(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(`document.querySelector("credential-capture").camera = "off"`, nil)
	p.startWith("ID")
	p.at("instruction", "FRONT")
	if p.hasAction("camera-app") {
		t.Error("a desktop is offered a phone's camera")
	}
	p.agent("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile")
	p.press("back")
	p.onScreen("start")
	p.startWith("ID")
	p.at("instruction", "FRONT")
	p.wait("the phone's camera is offered", button("camera-app"))
	var capture string
	p.eval(inElement+`.querySelector("input[capture]").getAttribute("capture")`, &capture)
	if capture != "environment" {
		t.Errorf("it opens the %q camera for a document", capture)
	}
}
