package camera

import (
	"fmt"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/scene/docscene"
)

// sceneFile is a scene as a file of the person's.
func sceneFile(t *testing.T, trouble docscene.Trouble, seed uint64) string {
	t.Helper()
	return drive.PictureFile(t, docscene.Paint(docscene.Card, trouble, 640, 480, seed).Image)
}

// TestAdvice_files chooses files: advice on a blurred picture, which only strict guidance blocks.
func TestAdvice_files(t *testing.T) {
	blurred, good := sceneFile(t, docscene.Blurred, 3), sceneFile(t, docscene.Fine, 4)
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.AwaitAdvice()
	p.StartWith("ID")
	for _, tt := range []struct {
		name, guidance, file string
		advice               string // "" for none
		use                  string // what the button says; "" when it can't be pressed
	}{
		{"a good card", "advise", good, "", "Use photo"},
		{"a blurred card", "advise", blurred, "Not sharp. Hold the phone still and retake it.", "Use anyway"},
		{"a blurred card, and the host is strict", "strict", blurred, "Not sharp. Hold the phone still and retake it.|This photo can’t be used. Please retake it.", ""},
		{"a good card, and the host is strict", "strict", good, "", "Use photo"},
		{"a blurred card, and the host doesn't ask", "off", blurred, "", "Use photo"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Eval(fmt.Sprintf(`document.querySelector("credential-capture").guidance = %q`, tt.guidance), nil)
			p.At("instruction", "FRONT")
			p.Choose(tt.file)
			p.At("review", "FRONT")
			var got struct {
				Advice, Use string
				Can         bool
			}
			p.Eval(`(() => {
				const root = `+drive.InElement+`, use = root.querySelector('[data-action="use"]');
				return {Advice: [...root.querySelectorAll(".advice")].map(e => e.innerText.trim()).join("|"), Use: use.innerText.trim(), Can: !use.disabled};
			})()`, &got)
			if (got.Advice == "") != (tt.advice == "") || !strings.Contains(got.Advice, tt.advice) {
				t.Errorf("advice %q, want %q", got.Advice, tt.advice)
			}
			if got.Can != (tt.use != "") || got.Can && got.Use != tt.use {
				t.Errorf("the button says %q and can be pressed: %v; want %q", got.Use, got.Can, tt.use)
			}
			p.Press("retake")
		})
	}
}

// TestAdvice_notAnalyzed chooses a picture that can't be analyzed: it passes with a message, and is
// a problem with strict guidance.
func TestAdvice_notAnalyzed(t *testing.T) {
	good := sceneFile(t, docscene.Fine, 4)
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.AwaitAdvice()
	// The worker gets a file that is no picture.
	p.Eval(`for (const kind of [Worker, MessagePort]) {
		const post = kind.prototype.postMessage;
		kind.prototype.postMessage = function (message, ...rest) {
			if (message.name === "analyze") message = {...message, args: [new Blob(["x"]), ...message.args.slice(1)]};
			return post.call(this, message, ...rest);
		};
	}`, nil)
	p.StartWith("ID")
	p.Choose(good)
	p.At("review", "FRONT")
	if advice := drive.Value[string](p, drive.InElement+`.querySelector(".advice")?.innerText ?? ""`); !strings.Contains(advice, "couldn’t be checked") {
		t.Errorf("advice %q", advice)
	}
	p.Press("retake")
	p.At("instruction", "FRONT")
	p.Eval(`document.querySelector("credential-capture").guidance = "strict"`, nil)
	p.Choose(good)
	p.ProblemIs("codec")
}
