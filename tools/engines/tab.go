package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long a page may take to get anywhere; only failures wait for it.
const patience = 2 * time.Minute

// tab is a browser's window with one frame, by default of a phone's size, that has a page with the element.
type tab struct {
	driver
	server  string // origin
	files   string // folder of the pictures that are chosen
	shots   string // folder of the screenshots
	title   string // of the walk
	width   int    // of the frame, CSS px
	height  int
	note    func(check, detail string) // adds a check that failed if there is a detail
	counted int                        // screenshots
}

// in begins scripts: the shadow root, and the button of an action that can be pressed.
const in = `const root = document.querySelector("credential-capture")?.shadowRoot ?? document;
const find = (s) => root.querySelector(s);
const button = (action) => [...root.querySelectorAll('[data-action="' + action + '"]')].find((b) => !b.disabled && b.getAttribute("aria-disabled") !== "true" && b.getClientRects().length);
`

// eval runs the body of a function in the frame and decodes what it returns.
func (t *tab) eval(body string, out any, args ...any) error {
	if args == nil {
		args = []any{}
	}
	value, err := t.do("WebDriver:ExecuteScript", map[string]any{"script": in + body, "args": args})
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(value, out)
}

// verdict notes what a function body returns: what is wrong, or "".
func (t *tab) verdict(check, body string) error {
	var detail string
	err := t.eval(body, &detail)
	if err == nil {
		t.note(check, detail)
	}
	return err
}

// wait waits until an expression is true.
func (t *tab) wait(what, condition string, args ...any) error {
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		var there bool
		err := t.eval("return Boolean("+condition+")", &there, args...)
		if there {
			return nil
		}
		if time.Now().After(end) {
			var says string
			_ = t.eval(`return (find(".screens") ?? document.body)?.innerText ?? ""`, &says)
			return errors.Join(fmt.Errorf("%s doesn't come; the page says %q", what, says), err, t.shoot("failed"))
		}
	}
}

// open shows a page of the element in a frame, with attributes as a query.
func (t *tab) open(query string) error {
	if _, err := t.do("WebDriver:SwitchToFrame", map[string]any{"id": nil}); err != nil {
		return err
	}
	if _, err := t.do("WebDriver:Navigate", map[string]any{"url": t.server + "/walk/frame.html"}); err != nil {
		return err
	}
	if err := t.eval(`const frame = document.createElement("iframe");
		[frame.width, frame.height, frame.src] = arguments;
		frame.allow = "camera";
		document.body.append(frame);`, nil, t.width, t.height, "/walk/element.html?"+query); err != nil {
		return err
	}
	_, err := t.do("WebDriver:SwitchToFrame", map[string]any{"id": 0})
	return err
}

// at waits for a screen of a part, or of none.
func (t *tab) at(screen, part string) error {
	condition := `find('[data-screen="' + arguments[0] + '"]' + (arguments[1] && '[data-part="' + arguments[1] + '"]'))`
	return t.wait(fmt.Sprintf("the screen %s %s", screen, part), condition, screen, part)
}

// element returns the reference of what an expression finds.
func (t *tab) element(expression string, args ...any) (id string, err error) {
	var reference map[string]string
	if err := t.wait(expression, expression, args...); err != nil {
		return "", err
	}
	if err := t.eval("return "+expression, &reference, args...); err != nil {
		return "", err
	}
	for _, id = range reference {
		return id, nil
	}
	return "", fmt.Errorf("%s is no element", expression)
}

// press clicks a button with the mouse, when it has come to rest.
func (t *tab) press(action string) error {
	if err := t.wait("the button "+action, "button(arguments[0])", action); err != nil {
		return err
	}
	if err := t.settle(); err != nil {
		return err
	}
	return t.click(`button("` + action + `")`)
}

// click presses the middle of what an expression finds.
func (t *tab) click(expression string) error {
	var at struct{ X, Y float64 }
	err := t.eval(`const e = `+expression+`; e.scrollIntoView({block: "center", behavior: "instant"}); const r = e.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2}`, &at)
	if err != nil {
		return err
	}
	_, err = t.do("WebDriver:PerformActions", map[string]any{"actions": []any{map[string]any{
		"type": "pointer", "id": "mouse", "parameters": map[string]any{"pointerType": "mouse"}, "actions": []any{
			map[string]any{"type": "pointerMove", "origin": "viewport", "x": int(at.X), "y": int(at.Y), "duration": 0},
			map[string]any{"type": "pointerDown", "button": 0},
			map[string]any{"type": "pointerUp", "button": 0},
		}}}})
	return err
}

