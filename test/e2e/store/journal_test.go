package store

import (
	"fmt"
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

// These tests use the journal by itself; journal_flow_test.go uses it with the
// flow. A journal is opened with journalTools in a page that does nothing else.

// blank opens a page without the element, after a script has run in it.
func blank(t *testing.T, before string) *drive.Page {
	t.Helper()
	return drive.Blank(t, drive.JournalTools+";"+before)
}

// later moves the clock of a page by the minutes that its address has as ?later=.
const later = `(() => { const real = Date.now, minutes = Number(new URLSearchParams(location.search).get("later")); Date.now = () => real() + minutes * 60000; })()`

// keep writes a state of two pictures into the journal and waits until it is there.
func keep(p *drive.Page) {
	p.T.Helper()
	p.Eval(`(async () => {
		await opened();
		window.front = new Blob(["\xff\xd8\xff front"], {type: "image/jpeg"});
		window.back = new Blob([new Uint8Array(3_000_000).fill(7)], {type: "image/png"});
		journal.put("execution-1", {screen: "data", name: "Ada Lovelace", pictures: {front: [{blob: front, width: 3}], back}, token: "eyJsecret"});
		await journal.close();
	})()`, nil)
}

// kept opens the journal of a new document and describes what is found at once and
// what is restored.
func kept(p *drive.Page) (found, state string) {
	p.T.Helper()
	got := drive.Value[struct{ Found, State string }](p, `(async () => {
		await opened();
		const found = journal.found?.screen ?? "";
		const state = await journal.restore();
		if (!state) return {found, state: ""};
		const {front: [{blob, width}], back} = state.pictures;
		return {found, state: [state.screen, state.name, state.token, blob.type, await blob.text(), width, back.type, back.size, new Uint8Array(await back.arrayBuffer()).every(b => b === 7)].join("|")};
	})()`)
	return got.Found, got.State
}

const keptState = "data|Ada Lovelace|eyJsecret|image/jpeg|\u00ff\u00d8\u00ff front|3|image/png|3000000|true"

// records is JavaScript that counts what lies in IndexedDB.
const records = `rows().then(r => r.length)`

// TestJournal_restore restores what was put, pictures included, and writes only what is new.
func TestJournal_restore(t *testing.T) {
	p := blank(t, "")
	keep(p)
	drive.Is(p, "records: a head, a state, and two pictures in one and three pieces", records, 6)
	p.Reload()
	if found, state := kept(p); found != "data" || state != keptState {
		t.Errorf("restored %q %q", found, state)
	}
	var got struct {
		Same, Fresh bool
		Left        int
	}
	p.Eval(`(async () => {
		const before = new Map((await rows()).map(([key, value]) => [key.join(), String(value.iv)]));
		await journal.close();
		await opened();
		const {pictures} = await journal.restore();
		journal.put("execution-1", {pictures: {back: pictures.back}});
		await journal.close();
		const now = (await rows()).filter(([[, name]]) => name);
		return {
			same: now.some(([key, value]) => value.data.byteLength >= 1e6 && before.get(key.join()) === String(value.iv)),
			fresh: now.every(([key, value]) => value.data.byteLength >= 1e6 || before.get(key.join()) !== String(value.iv)),
			left: now.length,
		};
	})()`, &got)
	if !got.Same || !got.Fresh || got.Left != 4 {
		t.Errorf("got %+v: want the picture as it was, the state under a new IV, and the other picture gone", got)
	}
}

// TestJournal_vanishedFile puts a state with a file that can't be read any more: the state before
// stays, and the next one is written.
func TestJournal_vanishedFile(t *testing.T) {
	p := blank(t, "")
	keep(p)
	put := `(async (later) => {
		await opened();
		const {pictures} = await journal.restore();
		const gone = new Blob(["gone"]);
		gone.slice = () => ({arrayBuffer: async () => { throw new DOMException("gone", "NotReadableError"); }});
		journal.put("execution-1", {screen: "data", pictures: {...pictures, gone}});
		await journal.restore(); // it has been its turn
		if (later) journal.put("execution-1", {screen: "review", name: "Ada Lovelace", token: "eyJsecret", pictures});
		await journal.close();
	})`
	for i, want := range []string{keptState, strings.Replace(keptState, "data", "review", 1)} {
		p.Reload()
		p.Eval(put+fmt.Sprintf("(%v)", i == 1), nil)
		p.Reload()
		if _, state := kept(p); state != want {
			t.Errorf("restored %q, want %q", state, want)
		}
		p.Eval(`journal.close()`, nil)
	}
}

// TestJournal_isEncrypted looks for what was put in IndexedDB, and for an exportable key.
func TestJournal_isEncrypted(t *testing.T) {
	p := blank(t, "")
	keep(p)
	stored := drive.Value[string](p, `stored()`)
	for _, secret := range []string{"\u00ff\u00d8\u00ff front", "Lovelace", "eyJsecret", "execution-1", "/session", "image/jpeg", "\a\a\a\a\a\a\a\a"} {
		if strings.Contains(stored, secret) {
			t.Errorf("%q lies there to be read", secret)
		}
	}
	if len(stored) < 3_000_000 {
		t.Errorf("only %d bytes lie there", len(stored))
	}
	key := drive.Value[string](p, `rows().then(async all => {
		const {key} = all.find(([[, name]]) => !name)[1];
		const exported = await crypto.subtle.exportKey("raw", key).catch(e => e.name);
		return [key.constructor.name, key.algorithm.name, key.algorithm.length, key.extractable, exported, localStorage.length, sessionStorage.length].join();
	})`)
	if key != "CryptoKey,AES-GCM,256,false,InvalidAccessError,0,1" {
		t.Errorf("the key, and what else is stored: %s", key)
	}
}

// TestJournal_tampered changes what is stored: nothing of it is restored, and all of it is
// deleted.
func TestJournal_tampered(t *testing.T) {
	p := blank(t, "")
	for _, tt := range []struct{ name, picks, change string }{
		{"state tampered", `n => n === "state"`, `v => { new Uint8Array(v.data)[5] ^= 1; return v; }`},
		{"picture tampered", `n => n.length > 5`, `v => { new Uint8Array(v.data)[v.data.byteLength - 1] ^= 128; return v; }`},
		{"picture truncated", `n => n.length > 5`, `v => ({...v, data: v.data.slice(0, -1)})`},
		{"state truncated to nothing", `n => n === "state"`, `v => ({...v, data: new ArrayBuffer(0)})`},
		{"another IV", `n => n === "state"`, `v => ({...v, iv: v.iv.fill(1)})`},
		{"another key", `n => n === ""`, `async v => ({...v, key: await window.otherKey})`},
		{"no key", `n => n === ""`, `v => ({...v, key: undefined})`},
		{"no head", `n => n === ""`, `() => undefined`},
		{"no state", `n => n === "state"`, `() => undefined`},
		{"no pictures", `n => n.length > 5`, `() => undefined`},
		{"a picture in the other's place", `n => n.length > 5`, `(v, all) => all.filter(([[, n]]) => n.length > 5).map(([, v]) => v).find(other => other.data.byteLength !== v.data.byteLength)`},
		{"pieces exchanged", `n => n.length > 5`, `(v, all) => all.map(([, v]) => v).find(other => other.data?.byteLength === v.data.byteLength && String(other.iv) !== String(v.iv)) ?? v`},
		{"not what it was", `n => true`, `() => "words"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Reload()
			keep(p)
			p.Reload()
			n := drive.Value[int](p, fmt.Sprintf(`(async () => {
				window.otherKey = crypto.subtle.generateKey({name: "AES-GCM", length: 256}, false, ["encrypt", "decrypt"]);
				await otherKey;
				window.otherKey = await otherKey;
				return spoil(%s, %s);
			})()`, tt.picks, tt.change))
			if n == 0 {
				t.Fatal("nothing was spoiled")
			}
			if _, state := kept(p); state != "" {
				t.Errorf("restored %q", state)
			}
			p.Wait("nothing is left", `(await rows()).length === 0`)
		})
	}
}
