package camera

import (
	"encoding/base64"
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestCamera_dropAndPaste chooses a file when a picture has just been taken, drops one on the live camera, and pastes one
// where no camera opened.
func TestCamera_dropAndPaste(t *testing.T) {
	give := fmt.Sprintf(`(kind => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		const transfer = new DataTransfer();
		transfer.items.add(new File([bytes], "card.jpg", {type: "image/jpeg"}));
		if (kind === "choose") {
			chooser.files = transfer.files;
			return chooser.dispatchEvent(new Event("change"));
		}
		if (kind === "paste") return document.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, clipboardData: transfer}));
		%s.querySelector("video").dispatchEvent(new DragEvent("drop", {bubbles: true, composed: true, cancelable: true, dataTransfer: transfer}));
	})`, base64.StdEncoding.EncodeToString(drive.Card()), drive.InElement)
	p := withFakes(t, rearCamera)
	p.StartWithCamera("ID")
	// A file dialog that opens before a picture is taken may end after it.
	p.Eval(`window.chooser = `+drive.InElement+`.querySelector(".picker input")`, nil)
	p.Press("shutter")
	p.At("review", "FRONT")
	p.Eval(`window.shot = `+drive.InElement+`.querySelector("img").src`, nil)
	p.Eval(give+`("choose")`, nil)
	p.Wait("the file takes the picture's place", `!["", shot].includes(`+drive.InElement+`.querySelector("[data-screen=review] img")?.src ?? "")`)
	p.Press("retake")
	p.Press("camera")
	p.Live()
	p.Eval(`window.stream = `+drive.InElement+`.querySelector("video").srcObject; `+give+`("drop")`, nil)
	p.At("review", "FRONT")
	p.Wait("the camera is off", `stream.getTracks().every(t => t.readyState === "ended")`)
	p.Press("use")
	p.At("instruction", "BACK")
	p.Eval(`navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotFoundError"); }`, nil)
	p.Press("camera")
	p.Problem()
	p.Eval(give+`("paste")`, nil)
	p.At("review", "BACK")
}

// TestCamera_phoneApp offers the phone's camera app where the page's camera is off, and not on a
// desktop.
func TestCamera_phoneApp(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Eval(`document.querySelector("credential-capture").camera = "off"`, nil)
	p.StartWith("ID")
	if p.HasAction("camera-app") {
		t.Error("a desktop is offered a phone's camera")
	}
	p.Agent("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile")
	p.Press("back")
	p.OnScreen("start")
	p.StartWith("ID")
	p.Wait("the phone's camera is offered", drive.Button("camera-app"))
	drive.Is(p, "the camera that the app opens for a document", drive.InElement+`.querySelector("input[capture]").getAttribute("capture")`, "environment")
}
