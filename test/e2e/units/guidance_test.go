package units

import "testing"

// TestGuidance_announcements analyzes frames with a clock of its own: what is announced to a
// screen reader, and how many ms after the start.
func TestGuidance_announcements(t *testing.T) {
	codes := func(count int, code string) []any { return []any{count, code} }
	tabled(t, "camera/guidance.js", `(interval, frames) => navigator.locks.request("clock", async () => {
		const real = performance.now, began = 5000, said = [];
		let now = began, done;
		performance.now = () => now;
		const codes = frames.flatMap(([count, code]) => Array(count).fill(code)), ended = new Promise(resolve => { done = resolve; });
		const analyze = async () => {
			const code = codes.shift();
			if (!code) { live.stop(); done(); }
			now += interval;
			return {code, ready: false};
		};
		const live = new m.LiveGuidance({
			words: {text: key => key}, capture: async () => ({analyze}), settings: () => ({autoCapture: true}),
			say: text => said.push(now - began + " " + text.replace("guidance.", "")),
		}, {part: "FRONT"}, {
			video: {readyState: 4, HAVE_CURRENT_DATA: 2, videoWidth: 640, paused: true, requestVideoFrameCallback() {}},
			view: document.createElement("div"), hint: document.createElement("p"), stage: document.createElement("div"),
		});
		live.start();
		await ended.finally(() => { performance.now = real; });
		return said.join(", ");
	})`, []row{
		{"the first after the camera's own", []any{100, []any{codes(25, "blurred")}}, "2000 blurred"},
		{"just before the interval ends", []any{1999, []any{codes(2, "blurred")}}, "3998 blurred"},
		{"the advice of the moment, not each", []any{1000, []any{codes(1, "blurred"), codes(1, "too_far"), codes(2, "tilted"), codes(2, "ok")}}, "2000 too_far, 4000 tilted, 6000 ok"},
		{"help after 10 s, and the advice isn't repeated", []any{1000, []any{codes(14, "blurred")}}, "2000 blurred, 11000 help"},
		{"help waits for the advice before it, and advice for help", []any{1000, []any{codes(9, "blurred"), codes(5, "too_far")}}, "2000 blurred, 10000 too_far, 12000 help"},
		{"advice after help", []any{1000, []any{codes(11, "blurred"), codes(3, "too_far")}}, "2000 blurred, 11000 help, 13000 too_far"},
	})
}
