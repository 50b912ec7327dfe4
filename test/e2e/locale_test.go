package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestNearestLanguage asks for languages as browsers and people name them, hostile
// ones too: the answer is always one of the list.
func TestNearestLanguage(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	few := []string{"en", "de", "pt", "pt-BR", "zh-Hans", "zh-Hant", "sr", "sr-Latn", "nb", "he", "id", "fil", "es", "es-MX", "en-GB"}
	for _, tt := range []struct{ wanted, want string }{
		{"de", "de"}, {"de-AT", "de"}, {"de_CH", "de"}, {"DE-de", "de"}, {"de-DE-u-nu-latn", "de"},
		{"pt", "pt"}, {"pt-PT", "pt"}, {"pt-BR", "pt-BR"}, {"pt-Latn-BR", "pt-BR"}, {"pt-AO", "pt"},
		{"zh", "zh-Hans"}, {"zh-CN", "zh-Hans"}, {"zh-SG", "zh-Hans"}, {"zh-TW", "zh-Hant"}, {"zh-HK", "zh-Hant"},
		{"zh-Hant", "zh-Hant"}, {"zh-Hant-CN", "zh-Hant"}, {"cmn-TW", "zh-Hant"},
		{"sr", "sr"}, {"sr-RS", "sr"}, {"sr-Cyrl", "sr"}, {"sr-Latn", "sr-Latn"}, {"sr-Latn-ME", "sr-Latn"}, {"sr-ME", "sr-Latn"}, {"sh", "sr-Latn"},
		{"nb-NO", "nb"}, {"no", "nb"}, {"no-NO", "nb"}, {"nn", "nb"},
		{"iw", "he"}, {"he-IL", "he"}, {"in", "id"}, {"in-ID", "id"}, {"tl", "fil"}, {"tl-PH", "fil"},
		{"es-MX", "es-MX"}, {"es-ES", "es"}, {"en-US", "en"}, {"en-GB", "en-GB"},
		{"tlh", "en"}, {"", "en"}, {"e", "en"}, {"x-private", "en"}, {"i-default", "en"}, {"und", "en"},
		{"../../evil", "en"}, {"de/../../evil", "en"}, {"./de", "en"}, {"de.js", "en"}, {"de\x00", "en"}, {"de#", "en"}, {"de?x=1", "en"},
		{"https://evil.example/de", "en"}, {"data:text/javascript,alert(1)", "en"}, {"__proto__", "en"}, {"constructor", "en"},
		{"%2e%2e", "en"}, {"index", "en"}, {"length", "en"}, {strings.Repeat("de-", 3000), "en"},
	} {
		var got string
		p.eval(fmt.Sprintf(`import("/source/element/ui/locale.js").then(m => m.nearest(%q, %s))`, tt.wanted, quoted(few)), &got)
		if got != tt.want {
			t.Errorf("nearest(%.40q) = %q, want %q", tt.wanted, got, tt.want)
		}
	}
	// Whatever becomes of the list: an English that is missing in it is still the answer.
	var got string
	if p.eval(`import("/source/element/ui/locale.js").then(m => m.nearest("xx", []))`, &got); got != "en" {
		t.Errorf("of an empty list: %q", got)
	}
}

func quoted(list []string) string { return `["` + strings.Join(list, `","`) + `"]` }

