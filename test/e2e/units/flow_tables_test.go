package units

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"credential-capture/test/e2e/drive"
)

// leads is what the effects of flow.js show. A target that is no key is a screen.
var leads = map[string][]string{
	"begin": {"busy"}, "restore": {"busy"}, "remove": {"next"}, "finalize": {"busy"}, "lend": {"busy"}, "takeBack": {"busy"},
	"renew": {"busy"}, "giveBack": {"busy", "handover-end"}, "take": {"busy"}, "retry": {"busy", "checking", "camera", "handover-arrive"},
	"shoot": {"checking"}, "check": {"checking"}, "cancel": {"start", "busy"}, "reset": {"start"},
	"redo": {"instruction", "step"}, "edit": {"step"}, "leave": {"step", "overview", "reset"}, "retake": {"camera", "instruction"},
	"step": {"choice", "data", "document", "review", "instruction"}, "next": {"step", "overview"}, "restored": {"step", "overview", "next"},
	"use": {"next"}, "discard": {"next"}, "choose": {"step", "busy"}, "back": {"overview", "choice", "step", "cancel"},
	"ask": {}, "submit": {}, "update": {}, "report": {}, "upload": {}, "undo": {}, "settle": {}, "uploading": {}, "uploaded": {}, "read": {},
}

// screensOf returns the screens that a target leads to.
func screensOf(target string) []string {
	next, ok := leads[target]
	if !ok {
		return []string{target}
	}
	var all []string
	for _, t := range next {
		all = append(all, screensOf(t)...)
	}
	return all
}

// TestFlowTable_reachability walks the table from the first screen: every screen is
// reached, every event of it has a target, and every screen but the last ones has
// a way out that the person can take.
func TestFlowTable_reachability(t *testing.T) {
	p := drive.Shared(t, "0")
	var got struct {
		Table    map[string]map[string]string
		Anywhere map[string]string
	}
	p.Eval(`import("/source/element/flow/table.js").then(({table, anywhere}) => ({table, anywhere}))`, &got)
	// The integrator's, the other device's and the uploads' events take nobody out of a screen.
	apart := []string{"start", "resume", "cancel", "failed", "report", "uploading", "uploaded", "open", "restored", "lent", "wait", "finished", "taken", "expired", "arrived", "restart", "redo", "replace", "upload", "read"}
	reached := map[string]bool{}
	for left := []string{"start"}; len(left) > 0; left = left[1:] {
		screen := left[0]
		if reached[screen] {
			continue
		}
		reached[screen] = true
		events, ok := got.Table[screen]
		if !ok {
			t.Errorf("%s is no screen of the table", screen)
		}
		out := false
		for event, target := range events {
			screens := screensOf(target)
			left = append(left, screens...)
			out = out || slices.ContainsFunc(screens, func(to string) bool { return to != screen }) || target == "submit"
			if got.Anywhere[event] != "" {
				t.Errorf("%s is an event of %s and of every screen", event, screen)
			}
		}
		if last := []string{"done", "handover-end", "start"}; !out && !slices.Contains(last, screen) {
			t.Errorf("no event leads away from %s", screen)
		}
		for _, target := range got.Anywhere {
			left = append(left, screensOf(target)...)
		}
	}
	for _, screen := range slices.Sorted(maps.Keys(got.Table)) {
		if !reached[screen] {
			t.Errorf("%s is never reached", screen)
		}
	}
	for event := range got.Anywhere {
		if !slices.Contains(apart, event) {
			t.Errorf("%s: is it the person's or not?", event)
		}
	}
}

// TestFlowTable_after holds what events do on screens, and that late ones do nothing.
func TestFlowTable_after(t *testing.T) {
	var rows []row
	for _, tt := range [][3]string{
		{"start", "start", "begin"}, {"done", "start", "begin"}, {"busy", "opened", "next"}, {"problem", "opened", ""}, {"instruction", "opened", ""},
		{"checking", "checked", "step"}, {"instruction", "checked", ""}, {"checking", "progress", "update"}, {"review", "progress", ""},
		{"instruction", "files", "check"}, {"review", "files", ""}, {"busy", "files", ""}, {"checking", "files", ""}, {"data", "files", ""}, {"overview", "files", ""},
		{"review", "back", "redo"}, {"document", "back", "instruction"}, {"camera", "back", "step"}, {"done", "back", ""},
		{"overview", "finalize", "finalize"}, {"review", "finalize", ""}, {"busy", "finalize", ""},
		{"data", "submitted", "next"}, {"overview", "submitted", ""}, {"handover", "status", "update"}, {"busy", "status", ""},
		{"", "wait", "busy"},
	} {
		rows = append(rows, row{fmt.Sprintf("%s on %s", tt[1], tt[0]), []any{tt[0], tt[1]}, tt[2]})
	}
	tabled(t, "flow/table.js", `(screen, event) => m.after(screen, event) ?? ""`, rows)
}

