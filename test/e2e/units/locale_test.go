package units

import (
	"fmt"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

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
