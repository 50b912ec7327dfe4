package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// TestJournal_expires opens the journal after the idle time.
func TestJournal_expires(t *testing.T) {
	p := blank(t, later)
	for _, tt := range []struct {
		name    string
		minutes int
		found   bool
	}{
		{"soon", 14, true},
		{"after the idle time", 16, false},
		{"the clock was set back", -20, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Do("open the page", chromedp.Navigate(drive.Site.URL+"/blank.html"))
			keep(p)
			p.Do("open it later", chromedp.Navigate(fmt.Sprintf("%s/blank.html?later=%d", drive.Site.URL, tt.minutes)))
			found := drive.Value[bool](p, `opened().then(j => Boolean(j.found))`)
			if found != tt.found {
				t.Errorf("found: %v", found)
			}
			if !tt.found {
				p.Wait("nothing is left", `(await rows()).length === 0`)
			}
		})
	}
}

// TestJournal_maxAge continues every 14 minutes: after half an hour nothing is restored or
// written.
func TestJournal_maxAge(t *testing.T) {
	p := blank(t, "window.minutes = 0; (() => { const real = Date.now; Date.now = () => real() + minutes * 60000; })()")
	drive.Is(p, "records after 0, 14, 28, 31 and 40 minutes, and for another session", `(async () => {
		const counts = [];
		await opened();
		for (window.minutes of [0, 14, 28, 31, 40]) {
			journal.put("execution-1", {screen: minutes});
			await journal.restore(); // waits for what was put
			counts.push((await rows()).length);
		}
		journal.put("execution-2", {});
		await journal.close();
		counts.push((await rows()).length);
		return counts;
	})()`, []int{2, 2, 2, 0, 0, 2})
}

// TestJournal_expiresWhileOpen leaves the page open past the idle time: it deletes its journal.
func TestJournal_expiresWhileOpen(t *testing.T) {
	p := blank(t, `(() => { const real = setTimeout; window.setTimeout = (f, ms) => real(f, ms > 600_000 ? 300 : ms); })()`)
	p.Eval(`opened().then(() => journal.put("execution-1", {}))`, nil)
	p.Wait("it is written", `(await rows()).length === 2`)
	p.Wait("it is wiped", `(await rows()).length === 0`)
}

// TestJournal_wipe wipes while pictures are being written.
func TestJournal_wipe(t *testing.T) {
	p := blank(t, "")
	drive.Is(p, "what the wipe leaves", `(async () => {
		await opened();
		const pictures = Array.from({length: 4}, (_, i) => new Blob([new Uint8Array(1_000_000 + i)]));
		journal.put("execution-1", {pictures});
		journal.put("execution-1", {pictures});
		while ((await rows()).length < 2) await new Promise(done => setTimeout(done));
		journal.put("execution-1", {pictures});
		await journal.wipe();
		return [...await rows(), ...Object.keys(sessionStorage)];
	})()`, []any{})
}

// TestJournal_storageErrors fails each interface that the journal uses: nothing is restored,
// hangs or throws.
func TestJournal_storageErrors(t *testing.T) {
	hurry := `(() => { const real = setTimeout; window.setTimeout = (f, ms) => real(f, ms > 1000 ? 50 : ms); })();`
	quota := `throw new DOMException("full", "QuotaExceededError");`
	troubles := []struct{ name, trouble string }{
		{"no IndexedDB", `delete window.indexedDB; delete Window.prototype.indexedDB;`},
		{"IndexedDB is refused", `IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); };`},
		{"opening never ends", hurry + `IDBFactory.prototype.open = () => new EventTarget();`},
		{"a newer version", `(() => { const r = indexedDB.open("credential-capture", 7); r.onsuccess = () => r.result.close(); })();`},
		{"a full disk", `IDBObjectStore.prototype.put = () => { ` + quota + ` };`},
		{"a disk full of pictures", `(() => { const real = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (v, k) { if (k[1] && k[1] !== "state") { ` + quota + ` } return real.call(this, v, k); }; })();`},
		{"a full disk at the end of a transaction", `(() => { const real = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (v, k) { const r = real.call(this, v, k); if (k[1] === "state") r.transaction.abort(); return r; }; })();`},
		{"a key that can't be kept", `(() => { const real = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (v, k) { if (v.key) throw new DOMException("no", "DataCloneError"); return real.call(this, v, k); }; })();`},
		{"a transaction never ends", hurry + `(() => { const real = IDBDatabase.prototype.transaction; IDBDatabase.prototype.transaction = function (...args) { const t = real.apply(this, args); Object.defineProperty(t, "oncomplete", {set() {}}); return t; }; })();`},
		{"the connection was closed", `(() => { const real = IDBDatabase.prototype.transaction; IDBDatabase.prototype.transaction = function (...args) { if (args[1] === "readwrite") this.close(); return real.apply(this, args); }; })();`},
		{"no crypto", `Object.defineProperty(crypto, "subtle", {value: undefined});`},
		{"no key", `SubtleCrypto.prototype.generateKey = async () => { throw new DOMException("no", "OperationError"); };`},
		{"no locks", `Object.defineProperty(navigator, "locks", {value: undefined});`},
		{"no sessionStorage", `Object.defineProperty(window, "sessionStorage", {get() { throw new DOMException("no", "SecurityError"); }});`},
		{"a picture that can't be read", `Blob.prototype.arrayBuffer = async () => { throw new DOMException("gone", "NotReadableError"); };`},
	}
	var script strings.Builder
	for i, tt := range troubles {
		fmt.Fprintf(&script, "if (location.search === '?%d') {%s}\n", i, tt.trouble)
	}
	p := blank(t, script.String())
	for i, tt := range troubles {
		t.Run(tt.name, func(t *testing.T) {
			p.Do("open the page", chromedp.Navigate(drive.Site.URL+"/blank.html"))
			p.Eval(`new Promise(done => { indexedDB.deleteDatabase("credential-capture").onsuccess = done; sessionStorage.clear(); }).then(() => {})`, nil)
			keep(p)
			p.Do("go to the trouble", chromedp.Navigate(fmt.Sprintf("%s/blank.html?%d", drive.Site.URL, i)))
			got := drive.Value[string](p, `(async () => {
				const before = (await opened()).found?.screen ?? "";
				await journal.restore();
				journal.put("execution-2", {pictures: [new Blob(["picture"])]});
				await journal.restore();
				journal.put("execution-2", {pictures: [new Blob(["picture"])]});
				await journal.wipe();
				await journal.close();
				return before;
			})()`)
			if got != "" && got != "data" {
				t.Errorf("found %q", got)
			}
		})
	}
}

