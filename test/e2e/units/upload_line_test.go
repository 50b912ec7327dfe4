package units

import (
	"maps"
	"testing"
)

// TestUploadLine holds what one line says of all uploads; times are ms of one clock.
func TestUploadLine(t *testing.T) {
	failed := func(code string, photos int) map[string]any {
		return map[string]any{"state": "failed", "error": map[string]any{"code": code}, "photos": photos}
	}
	sending := func(sent int, more map[string]any) map[string]any {
		upload := map[string]any{"state": "sending", "sent": sent, "total": 100}
		maps.Copy(upload, more)
		return upload
	}
	limited := map[string]any{"limited": map[string]any{"since": 1000, "until": 21_000}}
	refused := map[string]any{"state": "failed", "error": map[string]any{"code": "rate_limited"}, "limited": map[string]any{"since": 0, "until": 300_000}}
	tabled(t, "ui/upload-line.js", `(uploads, sent, now) => { const {tone, key, value = "", until = ""} = m.lineOf(uploads, {sent, now}); return [tone, key.replace("upload.", ""), value, until].join(" ").trim(); }`, []row{
		{"nothing", []any{[]any{}, false, 0}, "sent"},
		{"all sent", []any{[]any{}, true, 0}, "sent done"},
		{"before the first byte", []any{[]any{map[string]any{"state": "waiting", "sent": 0, "total": 0}}, true, 0}, "sending progress 0"},
		{"two on their way", []any{[]any{sending(20, nil), sending(60, nil)}, false, 0}, "sending progress 0.4"},
		{"all bytes are sent", []any{[]any{sending(100, nil)}, false, 0}, "sending waiting 1"},
		{"two are offline", []any{[]any{failed("offline", 1), failed("offline", 3)}, true, 0}, "waiting offline 4"},
		{"offline, another on its way", []any{[]any{failed("offline", 1), sending(20, nil)}, true, 0}, "waiting offline 1"},
		{"no network, online", []any{[]any{failed("network", 1)}, true, 0}, "failed failed"},
		{"one refused, one offline", []any{[]any{failed("rejected", 1), failed("offline", 1)}, true, 0}, "failed failed"},
		{"limited, just below 5 s", []any{[]any{sending(0, limited)}, true, 5999}, "sending progress 0 6000"},
		{"limited, 5 s", []any{[]any{sending(0, limited)}, true, 6000}, "waiting limited 15 7000"},
		{"limited, the last second", []any{[]any{sending(0, limited)}, true, 20_001}, "waiting limited 1 21000"},
		{"refused for long", []any{[]any{refused}, true, 0}, "waiting limited 5 60000"},
		{"refused, just above 90 s", []any{[]any{refused}, true, 209_999}, "waiting limited 2 210000"},
		{"refused, 90 s", []any{[]any{refused}, true, 210_000}, "waiting limited 90 211000"},
		{"refused, one offline", []any{[]any{refused, failed("offline", 1)}, true, 0}, "waiting offline 1"},
		{"refused, one rejected", []any{[]any{refused, failed("rejected", 1)}, true, 0}, "failed failed"},
		{"limited, tried again", []any{[]any{sending(0, limited)}, true, 21_000}, "sending progress 0"},
	})
}

// TestCountDown counts down, in s, until the service takes a call again, which is then made, unless the screen has been left.
func TestCountDown(t *testing.T) {
	tabled(t, "ui/upload-line.js", `(seconds, leaves) => navigator.locks.request("clock", async () => {
		const real = {now: Date.now, set: setTimeout}, panel = document.createElement("div"), text = document.createElement("p"), shown = [];
		let now = 0, timer;
		Date.now = () => now * 1000;
		window.setTimeout = (run, ms) => (timer = {run, at: now + ms / 1000});
		panel.append(text);
		document.body.append(panel);
		m.countDown(panel, {language: "en", text: (_, {time}) => time}, seconds * 1000, () => shown.push("again"));
		while (timer) {
			shown.push(now + " " + text.textContent);
			if (now >= leaves) panel.remove();
			const {run, at} = timer;
			timer = undefined;
			now = at;
			run();
		}
		panel.remove();
		window.setTimeout = real.set;
		Date.now = real.now;
		return [...shown.slice(0, 3), shown.at(-1)].join(", ") + ", " + now;
	})`, []row{
		{"minutes", []any{200}, "0 in 4 minutes, 20 in 3 minutes, 80 in 2 minutes, again, 200"},
		{"minutes, then seconds", []any{91}, "0 in 2 minutes, 1 in 90 seconds, 2 in 89 seconds, again, 91"},
		{"seconds", []any{1.5}, "0 in 2 seconds, 0.5 in 1 second, again, again, 1.5"},
		{"the screen is left", []any{200, 20}, "0 in 4 minutes, 20 in 3 minutes, 20 in 3 minutes, 80"},
	})
}
