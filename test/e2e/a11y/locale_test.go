package a11y

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestLocale_hostileValues sets locales that try to import other modules.
func TestLocale_hostileValues(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.OnScreen("start")
	// The worker's own files come whenever it starts, and after the wasm what is loaded ahead.
	ahead := regexp.MustCompile(`^/(capture|chunks)/|^/face\.bin$|^/element/late\.css$`)
	others := func() []string { return slices.DeleteFunc(loaded(p, "/"), ahead.MatchString) }
	before := others()
	for _, locale := range []string{"../../evil", "//evil.example/x", "https://evil.example/x", "de/../../x", "de?x", "de#x", "index", "__proto__", "data:text/javascript,window.evil=1//"} {
		p.Eval(fmt.Sprintf(`(async () => {
			const own = document.createElement("credential-capture");
			own.setAttribute("locale", %q);
			document.querySelector("credential-capture").replaceWith(own);
		})()`, locale), nil)
		p.OnScreen("start")
		drive.Is(p, locale+": the heading", drive.InElement+`.querySelector("h2").textContent`, "Verify your identity")
	}
	if after := others(); !slices.Equal(before, after) {
		t.Errorf("the page loaded %v, before %v", after, before)
	}
}

// loaded lists what the page has loaded of its own origin, each once.
func loaded(p *drive.Page, prefix string) []string {
	p.T.Helper()
	var paths []string
	for _, url := range drive.Value[[]string](p, `performance.getEntriesByType("resource").map(e => e.name)`) {
		if path := strings.TrimPrefix(url, drive.Site.URL); strings.HasPrefix(path, prefix) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// TestLocale_changedOnForm changes the language on the form: values, focus and step stay.
func TestLocale_changedOnForm(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.StartWith("DATA", "SELFIE")
	p.At("data", "PREPARED_DATA")
	p.Fill("firstName", "Step 1 of 2")
	p.Fill("address.country", "AUT")
	p.Eval(drive.InElement+`.querySelector("[data-field=email] input").focus()`, nil)
	p.SetLocale("de-AT")
	p.Wait("the words are German", drive.InElement+`.querySelector("h2").textContent === "Ihre Angaben"`)
	at := drive.Value[struct{ Value, Focus, Count, Lang, Dir, Name string }](p, `(() => { const r = `+drive.InElement+`, q = s => r.querySelector(s); return {
		Value: q("[data-field=firstName] input").value, Focus: r.activeElement?.name, Count: q(".count").textContent,
		Lang: q(".card").lang, Dir: q(".card").dir, Name: q("[data-action=back]")?.getAttribute("aria-label") ?? ""}; })()`)
	if at.Value != "Step 1 of 2" || at.Focus != "email" || at.Lang != "de" || at.Dir != "ltr" || !strings.HasPrefix(at.Count, "Schritt ") {
		t.Errorf("after the change: %+v", at)
	}
	if got := countriesShown(p); got.Value != "AUT" || got.Chosen != "Österreich" || got.First != "Afghanistan" || got.Count != 251 || !got.Sorted {
		t.Errorf("the countries in German: %+v", got)
	}
	p.SetLocale("ar")
	p.Wait("the words are Arabic, from right to left", drive.InElement+`.querySelector(".card").dir === "rtl" && getComputedStyle(`+drive.InElement+`.querySelector("h2")).direction === "rtl"`)
	if got := countriesShown(p); got.Value != "AUT" || got.Chosen != "النمسا" || got.Count != 251 || !got.Sorted {
		t.Errorf("the countries in Arabic: %+v", got)
	}
	p.Press("submit-data")
	p.At("instruction", "FACE")
	p.Choose(drive.File(t, "half.jpg", drive.Card()[:9000]))
	if _, words := p.Problem(); !strings.Contains(words, "الجزء السفلي من هذه الصورة مفقود") {
		t.Errorf("the problem says %q", words)
	}
	p.SetLocale("en")
	p.Wait("the problem is told in English", drive.InElement+`.querySelector("[data-code]").innerText.includes("The lower part of this photo is missing.")`)
	p.Choose(drive.File(t, "card.jpg", drive.Card()))
	p.At("review", "FACE")
	p.SetLocale("fr")
	p.Wait("the picture is described in French", drive.InElement+`.querySelector("img").alt === "La photo qui sera envoyée\u00a0: Selfie"`)
	p.Wait("its button is in French", drive.InElement+`.querySelector("[data-action=retake]").textContent === "Refaire la photo"`)
	p.Press("use")
	p.Finish()
	p.Delivered(t, "FACE")
}

// countries is the list of countries that is shown: how many there are, with the line
// for none, and whether they are in the order of the language's alphabet.
type countries struct {
	Value, Chosen, First string
	Count                int
	Sorted               bool
}

func countriesShown(p *drive.Page) countries {
	p.T.Helper()
	return drive.Value[countries](p, `(() => {
		const r = `+drive.InElement+`, select = r.querySelector(".field:not([data-field=phoneNumber]) select"), names = [...select.options].slice(1).map(o => o.text);
		const order = new Intl.Collator(r.querySelector(".card").lang).compare;
		return {Value: select.value, Chosen: select.selectedOptions[0].text, First: names[0], Count: select.options.length,
			Sorted: names.every((name, i) => i === 0 || order(names[i - 1], name) <= 0)};
	})()`)
}

// TestLocale_changedOnChoice changes the language where the country is chosen.
func TestLocale_changedOnChoice(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.StartWithOrder(map[string]any{"category": "ID", "country": map[string]any{"values": []string{"AUT", "CHE", "DEU"}}})
	p.At("choice", "FRONT")
	p.Eval(drive.InElement+`.querySelector("select").value = "DEU"`, nil)
	for _, tt := range []struct{ locale, first, chosen string }{
		{"de", "Deutschland", "Deutschland"}, {"fr", "Allemagne", "Allemagne"}, {"en", "Austria", "Germany"},
	} {
		p.SetLocale(tt.locale)
		if got, want := countriesShown(p), (countries{"DEU", tt.chosen, tt.first, 4, true}); got != want {
			t.Errorf("in %s: %+v, want %+v", tt.locale, got, want)
		}
	}
}

// TestLocale_directionOfFields checks that e-mail, numbers and codes run from left to right in
// every language, aligned with the form; a phone number follows its calling code.
func TestLocale_directionOfFields(t *testing.T) {
	const all = "firstName,dateOfBirth,email,phoneNumber,address.line1,address.postalCode,id.idNumber"
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Set("fields", all)
	for _, locale := range []string{"ar", "en"} {
		p.SetLocale(locale)
		p.StartWith("DATA")
		p.At("data", "PREPARED_DATA")
		p.Wait("the words are "+locale, fmt.Sprintf(`%s.querySelector(".card").lang === %q`, drive.InElement, locale))
		side := map[string]string{"ar": "right", "en": "left"}[locale]
		for field, ltr := range map[string]bool{
			"firstName": false, "email": true, "phoneNumber": true, "address.line1": false, "address.postalCode": true, "id.idNumber": true,
		} {
			want := map[string]string{"ar": "rtl", "en": "ltr"}[locale]
			if ltr {
				want = "ltr"
			}
			got := drive.Value[struct{ Direction, Side string }](p, fmt.Sprintf(`(() => {
				const {direction, textAlign} = getComputedStyle(%s.querySelector('[data-field=%q] input'));
				return {direction, side: textAlign === "start" ? {ltr: "left", rtl: "right"}[direction] : textAlign};
			})()`, drive.InElement, field))
			wantSide := side
			if field == "phoneNumber" {
				wantSide = "left"
			}
			if got.Direction != want || got.Side != wantSide {
				t.Errorf("%s in %s runs %s from the %s, want %s from the %s", field, locale, got.Direction, got.Side, want, wantSide)
			}
		}
		p.Eval(`document.querySelector("credential-capture").reset()`, nil)
	}
}

// TestLocale_messages replaces a text by the integrator's, and sets another language while the first is loading.
func TestLocale_messages(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.OnScreen("start")
	p.Eval(`(() => {
		const own = document.createElement("credential-capture");
		own.messages = {"start.title": "Wer sind <b>Sie</b>?"};
		document.querySelector("credential-capture").replaceWith(own);
		own.setAttribute("locale", "de");
	})()`, nil)
	p.Wait("the words are German", drive.InElement+`.querySelector("[data-action=start]")?.textContent === "Starten"`)
	drive.Is(p, "the heading", drive.InElement+`.querySelector("h2").textContent`, "Wer sind <b>Sie</b>?")
}
