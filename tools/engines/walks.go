package main

import (
	"errors"
	"fmt"
	"slices"
)

var (
	idCard   = map[string]any{"category": "ID", "type": "ID_CARD"}
	selfie   = map[string]any{"category": "SELFIE"}
	document = map[string]any{"category": "DOCUMENT"}
	details  = map[string]any{"category": "DATA"}
)

const mandatory = "firstName,lastName,dateOfBirth,address.country"

// walks are the ways through the flow: together they stop at every screen.
func walks() []walk {
	return []walk{
		{
			title: "files", order: []map[string]any{idCard, selfie, document, details}, attributes: map[string]string{"required-fields": mandatory},
			steps: slices.Concat([]step{
				at("start", ""), look("start"), press("start"),
				at("instruction", "FRONT"), look("instruction"), choose("front.jpg"),
				at("review", "FRONT"), look("review"),
				finds("what is too wide", "h2 { inline-size: 500px }", layoutScript),
				finds("a small target", ".button { block-size: 30px; min-block-size: 0 !important; padding: 0 }", layoutScript),
				finds("what is under the buttons", ".stay { margin-block-start: -100px !important }", layoutScript),
				finds("a low contrast", "h2 { color: #ccc }", axeScript),
				press("zoom"), look("review-large"), keys(keyEscape),
				check("Escape leaves the enlargement", `return find(".enlarge.large") ? "it is large" : find('[data-screen="review"]') ? "" : "the review has gone"`),
				press("use"), at("instruction", "BACK"), choose("blurred.jpg"), at("review", "BACK"), look("review-blurred"),
				reload, wait("the way on", `button("resume")`), look("start-again"), press("resume"),
				at("review", "BACK"), press("use"),
				at("instruction", "FACE"), choose("face.jpg"), at("review", "FACE"), look("review-face"), press("use"),
				at("instruction", "DOCUMENT"), look("instruction-document"), choose("letter.jpg", "letter.jpg"), at("document", "DOCUMENT"), look("document"), press("upload"),
			}, form("form"), []step{
				at("overview", ""), look("overview"), press("finalize"),
				at("done", ""), look("done"), delivered("BACK, DOCUMENT, DOCUMENT, FACE, FRONT, data"),
			}),
		},
		{
			title: "arabic", order: []map[string]any{{"category": "ID", "country": map[string]any{"values": []string{"AUT", "CHE", "DEU"}}}, details},
			attributes: map[string]string{"locale": "ar", "theme": "dark", "painted": "", "auto-capture": "off", "required-fields": mandatory},
			steps: slices.Concat([]step{
				at("start", ""), wait("Arabic", `find(".card").dir === "rtl"`), look("start"), press("start"),
				at("choice", ""), look("choice"), selects,
				pick("#choice-country", "AUT"), press("choose"),
				at("instruction", "FRONT"), look("instruction"), digits,
				check("icons point to the other side", `const {transform} = getComputedStyle(find('[data-action="back"] .icon')); return transform.startsWith("matrix(-1") ? "" : transform`),
				press("camera"), live, look("camera"), digits, press("shutter"),
				at("review", "FRONT"), look("review"), digits, press("use"),
				at("camera", "BACK"), live, look("camera-turn"), digits, choose("front.jpg"), at("review", "BACK"), press("use"),
			}, form("form"), []step{digits,
				at("overview", ""), look("overview"), digits, press("finalize"),
				at("done", ""), look("done"), delivered("BACK, FRONT, data"),
			}),
		},
		{
			title: "camera", order: []map[string]any{idCard, selfie}, attributes: map[string]string{"painted": "", "auto-capture": "off"},
			steps: []step{
				press("start"), at("instruction", "FRONT"), press("camera"), live, look("camera"),
				check("the camera is a modal dialog over the window", `const d = find("dialog"); return d?.matches(":modal") && d.clientWidth === innerWidth && d.clientHeight === innerHeight ? "" : d?.outerHTML.slice(0, 80) + " " + d?.clientWidth + " × " + d?.clientHeight`),
				check("the frame of a card takes 85 % of the width", share("0.85")),
				check("the picture fills the window", `const {width, height} = find(".view").getBoundingClientRect(); return width >= innerWidth - 1 && height >= innerHeight - 1 ? "" : width + " × " + height`),
				wait("guidance", `find(".view").dataset.guidance`), look("camera-guidance"),
				heard("the hint", `heard.some((text) => text.includes(find(".hint").textContent))`),
				keys(keyEscape), at("instruction", "FRONT"),
				press("camera"), live, press("shutter"), at("review", "FRONT"), look("review"), press("use"),
				at("camera", "BACK"), live, look("camera-turn"), choose("front.jpg"), at("review", "BACK"), press("use"),
				at("instruction", "FACE"), press("camera"), live, look("camera-face"),
				check("the oval takes 70 % of the width", share("0.70")),
				press("shutter"), at("review", "FACE"), look("review-face"), press("use"),
				at("overview", ""), look("overview"), press("finalize"), at("done", ""), delivered("BACK, FACE, FRONT"),
			},
		},
		{
			// The zone of the painted card has no check digits that match: the review would say that it can't be read.
			title: "automatic", order: []map[string]any{idCard, selfie}, attributes: map[string]string{"painted": "", "patient": "", "mrz": "off"},
			steps: []step{
				press("start"), at("instruction", "FRONT"), press("camera"),
				at("instruction", "FACE"), press("camera"), at("overview", ""), look("overview"),
				heard("the verdicts", `heard.length > 2`),
				press("finalize"), at("done", ""), delivered("BACK, FACE, FRONT"),
			},
		},
		{
			// The engine's own camera. The steps take the keyboard alone.
			title: "keyboard", width: 1280, height: 900, order: []map[string]any{selfie}, attributes: map[string]string{"guidance": "off"},
			steps: []step{
				at("start", ""), look("start"), push("start"), at("instruction", "FACE"), look("instruction"), push("camera"), live, look("camera"),
				check("the camera is in the page", `return find("dialog[open]") ? "it is in a dialog" : ""`),
				push("shutter"), at("review", "FACE"), look("review"),
				check("the heading has the focus", `return root.activeElement?.matches("h2") ? "" : String(root.activeElement?.outerHTML)`),
				push("zoom"), look("review-large"), keys(keyEscape),
				check("Escape leaves the enlargement", `return find(".enlarge.large") ? "it is large" : ""`),
				push("use"), at("overview", ""), look("overview"), push("finalize"), at("done", ""), look("done"), delivered("FACE"),
			},
		},
	}
}

