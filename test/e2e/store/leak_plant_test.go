package store

import (
	"fmt"
	"strings"
	"testing"
)

// plants are the channels that TestLeaks_none observes, each with code that writes "planted" there.
var plants = []struct{ channel, code string }{
	{"console", `console.log("planted")`},
	{"console", `console.debug({deep: {down: "planted"}})`},
	{"console", `console.info(["planted"])`},
	{"console", `console.warn(new Error("planted"))`},
	{"console", `console.error("a %s b", "planted")`},
	{"console", `console.table([{a: "planted"}])`},
	{"console", `[console.group("planted"), console.groupEnd()]`},
	{"console", `console.dir({a: "planted"})`},
	{"console", `console.assert(false, "planted")`},
	{"console", `new Promise(done => { const w = new Worker(URL.createObjectURL(new Blob(["console.log('planted'); postMessage(0)"]))); w.onmessage = done; })`},
	{"console", `setTimeout(() => { throw new Error("planted"); })`},
	{"error event", `setTimeout(() => { throw new Error("planted"); })`},
	{"error event", `void Promise.reject(new Error("an error", {cause: {a: "planted"}}))`},
	{"URL", `fetch("/?q=planted")`},
	{"URL", `fetch("/path/planted")`},
	{"URL", `new Promise(done => { const i = new Image(); i.onerror = done; i.src = "/planted.png"; })`},
	{"URL", `navigator.sendBeacon("/beacon?planted")`},
	{"URL", `new Promise(done => { const w = new Worker(URL.createObjectURL(new Blob(["fetch('" + location.origin + "/?planted').finally(() => postMessage(0))"]))); w.onmessage = done; })`},
	{"header Referer", `(() => { history.replaceState(null, "", "/?planted"); return fetch("/", {referrerPolicy: "unsafe-url"}).then(() => history.replaceState(null, "", "/")); })()`},
	{"header X-Planted", `fetch("/", {headers: {"X-Planted": "planted"}})`},
	{"header Authorization", `fetch("/elsewhere", {headers: {Authorization: "Bearer planted"}})`},
	{"header Cookie", `(() => { document.cookie = "a=planted"; return fetch("/"); })()`},
	{"cookie", `void (document.cookie = "b=planted")`},
	{"body /beacon", `navigator.sendBeacon("/beacon", "planted")`},
	{"body /session", `fetch("/session", {method: "POST", body: "planted"})`},
	{"handover: who asks, and the session", `fetch("/handover/session", {method: "PUT", body: "planted"})`},
	{"body of a picture", `fetch("/api/v1/accounts/FRONT", {method: "POST", body: "planted"})`},
	{"event problem", `dispatchEvent(Object.assign(new Event("problem"), {error: Object.assign(new Error("planted"), {code: "x"})}))`},
	{"event problem", `dispatchEvent(Object.assign(new Event("problem"), {error: {details: {reason: "planted"}}}))`},
	{"event of the element", `dispatchEvent(Object.assign(new Event("ready"), {steps: [{token: "planted"}]}))`},
	{"localStorage", `localStorage.setItem("a", "planted")`},
	{"localStorage", `localStorage.setItem("planted", "a")`},
	{"sessionStorage", `sessionStorage.setItem("a", "planted")`},
	{"IndexedDB", `keep("planted")`},
	{"IndexedDB", `keep({deep: [{down: "planted"}]})`},
	{"IndexedDB", `keep({planted: 1})`},
	{"IndexedDB", `keep(new TextEncoder().encode("xx" + "planted"))`},
	{"IndexedDB", `keep(new Uint16Array([..."planted"].map(c => c.charCodeAt(0))))`},
	{"IndexedDB", `keep(new Blob(["planted"]))`},
	{"IndexedDB", `keep(new File([""], "planted"))`},
	{"IndexedDB", `keep(new Map([["a", new Set(["planted"])]]))`},
	{"IndexedDB", `keep({a: btoa("xx" + "planted")})`},
	{"cache", `caches.open("a").then(c => c.put("/a", new Response("planted")))`},
	{"cache", `caches.open("a").then(c => c.put("/a?planted", new Response("a")))`},
	{"private files", `navigator.storage.getDirectory().then(d => d.getFileHandle("a", {create: true})).then(f => f.createWritable()).then(async w => { await w.write("planted"); await w.close(); })`},
	{"private files", `navigator.storage.getDirectory().then(d => d.getFileHandle("planted", {create: true}))`},
	{"message to a window", `void window.postMessage({a: "planted"}, "*")`},
	{"message to a channel", `void new BroadcastChannel("a").postMessage("planted")`},
	{"performance timeline", `void performance.mark("planted")`},
	{"history", `history.pushState({a: "planted"}, "")`},
	{"address", `void (location.hash = "planted")`},
	{"title", `void (document.title = "planted")`},
	{"window.name", `void (window.name = "planted")`},
}