func TestFlowTable_screenOf(t *testing.T) {
	var rows []row
	for _, tt := range []struct {
		part                string
		undecided, complete bool
		draft               int
		want                string
	}{
		{"FRONT", true, false, 0, "choice"}, {"FRONT", true, true, 1, "choice"}, {"FRONT", false, false, 0, "instruction"}, {"FRONT", false, true, 0, "instruction"},
		{"FACE", false, false, 1, "review"}, {"DOCUMENT", false, false, 0, "instruction"}, {"DOCUMENT", false, false, 2, "document"},
		{"DOCUMENT", false, true, 0, "document"}, {"PREPARED_DATA", false, false, 0, "data"}, {"PREPARED_DATA", false, true, 0, "data"},
	} {
		facts := map[string]any{"undecided": tt.undecided, "complete": tt.complete, "draft": tt.draft}
		rows = append(rows, row{fmt.Sprint(tt.part, facts), []any{tt.part, facts}, tt.want})
	}
	tabled(t, "flow/table.js", `(part, facts) => m.screenOf({part}, facts)`, rows)
}

// TestFlowTable_nextStep: steps are numbers, complete ones lower case.
func TestFlowTable_nextStep(t *testing.T) {
	tabled(t, "flow/table.js", `(steps, removed) => m.nextStep([...steps].map(id => ({id})), ({id}) => id === id.toLowerCase(), removed && {id: removed})?.id ?? "overview"`, []row{
		{"the first", []any{"ABC"}, "A"},
		{"the first that is open", []any{"aBC"}, "B"},
		{"none", []any{"abc"}, "overview"},
		{"no steps", []any{""}, "overview"},
		{"removed, and nothing else is open", []any{"aBc", "B"}, "overview"},
		{"removed, and another is open", []any{"aBC", "B"}, "B"},
	})
}

// TestFlowTable_backAfter: steps are a credential and a part, complete ones lower case.
func TestFlowTable_backAfter(t *testing.T) {
	after := `(steps, at) => {
		const all = steps.map(id => ({id, credential: id[0], part: id.slice(1).toUpperCase() === "F" ? "FRONT" : id.slice(1).toUpperCase() === "B" ? "BACK" : "FACE"}));
		return m.backAfter({steps: all, isComplete: ({id}) => id === id.toLowerCase()}, all[at])?.id ?? "none";
	}`
	tabled(t, "flow/table.js", after, []row{
		{"a front", []any{[]string{"1F", "1B", "2S"}, 0}, "1B"},
		{"a front that is replaced", []any{[]string{"1f", "1B", "2S"}, 0}, "1B"},
		{"a back", []any{[]string{"1F", "1B", "2S"}, 1}, "none"},
		{"a front whose back is complete", []any{[]string{"1F", "1b", "2S"}, 0}, "none"},
		{"a front without a back", []any{[]string{"1F", "2S"}, 0}, "none"},
		{"a front whose back comes later", []any{[]string{"1F", "2S", "1B"}, 0}, "none"},
		{"two documents", []any{[]string{"1f", "1b", "2F", "2B"}, 2}, "2B"},
		{"another document's back", []any{[]string{"1F", "2B"}, 0}, "none"},
	})
}

func TestFlowTable_wayBack(t *testing.T) {
	way := `(steps, at, choices, choosing, edited, hasDraft) => {
		const all = [...steps].map(id => ({id, part: id.toUpperCase() === "F" ? "FRONT" : "FACE"}));
		const way = m.wayBack({steps: all, isComplete: ({id}) => id === id.toLowerCase(), choices: () => choices ? {} : undefined, hasDraft}, all[at], {choosing, edited});
		return [way.target, way.step?.id].filter(Boolean).join(" ");
	}`
	tabled(t, "flow/table.js", way, []row{
		{"the first, with nothing to lose", []any{"FAB", 0, false, false}, "cancel"},
		{"the first, with something to lose", []any{"FaB", 0, false, false}, "overview"},
		{"the first, with a draft", []any{"FAB", 0, false, false, false, true}, "overview"},
		{"a later one", []any{"FAB", 2, false, false}, "step A"},
		{"all complete", []any{"fab", 1, false, false}, "step f"},
		{"all complete, by way of the overview", []any{"fab", 1, false, false, true}, "overview"},
		{"a document that was chosen", []any{"FAB", 0, true, false}, "choice F"},
		{"by way of the overview, a document that was chosen", []any{"fab", 0, true, false, true}, "overview"},
		{"its choice, first", []any{"FAB", 0, true, true}, "cancel"},
		{"its choice, all complete", []any{"fab", 0, true, true}, "overview"},
		{"its choice, later", []any{"AFB", 1, true, true}, "step A"},
	})
}