// TestMessages fills in messages in the page's own browser.
func TestMessages(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	const pages = `{n, plural, =0 {no pages} one {# page} other {# pages of {total}}}`
	for _, tt := range []struct{ name, message, values, locale, want string }{
		{"plain", "Nothing to fill in.", `{}`, "en", "Nothing to fill in."},
		{"value", "Step {step} of {total}", `{step: 1, total: 2000}`, "en", "Step 1 of 2,000"},
		{"numbers of the country", "{n}", `{n: 12345.6}`, "de", "12.345,6"},
		{"words as they are", "{a}{a}", `{a: "{b}#"}`, "en", "{b}#{b}#"},
		{"no value", "{a} and {b}", `{a: "x"}`, "en", "x and {b}"},
		{"none", pages, `{n: 0, total: 9}`, "en", "no pages"},
		{"one", pages, `{n: 1, total: 9}`, "en", "1 page"},
		{"many", pages, `{n: 1234, total: 9}`, "en", "1,234 pages of 9"},
		{"between words", "a " + pages + " b", `{n: 1, total: 9}`, "en", "a 1 page b"},
		{"Arabic two", "{n, plural, two {اثنان} few {# قليل} other {#}}", `{n: 2}`, "ar", "اثنان"},
		{"Arabic few", "{n, plural, two {اثنان} few {# قليل} other {#}}", `{n: 3}`, "ar", "3 قليل"},
		{"category that is missing", "{n, plural, one {#} other {# of them}}", `{n: 3}`, "ar", "3 of them"},
		{"no branch at all", "{n, plural, one {#}}!", `{n: 3}`, "en", "!"},
		{"brace that nothing closes", "a {b", `{b: 1}`, "en", "a {b"},
		{"inherited name", "{constructor}", `{}`, "en", "{constructor}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			p.eval(fmt.Sprintf(`import("/source/element/ui/catalog.js").then(m => new m.Catalog({language: %q, direction: "ltr", it: %q}).text("it", %s))`, tt.locale, tt.message, tt.values), &got)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	for _, tt := range []struct{ language, locale, want string }{
		{"en", "en", "1 kB 512 kB 4.2 MB 15 MB 42%"},
		{"en", "en-IN", "1 kB 512 kB 4.2 MB 15 MB 42%"},
		{"de", "de", "1 kB 512 kB 4,2 MB 15 MB 42 %"},
		{"fr", "fr", "1 ko 512 ko 4,2 Mo 15 Mo 42 %"},
		{"en", "de", "1 kB 512 kB 4.2 MB 15 MB 42%"}, // English words are not counted in German
	} {
		var got string
		p.eval(fmt.Sprintf(`import("/source/element/ui/catalog.js").then(m => {
			const c = new m.Catalog({language: %q, direction: "ltr"}, {}, %q);
			return [1, 512_000, 4_200_000, 15_000_000].map(n => c.bytes(n)).concat(c.percent(.42)).join(" ");
		})`, tt.language, tt.locale), &got)
		if got = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(got); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.locale, tt.language, got, tt.want)
		}
	}
}

// TestPluralsOfTheBrowser loads every language: each plural has all categories that
// the browser's own rules choose for the numbers that a flow counts.
func TestPluralsOfTheBrowser(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	var wrong []string
	p.eval(`(async () => {
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
	})()`, &wrong)
	for _, w := range wrong {
		t.Error(w)
	}
}

// TestOneLanguageIsLoaded opens a page that is in Arabic: Arabic is loaded, and no
// other language beside it.
func TestOneLanguageIsLoaded(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.onScreen("start")
	p.do("make the page Arabic", chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := cdppage.AddScriptToEvaluateOnNewDocument(`new MutationObserver((_, o) => {
			if (document.documentElement) { document.documentElement.lang = "ar"; o.disconnect(); }
		}).observe(document, {childList: true});`).Do(ctx)
		return err
	}), chromedp.Reload())
	p.onScreen("start")
	if got, want := p.loaded("/locales/"), []string{"/locales/ar.js", "/locales/index.js"}; !slices.Equal(got, want) {
		t.Errorf("the page loaded %v, want %v", got, want)
	}
}

// TestHostileLocales sets locales that try to make the page import something else.
func TestHostileLocales(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.onScreen("start")
	// The worker's own files come whenever it starts.
	others := func() []string {
		return slices.DeleteFunc(p.loaded("/"), func(path string) bool { return strings.HasPrefix(path, "/capture/") })
	}
	before := others()
	for _, locale := range []string{"../../evil", "//evil.example/x", "https://evil.example/x", "de/../../x", "de?x", "de#x", "index", "__proto__", "data:text/javascript,window.evil=1//"} {
		p.eval(fmt.Sprintf(`(async () => {
			const own = document.createElement("credential-capture");
			own.setAttribute("locale", %q);
			document.querySelector("credential-capture").replaceWith(own);
		})()`, locale), nil)
		p.onScreen("start")
		var heading string
		if p.eval(inElement+`.querySelector("h2").textContent`, &heading); heading != "Verify your identity" {
			t.Errorf("%s: the start says %q", locale, heading)
		}
	}
	if after := others(); !slices.Equal(before, after) {
		t.Errorf("the page loaded %v, before %v", after, before)
	}
}

