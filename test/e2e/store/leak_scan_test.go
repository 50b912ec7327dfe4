package store

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// secret is personal data or a token, which only some requests may have.
type secret struct {
	name  string
	value []byte
}

// forms returns the secret in each encoding that programs write texts in.
func (s secret) forms() map[string][]byte {
	text := string(s.value)
	quoted, _ := json.Marshal(text)
	all := map[string][]byte{
		"plain":            s.value,
		"JSON":             bytes.Trim(quoted, `"`),
		"URL query":        []byte(url.QueryEscape(text)),
		"URL path":         []byte(url.PathEscape(text)),
		"every byte as %":  percent(s.value),
		"hex":              []byte(hex.EncodeToString(s.value)),
		"numbers":          numbers(s.value),
		"base32":           []byte(strings.TrimRight(base32.StdEncoding.EncodeToString(s.value), "=")),
		"UTF-16LE":         wide(text, binary.LittleEndian),
		"UTF-16BE":         wide(text, binary.BigEndian),
		"escaped in a log": []byte(strings.Trim(fmt.Sprintf("%q", text), `"`)),
	}
	for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
		for shift := range 3 {
			all[fmt.Sprintf("%s, %d bytes in", name, shift)] = shifted(s.value, e, shift)
		}
	}
	return all
}

// folded returns the forms in lower case. They are cached: each is searched in hundreds of texts.
func (s secret) folded() map[string][]byte {
	all, made := foldedForms[string(s.value)]
	if !made {
		all = s.forms()
		for form, b := range all {
			all[form] = bytes.ToLower(b)
		}
		foldedForms[string(s.value)] = all
	}
	return all
}

var foldedForms = map[string]map[string][]byte{}

// shifted returns the base64 of a value behind shift bytes of a longer text, without the characters
// that also hold bits of its neighbours.
func shifted(value []byte, e *base64.Encoding, shift int) []byte {
	text := e.EncodeToString(append(make([]byte, shift), value...))
	first := (shift*8 + 5) / 6
	last := (shift + len(value)) * 8 / 6
	return []byte(text[first:last])
}