// Keys as WebDriver names them.
const (
	keyEscape = "\ue00c"
	keyTab    = "\ue004"
	keyEnter  = "\ue007"
	keySpace  = " "
)

// keys presses keys, one after the other.
func (t *tab) keys(keys string) error {
	var actions []any
	for _, k := range keys {
		for _, what := range []string{"keyDown", "keyUp"} {
			actions = append(actions, map[string]any{"type": what, "value": string(k)})
		}
	}
	_, err := t.do("WebDriver:PerformActions", map[string]any{"actions": []any{map[string]any{"type": "key", "id": "keyboard", "actions": actions}}})
	return err
}

// tabTo presses Tab until an expression about the focused element is true, and notes whether one sees the focus.
func (t *tab) tabTo(what, condition string) error {
	for range 60 {
		var there bool
		if err := t.eval(`const e = root.activeElement; return Boolean(e && `+condition+`)`, &there); err != nil {
			return err
		}
		if there {
			return t.verdict("focus on "+what+" is seen", `const e = root.activeElement.closest(".choice") ?? root.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
				if (s.outlineStyle !== "solid" || parseFloat(s.outlineWidth) < 2) return "the outline is " + s.outline;
				if (r.top < 0 || r.bottom > innerHeight) return "it is at " + r.top + "…" + r.bottom + " of " + innerHeight;
				return ""`)
		}
		if err := t.keys(keyTab); err != nil {
			return err
		}
	}
	return errors.Join(fmt.Errorf("60 Tabs don't reach %s", what), t.shoot("failed"))
}

// choose gives files to the element's file input, as the file dialog would.
func (t *tab) choose(names ...string) error {
	id, err := t.element(`find("input[type=file]:not([capture])")`)
	if err != nil {
		return err
	}
	for i, name := range names {
		names[i] = filepath.Join(t.files, name)
	}
	text := strings.Join(names, "\n")
	_, err = t.do("WebDriver:ElementSendKeys", map[string]any{"id": id, "text": text, "value": strings.Split(text, "")})
	return err
}

// settle waits until what moves once has come to rest, and pictures are there to be drawn.
func (t *tab) settle() error {
	return t.eval(`const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		return (async () => {
			await frames();
			const moving = root.getAnimations().filter((a) => a.effect.getTiming().iterations === 1);
			const pictures = [...root.querySelectorAll("img")];
			await Promise.all([...moving.map((a) => a.finished), ...pictures.map((i) => i.decode())].map((p) => p.catch(() => {})));
			await frames();
		})()`, nil)
}

// reload loads the page in the frame again.
func (t *tab) reload() error {
	if err := t.eval(`window.old = true; location.reload()`, nil); err != nil {
		return err
	}
	return t.wait("the page again", `!window.old && document.readyState === "complete"`)
}

// shoot keeps what the frame shows.
func (t *tab) shoot(name string) error {
	value, err := t.do("WebDriver:TakeScreenshot", map[string]any{"full": false})
	if err != nil {
		return err
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return err
	}
	file, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return err
	}
	whole, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return err
	}
	part := image.NewRGBA(image.Rect(0, 0, t.width, t.height).Intersect(whole.Bounds()))
	draw.Draw(part, part.Bounds(), whole, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, part); err != nil {
		return err
	}
	t.counted++
	path := filepath.Join(t.shots, fmt.Sprintf("%s-%02d-%s-%dx%d.png", t.title, t.counted, name, t.width, t.height))
	return errors.Join(os.MkdirAll(t.shots, 0o755), os.WriteFile(path, b.Bytes(), 0o644))
}

// resize gives the frame another size.
func (t *tab) resize(width, height int) error {
	t.width, t.height = width, height
	if err := t.eval(`[frameElement.width, frameElement.height] = arguments`, nil, width, height); err != nil {
		return err
	}
	return errors.Join(t.wait("the size", "innerWidth === arguments[0] && innerHeight === arguments[1]", width, height), t.settle())
}