var live = wait("the camera's picture", `find('[data-camera="live"]')`)

// push tabs to a button and presses it.
func push(action string) step {
	return func(t *tab) error {
		if err := t.wait("the button "+action, "button(arguments[0])", action); err != nil {
			return err
		}
		if err := t.tabTo(action, fmt.Sprintf("e === button(%q)", action)); err != nil {
			return err
		}
		return t.keys(keyEnter)
	}
}

// finds makes a mistake, so that the silence of a check means something.
func finds(what, mistake, script string) step {
	return func(t *tab) error {
		var detail, missed string
		err := errors.Join(
			t.eval(`const style = document.createElement("style"); style.id = "mistake"; style.textContent = arguments[0]; root.append(style)`, nil, mistake),
			t.eval(script, &detail), t.eval(`find("#mistake").remove()`, nil))
		if detail == "" {
			missed = "it isn't found"
		}
		t.note("the checks find "+what, missed)
		return err
	}
}

// pick chooses an option, as the engine's own menu can't be driven.
func pick(selector, value string) step {
	return do(fmt.Sprintf(`const e = find(%q); e.value = %q; for (const type of ["input", "change"]) e.dispatchEvent(new Event(type, {bubbles: true}))`, selector, value))
}

// share measures the outline that the camera's screen shows.
func share(least string) string {
	return `const share = find(".guide .under").getBoundingClientRect().width / innerWidth; return share >= ` + least + ` ? "" : "it takes " + share.toFixed(2)`
}

// heard waits for what screen readers hear: the camera's announcements are 2 s apart.
func heard(what, condition string) step {
	return func(t *tab) error {
		return errors.Join(t.wait("an announcement of "+what, condition), t.verdict("screen readers hear "+what, `return `+condition+` ? "" : JSON.stringify(heard)`))
	}
}

// digits checks that numbers are written in the digits that the engine's Intl has for the language.
var digits = check("digits are those of Intl", `
	const {numberingSystem} = new Intl.NumberFormat(find(".card").lang).resolvedOptions();
	const text = find(".screens").innerText.replace(/\+\d+/g, ""); // a phone number is as it is dialed
	const other = {latn: /[٠-٩۰-۹]/, arab: /[0-9۰-۹]/}[numberingSystem];
	return other?.test(text) ? numberingSystem + ": " + text : ""`)

// selects checks that a choice looks like a field.
var selects = check("selects look like inputs", `
	const select = find('#choice-country, [data-field="address.country"] select'), s = getComputedStyle(select);
	if (s.appearance !== "none") return "its appearance is " + s.appearance;
	if (s.backgroundImage === "none") return "it has no arrow";
	if (select.getBoundingClientRect().height < 44) return "it is low";
	return ""`)

// delivered compares what the sandbox holds, and that the workflow is finalized.
func delivered(parts string) step {
	return check("the service has all", fmt.Sprintf(`return fetch("/sandbox/executions/" + finalized.at(-1)).then((r) => r.json()).then((got) => {
		const parts = got.credentials.flatMap((c) => [...c.parts.map((p) => p.classifier), ...(c.data ? ["data"] : [])]).sort().join(", ");
		return got.finalized && parts === %q ? "" : got.finalized + ": " + parts;
	})`, parts))
}

// form sends the form empty, looks at what it says, and fills it in.
func form(name string) []step {
	return []step{
		at("data", "PREPARED_DATA"), look(name), selects,
		check("an empty date looks empty", `const filled = find('input[type="date"]') ?? [...root.querySelectorAll(".date input")].find((i) => i.value || i.placeholder); return filled ? filled.outerHTML : ""`),
		press("submit-data"), wait("errors", `find('[aria-invalid="true"]')`), look(name + "-wrong"),
		press("submit-data"),
		check("the first invalid field is in view with its label", `
			const field = find('[aria-invalid="true"]').closest("[data-field]"), {top, bottom} = field.getBoundingClientRect();
			const end = Math.min(innerHeight, find(".stay")?.getBoundingClientRect().top ?? innerHeight);
			if (!field.contains(root.activeElement)) return "the focus is on " + root.activeElement?.outerHTML;
			return top >= 0 && bottom <= end ? "" : "it is at " + top + "…" + bottom + " of " + end`),
		typed("firstName", "Ada"), typed("lastName", "Lovelace"),
		typed("dateOfBirth.day", "10"), typed("dateOfBirth.month", "12"), typed("dateOfBirth.year", "1990"),
		typed("phoneNumber", "+43 1 58858870"), pick(`[data-field="address.country"] select`, "AUT"),
		look(name + "-filled"), press("submit-data"),
	}
}

// typed types into a field of the form, by its name.
func typed(field, text string) step {
	return func(t *tab) error {
		if err := t.eval(`find('input[name="' + arguments[0] + '"]').focus()`, nil, field); err != nil {
			return err
		}
		return t.keys(text)
	}
}