// TestJournal_databaseDeleted deletes the database while a page has it open.
func TestJournal_databaseDeleted(t *testing.T) {
	p := blank(t, "")
	drive.Is(p, "the database", `(async () => {
		await opened();
		journal.put("execution-1", {});
		await journal.restore();
		const deleted = await new Promise(done => {
			const request = indexedDB.deleteDatabase("credential-capture");
			request.onsuccess = () => done("deleted");
			request.onblocked = () => done("blocked");
		});
		journal.put("execution-1", {});
		await journal.wipe();
		return deleted;
	})()`, "deleted")
}

// TestJournal_twoTabs opens two tabs, each with a journal of its own; a duplicated tab begins
// another.
func TestJournal_twoTabs(t *testing.T) {
	p := blank(t, "")
	other := p.Second("/blank.html", drive.JournalTools)
	p.Eval(`opened().then(() => journal.put("execution-1", {mine: 1}))`, nil)
	other.Eval(`opened().then(() => journal.put("execution-2", {mine: 2}))`, nil)
	p.Wait("both are written", `(await rows()).length === 4`)

	id := drive.Value[string](p, `sessionStorage.getItem("credential-capture")`)
	twin := p.Second("/blank.html", drive.JournalTools+fmt.Sprintf(`; sessionStorage.setItem("credential-capture", sessionStorage.getItem("credential-capture") ?? %q);`, id))
	drive.Is(twin, "a copy of the tab finds a journal", `opened().then(j => Boolean(j.found))`, false)
	twin.Eval(`journal.put("execution-3", {mine: 3})`, nil)
	p.Wait("all three are written", `(await rows()).length === 6`)

	for i, tab := range []*drive.Page{p, other, twin} {
		tab.Reload()
		var state json.Number
		tab.Eval(`opened().then(j => j.restore()).then(s => s.mine)`, &state)
		if want := fmt.Sprint(i + 1); state.String() != want {
			t.Errorf("tab %s goes on with %s", want, state)
		}
	}
	p.Eval(`journal.wipe()`, nil)
	drive.Is(p, "records of the other tabs", records, 4)
}

// TestJournal_writesInPieces stores and restores two pictures of 15 MB. The browser copies
// what it is given on the page's thread: 15 MB hold it for up to 300 ms, 1 MB for less than 50.
func TestJournal_writesInPieces(t *testing.T) {
	p := blank(t, `(() => {
		window.largest = 0;
		const seen = value => { largest = Math.max(largest, value?.byteLength ?? value?.data?.byteLength ?? 0); };
		for (const [of, name] of [[SubtleCrypto, "encrypt"], [SubtleCrypto, "decrypt"], [IDBObjectStore, "put"]]) {
			const real = of.prototype[name];
			of.prototype[name] = function (...args) { args.forEach(seen); return real.apply(this, args); };
		}
	})()`)
	got := drive.Value[struct{ Largest, Restored int }](p, `(async () => {
		const picture = new Uint8Array(15_000_000);
		for (let i = 0; i < picture.length; i += 65536) crypto.getRandomValues(picture.subarray(i, i + 65536));
		const pictures = [1, 2].map(n => new Blob([picture, String(n)], {type: "image/jpeg"}));
		await opened();
		journal.put("execution-1", {pictures});
		await journal.close();
		await opened();
		const restored = await journal.restore();
		await journal.close();
		return {largest, restored: restored.pictures.reduce((sum, p) => sum + p.size, 0)};
	})()`)
	drive.Is(p, "records: a head, a state and 16 pieces of each picture", records, 2+2*16)
	if got.Restored != 2*15_000_001 || got.Largest > 1_000_016 {
		t.Errorf("%d bytes are restored, %d at a time", got.Restored, got.Largest)
	}
}
