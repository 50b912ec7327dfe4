package camera

import (
	"fmt"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// lie makes every canvas of the page give back its px changed by up to that many levels,
// as browsers do that resist fingerprinting. make check NAME=engines has one that really does.
const lie = `(() => {
	for (const kind of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
		const real = kind.prototype.getImageData;
		kind.prototype.getImageData = function (...args) {
			const image = real.apply(this, args);
			for (let i = 0; i < image.data.length; i++) if (i %% 4 !== 3) image.data[i] += Math.round((Math.random() * 2 - 1) * %d);
			return image;
		};
	}
})()`

// TestCamera_noisyCanvas adds noise to what a canvas reads, as browsers do against
// fingerprinting: up to one level the camera works, above it isn't opened.
func TestCamera_noisyCanvas(t *testing.T) {
	for _, tt := range []struct {
		levels int
		code   string
	}{{1, ""}, {3, "camera_unsupported"}} {
		t.Run(fmt.Sprint(tt.levels), func(t *testing.T) {
			p := withFakes(t, frontCamera)
			p.Eval(fmt.Sprintf(lie, tt.levels), nil)
			p.StartWith("SELFIE")
			p.Press("camera")
			if tt.code == "" {
				p.Press("shutter")
				p.At("review", "FACE")
				return
			}
			code, words := p.Problem()
			if opened := drive.Value[int](p, `opened.length`); code != tt.code || opened != 0 || !strings.Contains(words, "choose a file") || !strings.Contains(words, "protection") || strings.Contains(words, "Firefox") {
				t.Errorf("got %s %q after %d openings, want %s", code, words, opened, tt.code)
			}
		})
	}
}

// TestAnalyze_noisyCanvas rejects a frame where a canvas reads noise of more than one level. A
// file is decoded in Go there, with the same result.
func TestAnalyze_noisyCanvas(t *testing.T) {
	for _, tt := range []struct {
		levels int
		code   string // of a frame
	}{{1, ""}, {3, "codec"}} {
		t.Run(fmt.Sprint(tt.levels), func(t *testing.T) {
			p := drive.Module(t, "{worker: false}")
			p.Eval(fmt.Sprintf(lie, tt.levels), nil)
			var frame, file drive.Outcome[drive.Guidance]
			p.Eval(`window.grey = new OffscreenCanvas(64, 48); (() => { const x = grey.getContext("2d"); x.fillStyle = "#808080"; x.fillRect(0, 0, 64, 48); })()`, nil)
			p.Eval(`outcome(capture.analyze(grey))`, &frame)
			p.Eval(`grey.convertToBlob().then(file => outcome(capture.analyze(file)))`, &file)
			if frame.Code != tt.code || frame.OK != (tt.code == "") || !file.OK {
				t.Errorf("the frame: %+v, want %q; the file: %+v", frame, tt.code, file)
			}
			for _, o := range []drive.Outcome[drive.Guidance]{frame, file} {
				if brightness := o.Value.Metrics["brightness"]; o.OK && (brightness < 126 || brightness > 130) {
					t.Errorf("brightness %v, want 128", brightness)
				}
			}
		})
	}
}
