package units

import "testing"

// TestScreenHost_say announces texts at given times, s, and lists when each is in the live region: at most six in any 10 s,
// of those that wait the newest, and none of a screen that was left.
func TestScreenHost_say(t *testing.T) {
	tabled(t, "ui/screen-host.js", `(texts, leaves) => navigator.locks.request("clock", async () => {
		const real = {now: performance.now, set: setTimeout, clear: clearTimeout}, said = [];
		let now = 0, timer;
		performance.now = () => now;
		window.setTimeout = (run, ms) => (timer = {run, at: now + ms});
		window.clearTimeout = (old) => { if (old === timer) timer = undefined; };
		const live = {parentNode: 1, replaceChildren: ({textContent}) => textContent && said.push(now / 1000 + " " + textContent)};
		const host = new m.ScreenHost(document.createElement("div"), live, {}, () => {});
		const until = (end) => {
			if (timer?.at <= end) {
				now = timer.at;
				timer.run();
			}
			now = end;
		};
		texts.forEach((at, i) => {
			until(at * 1000);
			host.say(String.fromCharCode(97 + i));
		});
		if (leaves) host.leave();
		until(60_000);
		Object.assign(window, {setTimeout: real.set, clearTimeout: real.clear});
		performance.now = real.now;
		return said.join(", ");
	})`, []row{
		{"six at once", []any{[]any{0, 0, 0, 0, 0, 0}}, "0 a, 0 b, 0 c, 0 d, 0 e, 0 f"},
		{"a seventh waits", []any{[]any{0, 1, 1, 1, 1, 1, 9.9}}, "0 a, 1 b, 1 c, 1 d, 1 e, 1 f, 10 g"},
		{"a seventh after 10 s", []any{[]any{0, 1, 1, 1, 1, 1, 10}}, "0 a, 1 b, 1 c, 1 d, 1 e, 1 f, 10 g"},
		{"the newest of those that wait", []any{[]any{0, 1, 1, 1, 1, 1, 2, 3}}, "0 a, 1 b, 1 c, 1 d, 1 e, 1 f, 10 h"},
		{"one that waits for the sixth before it", []any{[]any{0, 5, 5, 5, 5, 5, 6, 11}}, "0 a, 5 b, 5 c, 5 d, 5 e, 5 f, 10 g, 15 h"},
		{"the screen is left", []any{[]any{0, 0, 0, 0, 0, 0, 1}, true}, "0 a, 0 b, 0 c, 0 d, 0 e, 0 f"},
	})
}

// TestScreenHost_wayBack waits within its patience, while the screen before is still in the document.
func TestScreenHost_wayBack(t *testing.T) {
	tabled(t, "ui/screen-host.js", `(leads) => {
		const screen = (name, action) => {
			const element = document.createElement("section");
			const button = Object.assign(document.createElement("button"), {title: name});
			if (action) button.dataset.action = action;
			element.append(button);
			return {name, element};
		};
		const place = document.createElement("div"), live = place.cloneNode();
		document.createElement("div").append(place, live);
		const host = new m.ScreenHost(place, live, {}, () => {});
		host.show(screen("instruction", "back"));
		host.show(screen("busy", leads && "back"));
		host.leave();
		return place.querySelector("button").title + " " + (host.wayBack?.title ?? "none");
	}`, []row{
		{"a wait that can't be left", []any{false}, "instruction none"},
		{"a wait that can", []any{true}, "instruction busy"},
	})
}