// loaded lists what the page has loaded of its own origin, each once.
func (p *page) loaded(prefix string) []string {
	p.t.Helper()
	var urls, paths []string
	p.eval(`performance.getEntriesByType("resource").map(e => e.name)`, &urls)
	for _, url := range urls {
		if path := strings.TrimPrefix(url, site.url); strings.HasPrefix(path, prefix) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// TestLanguageChangesInMidFlow changes the language on the form: the words change,
// what was typed, the focus and the place stay, and the flow goes on in it.
func TestLanguageChangesInMidFlow(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.startWith("DATA", "SELFIE")
	p.at("data", "PREPARED_DATA")
	p.fill("firstName", "Step 1 of 2")
	p.fill("address.country", "AUT")
	p.eval(inElement+`.querySelector("[data-field=email] input").focus()`, nil)
	p.setLocale("de-AT")
	p.wait("the words are German", inElement+`.querySelector("h2").textContent === "Ihre Angaben"`)
	var at struct{ Value, Focus, Count, Lang, Dir, Name string }
	p.eval(`(() => { const r = `+inElement+`, q = s => r.querySelector(s); return {
		Value: q("[data-field=firstName] input").value, Focus: r.activeElement?.name, Count: q(".count").textContent,
		Lang: q(".card").lang, Dir: q(".card").dir, Name: q("[data-action=back]")?.getAttribute("aria-label") ?? ""}; })()`, &at)
	if at.Value != "Step 1 of 2" || at.Focus != "email" || at.Lang != "de" || at.Dir != "ltr" || !strings.HasPrefix(at.Count, "Schritt ") {
		t.Errorf("after the change: %+v", at)
	}
	if got := p.countries(); got.Value != "AUT" || got.Chosen != "Österreich" || got.First != "Afghanistan" || got.Count != 251 || !got.Sorted {
		t.Errorf("the countries in German: %+v", got)
	}
	p.setLocale("ar")
	p.wait("the words are Arabic, from right to left", inElement+`.querySelector(".card").dir === "rtl" && getComputedStyle(`+inElement+`.querySelector("h2")).direction === "rtl"`)
	if got := p.countries(); got.Value != "AUT" || got.Chosen != "النمسا" || got.Count != 251 || !got.Sorted {
		t.Errorf("the countries in Arabic: %+v", got)
	}
	p.press("submit-data")
	p.at("instruction", "FACE")
	p.choose(file(t, "half.jpg", card().bytes()[:9000]))
	if _, words := p.problem(); !strings.Contains(words, "هذا الملف غير مكتمل") {
		t.Errorf("the problem says %q", words)
	}
	p.setLocale("en")
	p.wait("the problem is told in English", inElement+`.querySelector("[data-code]").innerText.includes("This file is not complete.")`)
	p.choose(file(t, "card.jpg", card().bytes()))
	p.at("review", "FACE")
	p.setLocale("fr")
	p.wait("the picture is described in French", inElement+`.querySelector("img").alt === "L’image qui sera envoyée : Votre visage"`)
	p.wait("its size is in French", inElement+`.querySelector("figcaption").textContent.includes("ko")`)
	p.press("use")
	p.finish()
	p.delivered(t, "FACE")
}

// countries is the list of countries that is shown: how many there are, with the line
// for none, and whether they are in the order of the language's alphabet.
type countries struct {
	Value, Chosen, First string
	Count                int
	Sorted               bool
}

func (p *page) countries() countries {
	p.t.Helper()
	var c countries
	p.eval(`(() => {
		const r = `+inElement+`, select = r.querySelector("select"), names = [...select.options].slice(1).map(o => o.text);
		const order = new Intl.Collator(r.querySelector(".card").lang).compare;
		return {Value: select.value, Chosen: select.selectedOptions[0].text, First: names[0], Count: select.options.length,
			Sorted: names.every((name, i) => i === 0 || order(names[i - 1], name) <= 0)};
	})()`, &c)
	return c
}

// TestCountryOfTheChoiceChangesItsLanguage does the same where the document is chosen.
func TestCountryOfTheChoiceChangesItsLanguage(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.startWithOrder(map[string]any{"category": "ID", "country": map[string]any{"values": []string{"AUT", "CHE", "DEU"}}})
	p.at("choice", "FRONT")
	p.eval(inElement+`.querySelector("select").value = "DEU"`, nil)
	for _, tt := range []struct{ locale, first, chosen string }{
		{"de", "Deutschland", "Deutschland"}, {"fr", "Allemagne", "Allemagne"}, {"en", "Austria", "Germany"},
	} {
		p.setLocale(tt.locale)
		p.wait("the words are "+tt.locale, fmt.Sprintf(`%s.querySelector(".card").lang === %q`, inElement, tt.locale))
		if got, want := p.countries(), (countries{"DEU", tt.chosen, tt.first, 4, true}); got != want {
			t.Errorf("in %s: %+v, want %+v", tt.locale, got, want)
		}
	}
}

// TestFieldsFromLeftToRight: an address of mail, a number, a code runs from left to
// right in every language, and begins where the form does.
func TestFieldsFromLeftToRight(t *testing.T) {
	const all = "firstName,dateOfBirth,email,phoneNumber,address.line1,address.postalCode,id.idNumber"
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fmt.Sprintf(`document.querySelector("credential-capture").setAttribute("fields", %q)`, all), nil)
	for _, locale := range []string{"ar", "en"} {
		p.setLocale(locale)
		p.startWith("DATA")
		p.at("data", "PREPARED_DATA")
		p.wait("the words are "+locale, fmt.Sprintf(`%s.querySelector(".card").lang === %q`, inElement, locale))
		side := map[string]string{"ar": "right", "en": "left"}[locale]
		for field, ltr := range map[string]bool{
			"firstName": false, "email": true, "phoneNumber": true, "address.line1": false, "address.postalCode": true, "id.idNumber": true,
		} {
			want := map[string]string{"ar": "rtl", "en": "ltr"}[locale]
			if ltr {
				want = "ltr"
			}
			var got struct{ Direction, Side string }
			p.eval(fmt.Sprintf(`(() => {
				const {direction, textAlign} = getComputedStyle(%s.querySelector('[data-field=%q] input'));
				return {direction, side: textAlign === "start" ? {ltr: "left", rtl: "right"}[direction] : textAlign};
			})()`, inElement, field), &got)
			if got.Direction != want || got.Side != side {
				t.Errorf("%s in %s runs %s from the %s, want %s from the %s", field, locale, got.Direction, got.Side, want, side)
			}
		}
		p.eval(`document.querySelector("credential-capture").reset()`, nil)
	}
}

// TestLanguageChangesWhileItOpens sets another language while the first is being loaded.
func TestLanguageChangesWhileItOpens(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.onScreen("start")
	p.eval(`(() => {
		const own = document.createElement("credential-capture");
		document.querySelector("credential-capture").replaceWith(own);
		own.setAttribute("locale", "de");
	})()`, nil)
	p.wait("the words are German", inElement+`.querySelector(".card")?.lang === "de" && `+inElement+`.querySelector("[data-action=start]").textContent === "Starten"`)
}

// TestOwnWords replaces single messages by the host's own.
func TestOwnWords(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.onScreen("start")
	p.eval(`(() => {
		const own = document.createElement("credential-capture");
		own.messages = {"start.title": "Wer sind <b>Sie</b>?"};
		own.setAttribute("locale", "de");
		document.querySelector("credential-capture").replaceWith(own);
	})()`, nil)
	p.onScreen("start")
	var heading, button string
	p.eval(inElement+`.querySelector("h2").textContent`, &heading)
	p.eval(inElement+`.querySelector("[data-action=start]").textContent`, &button)
	if heading != "Wer sind <b>Sie</b>?" || button != "Starten" {
		t.Errorf("the start says %q and %q", heading, button)
	}
}

func (p *page) setLocale(locale string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`document.querySelector("credential-capture").setAttribute("locale", %q)`, locale), nil)
}
