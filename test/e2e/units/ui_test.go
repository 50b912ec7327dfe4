package units

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

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

// TestLocale_nearest resolves language tags, hostile ones too, to one of the list.
func TestLocale_nearest(t *testing.T) {
	few := []string{"en", "de", "pt", "pt-BR", "zh-Hans", "zh-Hant", "sr", "sr-Latn", "nb", "he", "id", "fil", "es", "es-MX", "en-GB"}
	var rows []row
	for _, tt := range [][2]string{
		{"de", "de"}, {"de-AT", "de"}, {"de_CH", "de"}, {"DE-de", "de"}, {"de-DE-u-nu-latn", "de"},
		{"pt", "pt"}, {"pt-PT", "pt"}, {"pt-BR", "pt-BR"}, {"pt-Latn-BR", "pt-BR"}, {"pt-AO", "pt"},
		{"zh", "zh-Hans"}, {"zh-CN", "zh-Hans"}, {"zh-SG", "zh-Hans"}, {"zh-TW", "zh-Hant"}, {"zh-HK", "zh-Hant"},
		{"zh-Hant", "zh-Hant"}, {"zh-Hant-CN", "zh-Hant"}, {"cmn-TW", "zh-Hant"},
		{"sr", "sr"}, {"sr-RS", "sr"}, {"sr-Cyrl", "sr"}, {"sr-Latn", "sr-Latn"}, {"sr-Latn-ME", "sr-Latn"}, {"sr-ME", "sr-Latn"}, {"sh", "sr-Latn"},
		{"nb-NO", "nb"}, {"no", "nb"}, {"no-NO", "nb"}, {"nn", "nb"},
		{"iw", "he"}, {"he-IL", "he"}, {"in", "id"}, {"in-ID", "id"}, {"tl", "fil"}, {"tl-PH", "fil"},
		{"es-MX", "es-MX"}, {"es-ES", "es"}, {"es", "es"}, {"es-GQ", "es"}, {"es-419", "es-MX"}, {"es-AR", "es-MX"}, {"es-US", "es-MX"}, {"es-Latn-CO", "es-MX"},
		{"en-AU", "en-GB"}, {"en-IN", "en-GB"}, {"en-CA", "en"}, {"en-PH", "en"}, {"en-US", "en"}, {"en-GB", "en-GB"},
		{"tlh", "en"}, {"", "en"}, {"e", "en"}, {"x-private", "en"}, {"i-default", "en"}, {"und", "en"},
		{"../../evil", "en"}, {"de/../../evil", "en"}, {"./de", "en"}, {"de.js", "en"}, {"de\x00", "en"}, {"de#", "en"}, {"de?x=1", "en"},
		{"https://evil.example/de", "en"}, {"data:text/javascript,alert(1)", "en"}, {"__proto__", "en"}, {"constructor", "en"},
		{"%2e%2e", "en"}, {"index", "en"}, {"length", "en"}, {strings.Repeat("de-", 3000), "en"},
	} {
		rows = append(rows, row{fmt.Sprintf("%.40q", tt[0]), []any{tt[0], few}, tt[1]})
	}
	tabled(t, "ui/locale.js", `m.nearest`, append(rows, row{"English is missing in the list", []any{"xx", []string{}}, "en"}))
}

// TestCatalog_messages formats messages, numbers and sizes.
func TestCatalog_messages(t *testing.T) {
	const pages = `{n, plural, =0 {no pages} one {# page} other {# pages of {total}}}`
	type values = map[string]any
	tabled(t, "ui/catalog.js", `(it, values, language) => new m.Catalog({language, direction: "ltr", it}).text("it", values)`, []row{
		{"plain", []any{"Nothing to fill in.", values{}, "en"}, "Nothing to fill in."},
		{"value", []any{"Step {step} of {total}", values{"step": 1, "total": 2000}, "en"}, "Step 1 of 2,000"},
		{"numbers of the country", []any{"{n}", values{"n": 12345.6}, "de"}, "12.345,6"},
		{"words as they are", []any{"{a}{a}", values{"a": "{b}#"}, "en"}, "{b}#{b}#"},
		{"no value", []any{"{a} and {b}", values{"a": "x"}, "en"}, "x and {b}"},
		{"none", []any{pages, values{"n": 0, "total": 9}, "en"}, "no pages"},
		{"one", []any{pages, values{"n": 1, "total": 9}, "en"}, "1 page"},
		{"many", []any{pages, values{"n": 1234, "total": 9}, "en"}, "1,234 pages of 9"},
		{"between words", []any{"a " + pages + " b", values{"n": 1, "total": 9}, "en"}, "a 1 page b"},
		{"Arabic two", []any{"{n, plural, two {اثنان} few {# قليل} other {#}}", values{"n": 2}, "ar"}, "اثنان"},
		{"Arabic few", []any{"{n, plural, two {اثنان} few {# قليل} other {#}}", values{"n": 3}, "ar"}, "3 قليل"},
		{"category that is missing", []any{"{n, plural, one {#} other {# of them}}", values{"n": 3}, "ar"}, "3 of them"},
		{"no branch at all", []any{"{n, plural, one {#}}!", values{"n": 3}, "en"}, "!"},
		{"brace that nothing closes", []any{"a {b", values{"b": 1}, "en"}, "a {b"},
		{"inherited name", []any{"{constructor}", values{}, "en"}, "{constructor}"},
	})
	tabled(t, "ui/catalog.js", `(language, locale) => {
		const c = new m.Catalog({language, direction: "ltr"}, {}, locale);
		return [1, 512_000, 4_200_000, 15_000_000].map(n => c.bytes(n)).concat(c.percent(.42)).join(" ").replace(/[\u00a0\u202f]/g, " ");
	}`, []row{
		{"en", []any{"en", "en"}, "1 kB 512 kB 4.2 MB 15 MB 42%"},
		{"en-IN", []any{"en", "en-IN"}, "1 kB 512 kB 4.2 MB 15 MB 42%"},
		{"de", []any{"de", "de"}, "1 kB 512 kB 4,2 MB 15 MB 42 %"},
		{"fr", []any{"fr", "fr"}, "1 ko 512 ko 4,2 Mo 15 Mo 42 %"},
		{"English words are not counted in German", []any{"en", "de"}, "1 kB 512 kB 4.2 MB 15 MB 42%"},
	})
}

// TestCatalog_plurals has every plural category of each language that the browser's rules select.
func TestCatalog_plurals(t *testing.T) {
	p := drive.Shared(t, "0")
	wrong := drive.Value[[]string](p, `(async () => {
		const wrong = [];
		for (const code of (await import("/locales/index.js")).default) {
			const words = (await import("/locales/" + code + ".js")).default;
			const rules = new Intl.PluralRules(code);
			if (!Intl.PluralRules.supportedLocalesOf(code).length) wrong.push(code + " is unknown to the browser");
			const direction = new Intl.Locale(code).getTextInfo?.().direction;
			if (direction && direction !== words.direction) wrong.push(code + " runs " + direction);
			for (const [key, text] of Object.entries(words)) {
				if (!text.includes(", plural,")) continue;
				for (let n = 0; n <= 200; n++) {
					if (!text.includes(rules.select(n) + " {")) { wrong.push(code + " " + key + " " + n); break; }
				}
			}
		}
		return wrong;
	})()`)
	for _, w := range wrong {
		t.Error(w)
	}
}
