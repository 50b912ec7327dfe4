package module

import (
	"fmt"
	"image"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// TestAnalyze analyzes single pictures, which the browser decodes to a canvas.
func TestAnalyze(t *testing.T) {
	card := func(kind docscene.Kind, trouble docscene.Trouble) image.Image {
		return docscene.Paint(kind, trouble, 640, 480, 2).Image
	}
	people := func(n int, trouble facescene.Trouble) image.Image {
		return facescene.Paint(n, trouble, 640, 480, 1).Image
	}
	cases := []struct {
		name    string
		picture image.Image
		options string
		want    string
		both    bool // without a worker too
	}{
		{"a card", card(docscene.Card, docscene.Fine), `{}`, "ok", true},
		{"a table", card(docscene.Nothing, docscene.Fine), `{part: "BACK"}`, "no_document", false},
		{"a blurred card", card(docscene.Card, docscene.Blurred), `{}`, "blurred", false},
		{"a card in the dark", card(docscene.Card, docscene.Dark), `{}`, "too_dark", false},
		{"a part of a card", card(docscene.Card, docscene.CutOff), `{}`, "cut_off", false},
		{"a letter", card(docscene.Letter, docscene.Fine), `{part: "DOCUMENT"}`, "ok", false},
		{"a blurred card, and the host doesn't mind", card(docscene.Card, docscene.Blurred), `{limits: {edgeWidth: 30}}`, "ok", false},
		{"nobody", people(0, facescene.Fine), `{part: "FACE"}`, "no_face", false},
		{"a person", people(1, facescene.Fine), `{part: "FACE"}`, "ok", true},
		{"two", people(2, facescene.Fine), `{part: "FACE"}`, "multiple_faces", false},
		{"far away", people(1, facescene.Far), `{part: "FACE"}`, "face_too_far", false},
	}
	for _, options := range []string{"{}", "{worker: false}"} {
		p := drive.SharedModule(t, options)
		for _, tt := range cases {
			if options != "{}" && !tt.both {
				continue
			}
			t.Run(options+" "+tt.name, func(t *testing.T) {
				o := drive.Value[drive.Outcome[drive.Guidance]](p, fmt.Sprintf(`outcome(capture.analyze(%s, %s))`, drive.BlobOf(t, tt.picture), tt.options))
				if !o.OK || o.Value.Code != tt.want {
					t.Errorf("got %+v, want %s", o, tt.want)
				}
			})
		}
	}
}

// TestAnalyze_dropsFrames gives frames of every kind, two at a time: one is analysed, the other
// dropped, and both are closed.
func TestAnalyze_dropsFrames(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Eval(fmt.Sprintf(`(async () => {
		window.canvas = document.createElement("canvas");
		const bitmap = await createImageBitmap(%s);
		[canvas.width, canvas.height] = [bitmap.width, bitmap.height];
		canvas.getContext("2d").drawImage(bitmap, 0, 0);
		window.frames_ = {
			frame: async () => new VideoFrame(canvas, {timestamp: 0}),
			bitmap: async () => createImageBitmap(canvas),
			canvas: async () => canvas,
		};
	})()`, drive.BlobOf(t, docscene.Paint(docscene.Card, docscene.Fine, 640, 480, 1).Image)), nil)
	for _, kind := range []string{"frame", "bitmap", "canvas"} {
		var got struct {
			First, Second, Third, Fourth, Fifth drive.Guidance
			Closed                              bool
		}
		p.Eval(fmt.Sprintf(`(async () => {
			const [a, b] = [await frames_.%s(), await frames_.%s()];
			const stream = %q;
			const both = [capture.analyze(a, {stream}), capture.analyze(b, {stream})];
			const [First, Second] = await Promise.all(both);
			const next = async () => {
				for (;;) {
					const g = await capture.analyze(await frames_.%s(), {stream});
					if (!g.dropped) return g;
					await new Promise(done => setTimeout(done, 20));
				}
			};
			const [Third, Fourth, Fifth] = [await next(), await next(), await next()];
			const size = f => f === canvas ? 0 : f.codedWidth ?? f.width;
			return {First, Second, Third, Fourth, Fifth, Closed: size(a) === 0 && size(b) === 0};
		})()`, kind, kind, kind, kind), &got)
		if got.First.Code != "ok" || got.First.Dropped || got.First.Ready {
			t.Errorf("%s: the first: %+v", kind, got.First)
		}
		if got.Second.Code != "wait" || !got.Second.Dropped {
			t.Errorf("%s: the second, while the first was looked at: %+v", kind, got.Second)
		}
		if got.Third.Ready || got.Third.Dropped || len(got.Third.Quad) != 4 {
			t.Errorf("%s: the next: %+v", kind, got.Third)
		}
		if !got.Fourth.Ready || !got.Fifth.Ready || !got.Closed {
			t.Errorf("%s: the last: %+v, %+v, closed: %v", kind, got.Fourth, got.Fifth, got.Closed)
		}
	}
}