func percent(value []byte) []byte {
	var b bytes.Buffer
	for _, c := range value {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.Bytes()
}

// numbers is the text of a Uint8Array in JavaScript.
func numbers(value []byte) []byte {
	return []byte(strings.Trim(strings.ReplaceAll(fmt.Sprint(value), " ", ","), "[]"))
}

func wide(text string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// leaks names the secrets that a text holds, and in which form.
func leaks(text []byte, secrets []secret) (found []string) {
	folded := bytes.ToLower(text)
	for _, s := range secrets {
		for form, b := range s.folded() {
			// Case doesn't matter, in names and in hex.
			if bytes.Contains(folded, b) {
				found = append(found, s.name+" ("+form+")")
				break
			}
		}
	}
	return found
}

// TestLeaks_encodingsAreFound finds each secret in each encoding among other bytes, and no text that is
// a character short of one.
func TestLeaks_encodingsAreFound(t *testing.T) {
	secrets := append([]secret{{"token", []byte("eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_x")}}, typedSecrets...)
	secrets = append(secrets, pictureSecrets...)
	for _, s := range secrets {
		for form, b := range s.forms() {
			for _, around := range []string{"", "x", "name=", strings.Repeat("padding ", 1000)} {
				text := slices.Concat([]byte(around), b, []byte(around))
				if got := leaks(text, []secret{s}); len(got) != 1 {
					t.Errorf("%s as %s within %.10q: found %q", s.name, form, around, got)
				}
			}
			if len(b) < 8 {
				t.Errorf("%s as %s is %q: too short to be told from chance", s.name, form, b)
			}
			// A form that lacks its last character is no secret.
			if got := leaks(b[:len(b)-1], []secret{s}); len(got) > 0 && !strings.HasPrefix(form, "base64") && !strings.HasPrefix(form, "UTF-16") {
				t.Errorf("%s as %s, cut: found %q", s.name, form, got)
			}
		}
	}
	// The base64 of a longer text, wherever in it the secret stands.
	for _, s := range secrets {
		for n := range 9 {
			long := slices.Concat([]byte(strings.Repeat("é", n)[:n]), s.value, []byte("and so on"))
			for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
				if got := leaks([]byte(e.EncodeToString(long)), []secret{s}); len(got) != 1 {
					t.Errorf("%s, %d bytes into a base64: found %q", s.name, n, got)
				}
			}
		}
	}
}

// listening runs before the page's own scripts and keeps events, messages to other windows,
// console output and uncaught errors.
const listening = `(() => {
	const heard = window.heardOfAll = {};
	const note = (channel, text) => (heard[channel] ??= []).push(String(text));
	// All that a host can read of a value, without the bytes of Blobs.
	const told = (value, depth = 0) => {
		if (value === null || typeof value !== "object" && typeof value !== "function") return String(value);
		if (value instanceof Blob || value instanceof Node || value instanceof Window || depth > 6) return "";
		const names = new Set([...Object.getOwnPropertyNames(value), ...(value instanceof Error ? ["name", "message", "stack", "cause"] : [])]);
		return [...names].map(name => { try { return name + "=" + told(value[name], depth + 1); } catch { return ""; } }).join("; ");
	};
	for (const type of ["ready", "step", "captured", "read", "progress", "part", "problem", "handover", "finalized", "cancel"]) {
		addEventListener(type, e => note("event " + (type === "problem" ? "problem" : "of the element"), type + " " + told(e)));
	}
	addEventListener("error", e => note("error event", e.message + " " + e.filename + " " + told(e.error)));
	addEventListener("unhandledrejection", e => note("error event", told(e.reason)));
	addEventListener("securitypolicyviolation", e => note("error event", [e.blockedURI, e.sourceFile, e.sample].join(" ")));
	// The browser reports only the first level of objects.
	for (const name of ["log", "debug", "info", "warn", "error", "table", "dir", "group", "assert", "trace"]) {
		const real = console[name];
		console[name] = (...args) => { note("console", args.map(arg => told(arg)).join(" ")); real.apply(console, args); };
	}
	// The page's own worker gets everything and isn't recorded; other receivers may get no secret.
	const text = value => { try { return JSON.stringify(value) ?? String(value); } catch { return told(value); } };
	for (const [name, of] of [["message to a window", window], ["message to a channel", BroadcastChannel.prototype], ["message to a service worker", window.ServiceWorker?.prototype]]) {
		if (!of) continue;
		const real = of.postMessage;
		of.postMessage = function (...args) { note(name, args.map(text).join(" ")); return real.apply(this, args); };
	}
	addEventListener("message", e => note("message to a window", text(e.data)));
})()`

// leftBehind collects what a page has stored and emitted, each text as base64 of its bytes.
const leftBehind = `(async () => {
	const found = {};
	const base64 = bytes => { let s = ""; for (let i = 0; i < bytes.length; i += 8192) s += String.fromCharCode(...bytes.subarray(i, i + 8192)); return btoa(s); };
	const raw = (channel, bytes) => (found[channel] ??= []).push(base64(new Uint8Array(bytes)));
	const note = (channel, text) => raw(channel, new TextEncoder().encode(text));
	for (const [channel, texts] of Object.entries(heardOfAll)) for (const text of texts) note(channel, text);
	for (const [channel, storage] of [["localStorage", localStorage], ["sessionStorage", sessionStorage]]) {
		for (let i = 0; i < storage.length; i++) note(channel, storage.key(i) + "=" + storage.getItem(storage.key(i)));
	}
	note("cookie", document.cookie);
	note("address", location.href + " " + document.referrer);
	note("title", document.title);
	note("window.name", window.name);
	note("history", JSON.stringify(history.state) ?? "");
	for (const entry of performance.getEntries()) note("performance timeline", entry.name + " " + JSON.stringify(entry));
	const settled = request => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
	const store = async (channel, value, depth = 0) => {
		if (value instanceof CryptoKey) {
			if (value.extractable) note("a key that can be exported", value.algorithm.name);
		} else if (value instanceof Blob) {
			note(channel, value.type + " " + (value.name ?? ""));
			raw(channel, await value.arrayBuffer());
		} else if (value instanceof ArrayBuffer) raw(channel, value);
		else if (ArrayBuffer.isView(value)) raw(channel, value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
		else if (value instanceof Map || value instanceof Set) for (const each of value) await store(channel, each, depth + 1);
		else if (value !== null && typeof value === "object" && depth < 20) {
			for (const [name, each] of Object.entries(value)) { note(channel, name); await store(channel, each, depth + 1); }
		} else note(channel, String(value));
	};
	for (const {name} of await indexedDB.databases()) {
		const db = await settled(indexedDB.open(name));
		note("IndexedDB", name + " " + [...db.objectStoreNames]);
		for (const each of db.objectStoreNames) {
			const of = db.transaction(each).objectStore(each);
			const [keys, values] = await Promise.all([settled(of.getAllKeys()), settled(of.getAll())]);
			for (const value of [...keys, ...values]) await store("IndexedDB", value);
		}
		db.close();
	}
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			note("cache", name + " " + request.url);
			raw("cache", await (await cache.match(request)).arrayBuffer());
		}
	}
	const folder = await navigator.storage.getDirectory();
	for await (const [name, handle] of folder.entries()) {
		note("private files", name);
		if (handle.kind === "file") raw("private files", await (await handle.getFile()).arrayBuffer());
	}
	for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) note("service worker", worker.scope);
	return found;
})()`