// TestLeaks_channelsAreObserved plants a secret in each channel and finds it there.
func TestLeaks_channelsAreObserved(t *testing.T) {
	w := newWire(t)
	w.open(t, true)
	w.Expect("") // all of it is a fault
	w.Eval(`void (window.keep = value => new Promise((done, failed) => {
		const request = indexedDB.open("planted-in");
		request.onupgradeneeded = () => request.result.createObjectStore("a", {autoIncrement: true});
		request.onerror = () => failed(request.error);
		request.onsuccess = () => {
			const put = request.result.transaction("a", "readwrite").objectStore("a").put(value);
			put.onsuccess = () => { request.result.close(); done(); };
			put.onerror = () => failed(put.error);
		};
	}))`, nil)
	var all []secret
	for i, p := range plants {
		word := fmt.Sprintf("hushhush%02dzq", i)
		all = append(all, secret{fmt.Sprintf("%d.", i), []byte(word)})
		w.Eval(`(async () => { await (`+strings.ReplaceAll(p.code, "planted", word)+`); })()`, nil)
		if p.channel == "history" || p.channel == "address" || p.channel == "title" || p.channel == "window.name" {
			w.dump() // before the next takes its place
		}
	}
	w.Wait("all was said", `(heardOfAll["error event"] ?? []).length >= 3`)
	w.Eval(`crypto.subtle.generateKey({name: "AES-GCM", length: 128}, true, ["encrypt"]).then(keep)`, nil)
	w.Eval(`crypto.subtle.generateKey({name: "AES-GCM", length: 128}, false, ["encrypt"]).then(keep)`, nil)
	w.dump()
	found := w.found(all, nil)
	for i, p := range plants {
		heard := false
		for _, leak := range found[p.channel] {
			heard = heard || strings.HasPrefix(leak, fmt.Sprintf("%d. (", i))
		}
		if !heard {
			t.Errorf("%s: nothing was heard of %s", p.channel, p.code)
		}
	}
	if keys := found[exportable]; len(keys) != 1 {
		t.Errorf("of two keys %d can be exported", len(keys))
	}
	// A secret in its own requests is no leak; one in the server's output is.
	w.note(dataBody, all[0].value)
	w.note(authorization, []byte("Bearer token-that-is-known"))
	w.note(handover, []byte("token-that-is-known"))
	w.tokens["token-that-is-known"] = true
	found = w.found(all, nil)
	if len(found[dataBody]) != 0 || len(found[authorization]) != 0 || len(found[handover]) != 1 { // what was planted there
		t.Errorf("what belongs there is called a leak: %q %q", found[dataBody], found[authorization])
	}
	w.note("the server's output", []byte("error: token-that-is-known and "+string(all[1].value)))
	if found = w.found(all, nil); len(found["the server's output"]) != 2 {
		t.Errorf("of two secrets in the server's output %q are found", found["the server's output"])
	}
}
