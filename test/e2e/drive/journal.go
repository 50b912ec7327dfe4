package drive

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// JournalTools reads and changes the journal's records in IndexedDB directly.
const JournalTools = `(() => {
	const settled = request => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = () => failed(request.error); });
	// rows returns all records as [[journal, name], value] pairs.
	window.rows = async () => {
		if (!(await indexedDB.databases()).some(d => d.name === "credential-capture")) return [];
		const db = await settled(indexedDB.open("credential-capture"));
		try {
			const store = db.transaction("records").objectStore("records");
			const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
			return keys.map((key, i) => [key, values[i]]);
		} finally { db.close(); }
	};
	// spoil changes or, with undefined, deletes the records that a function picks.
	window.spoil = async (picks, change) => {
		const all = await rows();
		const db = await settled(indexedDB.open("credential-capture"));
		const store = db.transaction("records", "readwrite").objectStore("records");
		let n = 0;
		for (const [key, value] of all) {
			if (!picks(key[1])) continue;
			n++;
			const changed = await change(value, all);
			await settled(changed ? store.put(changed, key) : store.delete(key));
		}
		db.close();
		return n;
	};
	// stored is the text of all records, byte by byte, keys and names included.
	window.stored = async () => {
		const text = buffer => new TextDecoder("latin1").decode(buffer);
		return (await rows()).map(([key, {iv, data, ...rest}]) => JSON.stringify([key, rest]) + (data ? text(iv) + text(data) : "")).join("\n");
	};
	// peek reads the state of this tab's journal with the key that lies there, as any script of the page can.
	window.peek = async () => {
		const id = sessionStorage.getItem("credential-capture");
		const of = name => mine.find(([key]) => key[1] === name)?.[1];
		const mine = (await rows()).filter(([key]) => key[0] === id);
		const {iv, data} = of("state") ?? {};
		if (!data) return {parts: {}, place: {}, typed: {}};
		const text = await crypto.subtle.decrypt({name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id + " state 0")}, of("").key, data);
		return JSON.parse(new TextDecoder().decode(text)).state;
	};
	window.opened = async () => (window.journal = await (await import("/source/element/store/session-store.js")).SessionStore.open());
})()`

// Reload loads the page again.
func (p *Page) Reload() {
	p.T.Helper()
	p.Do("reload", chromedp.Reload())
}

// Holds waits until the journal's state s meets a condition.
func (p *Page) Holds(condition string) {
	p.T.Helper()
	p.Wait("the journal has "+condition, fmt.Sprintf(`(s => %s)(await peek())`, condition))
}

// Resume continues after a reload.
func (p *Page) Resume() {
	p.T.Helper()
	p.OnScreen("start")
	p.Press("resume")
}

// Captured returns the hash of the newest picture that was taken for a part.
func (p *Page) Captured(part string) string {
	p.T.Helper()
	hash := ""
	for _, e := range p.Events("captured") {
		if e.Part == part {
			hash = e.SHA256[0]
		}
	}
	return hash
}

// HoldsOnly checks that the service has one picture of a part, and which.
func HoldsOnly(t *testing.T, execution, part, hash string) {
	t.Helper()
	if all := Arrived(t, execution).All(part); len(all) != 1 || all[0].SHA256 != hash {
		t.Errorf("%s: the service holds %+v, want one picture %s", part, all, hash)
	}
}

// Forgotten waits until nothing of a journal is left.
func (p *Page) Forgotten() {
	p.T.Helper()
	p.Wait("nothing is left of the journal", `(await rows()).length === 0 && sessionStorage.length === 0 && localStorage.length === 0`)
}