// TestHistory_wayOut: p is an entry of the page, e of an element; the first one is the page's.
func TestHistory_wayOut(t *testing.T) {
	tabled(t, "flow/history.js", `(entries, before) => m.wayOut(entries.length - 1, before, (index) => entries[index] === "e")`, []row{
		{"the page's entry", []any{"p", 1}, -1},
		{"the page's entry, the first of the tab", []any{"p", 0}, 0},
		{"entries of elements over it", []any{"pee", 1}, -3},
		{"entries of elements over the first of the tab", []any{"pee", 0}, -2},
		{"an entry that the page has added", []any{"pep", 0}, -1},
		{"entries of elements over that", []any{"pepee", 0}, -3},
	})
}

// TestFinalize_left leaves while the session is opened.
func TestFinalize_left(t *testing.T) {
	tabled(t, "flow/finish.js", `async leaves => {
		const sent = [];
		let back, open;
		const flow = {
			state: {steps: [{done: true}], uploading() {}}, signal: new AbortController().signal, uploads: {all: async () => true}, screens: {update() {}}, devices: {finished() {}}, attempt: work => work(),
			service: {open: () => new Promise(done => open = done)}, send: (event, detail) => { sent.push(event); back ??= detail?.back; },
		};
		const end = m.finalize(flow);
		while (!open) await null;
		if (leaves) back();
		open({finalize: async () => sent.push("FINALIZE"), snapshot: () => ({})});
		await end;
		return sent.join(" ");
	}`, []row{
		{"stays", []any{false}, "wait FINALIZE finished"},
		{"leaves", []any{true}, "wait incomplete"},
	})
}

func TestPlanOf(t *testing.T) {
	credential := func(category string, more map[string]any) map[string]any {
		c := map[string]any{"id": "C1", "category": category, "api": map[string]any{"token": "t", "parts": map[string]any{}}}
		maps.Copy(c, more)
		return map[string]any{"workflowExecution": map[string]any{"credentials": []any{c}}}
	}
	parts := func(names ...string) map[string]any {
		m := map[string]any{}
		for _, n := range names {
			m[n] = "/x"
		}
		return map[string]any{"api": map[string]any{"token": "t", "parts": m}}
	}
	tabled(t, "flow/plan.js", `init => { const {steps, open} = m.planOf(init); return steps.map(s => [s.id, s.type, s.country, s.done && "done"].filter(Boolean).join(" ")).join(", ") + Object.values(open).map(({types, countries}) => " | " + types + " " + countries).join(); }`, []row{
		{"nothing", []any{nil}, ""},
		{"no credentials", []any{map[string]any{"workflowExecution": map[string]any{}}}, ""},
		{"a credential that is nothing", []any{map[string]any{"workflowExecution": map[string]any{"credentials": []any{nil, 1, "x"}}}}, ""},
		{"an ID without hrefs", []any{credential("ID", nil)}, "c1/FRONT, c1/BACK | ID_CARD,PASSPORT,DRIVING_LICENSE "},
		{"an ID with one href", []any{credential("ID", parts("front"))}, "c1/FRONT | ID_CARD,PASSPORT,DRIVING_LICENSE "},
		{"a passport", []any{credential("ID", map[string]any{"type": "PASSPORT", "country": "AUT"})}, "c1/FRONT PASSPORT AUT, c1/BACK PASSPORT AUT |  "},
		{"two types", []any{credential("ID", map[string]any{"type": []any{"PASSPORT", "ID_CARD"}})}, "c1/FRONT, c1/BACK | PASSPORT,ID_CARD "},
		{"countries", []any{credential("ID", map[string]any{"country": map[string]any{"values": []any{"AUT", "DEU", "<b>"}}})}, "c1/FRONT, c1/BACK | ID_CARD,PASSPORT,DRIVING_LICENSE AUT,DEU"},
		{"a selfie", []any{credential("SELFIE", nil)}, "c1/FACE"},
		{"details", []any{credential("DATA", nil)}, "c1/PREPARED_DATA"},
		{"an unknown category", []any{credential("OTHER", nil)}, ""},
		{"a snapshot, done", []any{credential("SELFIE", map[string]any{"steps": []any{map[string]any{"part": "FACE", "done": true}}})}, "c1/FACE done"},
		{"without a token", []any{credential("SELFIE", map[string]any{"api": map[string]any{}})}, ""},
	})
	tabled(t, "flow/plan.js", `(steps, type, wanted) => m.asked(steps.map((part, i) => ({id: String(i), part})), () => type ? {type} : undefined, wanted).map(({part}) => part).join()`, []row{
		{"all", []any{[]string{"FRONT", "BACK", "FACE"}, "", []string{}}, "FRONT,BACK,FACE"},
		{"a passport has no back", []any{[]string{"FRONT", "BACK", "FACE"}, "PASSPORT", []string{}}, "FRONT,FACE"},
		{"those that are wanted, in their order", []any{[]string{"FRONT", "BACK", "FACE"}, "", []string{"FACE", "FRONT"}}, "FACE,FRONT"},
	})
}

func TestSettings_values(t *testing.T) {
	var rows []row
	for _, tt := range [][3]string{
		{"session-url", "/x", "/x"}, {"session-url", "http://", "wrong /session"}, {"api-origin", "https://api.example/", "https://api.example"},
		{"api-origin", "https://api.example/v1", "wrong "}, {"api-origin", "data:,", "wrong "}, {"locale", "de-CH", "de-CH"}, {"locale", "de_CH", "wrong "},
		{"theme", "dark", "dark"}, {"theme", "Dark", "wrong auto"}, {"camera", "off", "off"}, {"max-edge", "301", "301"}, {"max-edge", "300", "wrong 0"},
		{"max-edge", "99999", "99999"}, {"max-edge", "100000", "wrong 0"}, {"max-edge", "1e3", "wrong 0"}, {"steps", "FACE, FRONT", "FACE,FRONT"}, {"steps", "FACE,FACE", "wrong "},
		{"steps", ",", "wrong "}, {"fields", "email", "email"}, {"handover-page", "/other?x=1", "/other?x=1"}, {"handover-page", "https://other.example/", "wrong "},
		{"journal", "", "on"}, {"auto-accept", "off", "off"}, {"auto-accept", "no", "wrong on"}, {"handover", "always", "always"},
	} {
		rows = append(rows, row{tt[0] + "=" + tt[1], []any{tt[0], tt[1]}, tt[2]})
	}
	tabled(t, "settings.js", `(name, text) => { const e = {getAttribute: () => text}; return (m.isWrong(e, name) ? "wrong " : "") + m.valueOf(e, name); }`, rows)
}

// TestState goes through the changes of one part, and through a session that is renewed.
func TestState(t *testing.T) {
	do := `(script) => {
		let session = ["a/FRONT", "b/FACE", "c/DOCUMENT"];
		const state = new m.State(() => ({steps: session.map(id => ({id, credential: id[0], part: id.slice(2), done: false})), open: {a: {types: ["PASSPORT", "ID_CARD"], countries: []}}, wanted: []}));
		const seen = [];
		state.watch((change, key) => seen.push(key ? change + ":" + key : change));
		const at = part => state.steps.find(step => step.part === part);
		const steps = {
			draft: () => state.draft(at("FACE"), [{blob: 1}]), confirm: () => state.confirm(at("FACE")), sent: () => state.sent(at("FACE")), forget: () => state.forget(at("FACE")),
			choose: () => state.choose(at("FRONT"), {type: "PASSPORT"}), renew: () => { session = ["x/FRONT", "y/FACE", "z/DOCUMENT"]; },
			fill: () => state.filled(at("DOCUMENT"), {email: "x"}), copy: () => { const copy = state.snapshot(); state.clear(); state.clear(copy); },
			know: () => state.know({steps: [{part: "DOCUMENT", limits: {maxBytes: 5}}], snapshot: () => ({})}),
		};
		for (const step of script) { state.steps; steps[step](); }
		const {draft, kept, sent} = state.part(at("FACE"));
		return [draft.length, kept.length, sent, state.isComplete(at("FACE")), state.isUndecided(state.steps[0]), state.isComplete(at("DOCUMENT")), state.limits(at("DOCUMENT")).maxBytes, seen.join()].join(" ");
	}`
	tabled(t, "flow/state.js", do, []row{
		{"nothing", []any{[]string{}}, "0 0 false false true false Infinity "},
		{"a draft", []any{[]string{"draft"}}, "1 0 false false true false Infinity parts:FACE 1"},
		{"confirmed", []any{[]string{"draft", "confirm"}}, "0 1 false true true false Infinity parts:FACE 1,parts:FACE 1"},
		{"sent", []any{[]string{"draft", "confirm", "sent"}}, "0 1 true true true false Infinity parts:FACE 1,parts:FACE 1,parts:FACE 1"},
		{"taken back", []any{[]string{"draft", "confirm", "forget"}}, "0 0 false false true false Infinity parts:FACE 1,parts:FACE 1,parts:FACE 1"},
		{"a renewed session", []any{[]string{"draft", "confirm", "choose", "renew"}}, "0 1 false true false false Infinity parts:FACE 1,parts:FACE 1,chosen:FRONT 1"},
		{"a form", []any{[]string{"fill"}}, "0 0 false false true true Infinity parts:DOCUMENT 1"},
		{"stored and restored", []any{[]string{"draft", "confirm", "choose", "know", "copy"}}, "0 1 false true false false 5 parts:FACE 1,parts:FACE 1,chosen:FRONT 1,session,cleared,cleared"},
	})
}

// TestUploads_estimate: half at 400 kB/s, half of the rest in the same time, and never all.
func TestUploads_estimate(t *testing.T) {
	tabled(t, "flow/uploads.js", `(total, ms) => Math.round(m.estimate(total, ms))`, []row{
		{"at once", []any{4e6, 0}, 0},
		{"half", []any{4e6, 10_000}, 2e6},
		{"three quarters", []any{4e6, 20_000}, 3e6},
		{"a small one", []any{4e5, 1000}, 2e5},
	})
}

// TestUploads_smaller: what is tried after a 413, bytes.
func TestUploads_smaller(t *testing.T) {
	tabled(t, "flow/uploads.js", `m.smaller`, []row{
		{"nginx's limit is below it", []any{4e6}, 1e6},
		{"nginx takes it", []any{1_000_000}, 500_000},
	})
}

// TestUploads_send sends 3 MB to a service of which a service worker hides the progress, and that takes fewer bytes.
func TestUploads_send(t *testing.T) {
	tabled(t, "flow/uploads.js", `async maxBytes => {
		while (window.fakes) await window.fakes;
		let end;
		window.fakes = new Promise(done => end = done);
		const kept = {now: Date.now, setInterval}, posted = [], shown = [];
		const step = {id: "FACE", part: "FACE"};
		let clock = 0;
		const state = {
			step: () => step, key: () => "FACE", steps: [step], limits: () => ({maxBytes: 15e6}), upload: () => undefined, isConfirmed: () => true, sent: () => part.sent = true,
			part: () => part, uploading: (step, upload) => upload && shown.push(upload.error ? upload.error.details.limit : upload.sent),
		};
		const part = {kept: [{blob: new Blob([new Uint8Array(3e6)])}], sent: false};
		const session = {steps: [step], addPart: async (id, {size}, {onProgress}) => {
			posted.push(size);
			onProgress({sent: 0, total: size});
			clock += 2000 + size / 400;
			tick();
			if (size > maxBytes) throw {code: "too_large", status: 413};
			step.done = true;
		}};
		let tick;
		Date.now = () => clock;
		window.setInterval = again => void (tick = again);
		Object.defineProperty(navigator, "serviceWorker", {value: {controller: {}}, configurable: true});
		try {
			await new m.Uploads({
				state, send() {}, signal: new AbortController().signal, service: {open: async () => session}, settings: () => ({prefer: "speed", maxEdge: 0}), cause: error => error,
				capture: async () => ({fitDocument: async (_, {limits}) => [{blob: new Blob([new Uint8Array(limits.maxBytes)])}]}),
			}).push(step);
		} finally {
			Date.now = kept.now;
			window.setInterval = kept.setInterval;
			delete navigator.serviceWorker;
			delete window.fakes;
			end();
		}
		return posted.join() + " " + shown.filter(Boolean).join();
	}`, []row{
		{"takes all", []any{15e6}, "3000000 1500000"},
		{"takes 1 MiB", []any{1 << 20}, "3000000,1000000 1500000,500000"},
		{"takes 512 KiB", []any{1 << 19}, "3000000,1000000 1500000,500000,1000000"},
	})
}
