/**
 * Stores a session, encrypted, in IndexedDB, for a reload, a crash or a discarded tab. A state is JSON that may have
 * Blobs in it. One stored session is a journal.
 *
 * Each session has a journal of its own, with its own random id and key. The id is in the tab's sessionStorage, which
 * survives a reload and a crash and which no other tab sees. A Web Lock on the id keeps a duplicated tab, which has a
 * copy, from continuing the same session. Where any of this is missing or fails, the store turns itself off.
 */
import {stringify} from '../../capture/options.js';
import {newKey, newName, seal, unseal} from './crypto.js';
import {Records, soon, within} from './records.js';

/** ms: the service forgets a session that is idle for 15 minutes, and its tokens live for 30. */
const idle = 15 * 60_000;
const longest = 30 * 60_000;
/** ms that a page which is just being left may take to let go of its journal. */
const leaving = 2000;
/** bytes: a picture is sealed and written in pieces, because the browser copies each on the page's thread. */
const piece = 1_000_000;
const slot = 'credential-capture';
/** Stands for a Blob in the JSON. */
const mark = '$blob';

export class SessionStore {
  /** One thing at a time. */
  #work = Promise.resolve();
  #off = false;
  /** @type {Promise<Records> | undefined} */
  #store;
  /** Id of the journal; '' while nothing is written. */
  #id = '';
  #session = '';
  /** When the session began here. */
  #started = 0;
  /** @type {CryptoKey | undefined} */
  #key;
  /** Whether what is being written is to be wiped. */
  #stop = false;
  /** Lets go of the lock. */
  #release = () => {};
  /** @type {Map<Blob, string>} those that are written, and under which name */
  #names = new Map();
  /** @type {{session: string, state: object} | undefined} the newest that isn't written yet */
  #next;
  /** What was found: JSON with marks for its pictures. */
  #found = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** Finds this tab's journal. Expired ones are deleted, also of other tabs. */
  static async open() {
    const journal = new SessionStore();
    const id = await journal.#do(async () => sessionStorage.getItem(slot));
    if (id) await journal.#do(() => journal.#find(id));
    void journal.#do(() => journal.#sweep());
    return journal;
  }

  /** @returns {any} the state that restore() will give, without its pictures; undefined when there is none */
  get found() {
    return this.#found && JSON.parse(this.#found).state;
  }

  /**
   * Stores a state in place of the one before. It is read when its turn comes, and written whole or not at all.
   * @param {string} session another one, without a wipe, is the same renewed
   * @param {object} state
   */
  put(session, state) {
    const waiting = this.#next;
    this.#next = {session, state};
    if (!waiting) void this.#do(() => this.#write());
  }

  /** @returns {Promise<any>} the state that was found; undefined when there is none, or it isn't whole */
  restore() {
    return this.#do(async () => {
      const text = this.#found;
      this.#found = '';
      return text && this.#read(text).catch(() => this.#drop());
    });
  }

  /** Deletes everything, the key too. Waits no longer than a working disk takes. */
  async wipe() {
    this.#next = undefined;
    this.#found = '';
    this.#stop = true;
    await within(soon, this.#do(() => this.#drop())).catch(() => {});
  }

  /** Keeps what is written for the next store that is opened. */
  close() {
    return this.#do(async () => {
      this.#off = true;
      clearTimeout(this.#timer);
      this.#release();
      (await this.#store)?.close();
    });
  }

  /**
   * Runs work after all earlier work. A failure ends the journal.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T | undefined>}
   */
  #do(work) {
    const done = this.#work.then(() => (this.#off ? undefined : work())).catch(() => {
      // A state that no longer follows what happens is worse than none.
      this.#off = true;
      return this.#drop().then(() => undefined, () => undefined);
    });
    this.#work = done.then(() => {});
    return done;
  }

  /** @param {string} id */
  async #find(id) {
    if (!await this.#hold(id)) return;
    this.#id = id;
    const store = await this.#open();
    try {
      const head = await store.get(id, '');
      if (!fresh(head)) throw head;
      this.#key = head.key;
      const text = new TextDecoder().decode(await this.#unsealed('state'));
      this.#session = JSON.parse(text).session;
      this.#found = text;
      this.#started = head.started;
      this.#wipeAt(head.until);
    } catch {
      await this.#drop();
    }
  }

  /** @param {string} text */
  async #read(text) {
    /** @type {Map<string, {type: string, size: number}>} */
    const marks = new Map();
    JSON.parse(text, (_, value) => (value?.[mark] ? marks.set(value[mark], value) : value));
    /** @type {Record<string, Blob>} */
    const blobs = {};
    for (const [name, {type, size}] of marks) {
      const pieces = [];
      for (let n = 0; n * piece < size; n++) pieces.push(new Blob([await this.#unsealed(name, n)]));
      blobs[name] = new Blob(pieces, {type});
      this.#names.set(blobs[name], name);
    }
    return JSON.parse(text, (_, value) => (value?.[mark] ? blobs[value[mark]] : value)).state;
  }

  async #write() {
    const next = this.#next;
    this.#next = undefined;
    if (!next) return;
    const {session, state} = next;
    const now = Date.now();
    // A renewed session keeps its journal, so that it is never without one.
    if (session !== this.#session) [this.#session, this.#started] = [session, now];
    const until = Math.min(now + idle, this.#started + longest);
    if (until <= now) return void await this.#drop();
    const store = await this.#open();
    if (!this.#id) await this.#begin(store, until);
    /** @type {Map<Blob, string>} */
    const names = new Map();
    const text = stringify({session, state}, (value) => {
      if (!(value instanceof Blob)) return value;
      const name = this.#names.get(value) ?? names.get(value) ?? newName();
      names.set(value, name);
      return {[mark]: name, type: value.type, size: value.size};
    });
    for (const [blob, name] of names) {
      for (let n = 0; n * piece < blob.size && !this.#names.has(blob); n++) {
        const bytes = await blob.slice(n * piece, (n + 1) * piece).arrayBuffer().catch(() => undefined);
        // The file of a picture has vanished. The state before stays stored until the person has chosen another one.
        if (!bytes) return;
        await store.put(this.#id, name, n, await this.#sealed(name, bytes, n));
        if (this.#stop) return;
      }
      this.#names.set(blob, name);
    }
    const head = {key: this.#key, started: this.#started, until};
    await store.commit(this.#id, {'': head, state: await this.#sealed('state', new TextEncoder().encode(text))}, names.values());
    this.#names = names;
    this.#wipeAt(until);
  }

  /** @param {Records} store @param {number} until */
  async #begin(store, until) {
    this.#id = newName();
    await this.#hold(this.#id);
    this.#key = await newKey();
    // Before all others, or another tab takes them for leftovers.
    await store.put(this.#id, '', 0, {key: this.#key, started: this.#started, until});
    sessionStorage.setItem(slot, this.#id);
  }

  async #drop() {
    const id = this.#id;
    this.#stop = false;
    this.#id = this.#found = '';
    this.#key = undefined;
    this.#names.clear();
    clearTimeout(this.#timer);
    if (!id) return;
    try {
      await (await this.#open()).drop(id);
    } finally {
      // After the records: a reload in between would leave records without an id until they expire.
      sessionStorage.removeItem(slot);
      this.#release();
    }
  }

  async #sweep() {
    const store = await this.#open();
    for (const id of await store.journals()) if (!fresh(await store.get(id, ''))) await store.drop(id);
  }

  #open() {
    this.#store ??= Records.open();
    return this.#store;
  }

  /** @param {number} until a page that is left open keeps nothing for longer either */
  #wipeAt(until) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.wipe(), until - Date.now());
  }

  /**
   * @param {string} id
   * @returns {Promise<boolean>} false: another tab has it
   */
  #hold(id) {
    return new Promise((resolve) => {
      const late = new AbortController();
      setTimeout(() => late.abort(), leaving);
      navigator.locks.request(`${slot} ${id}`, {signal: late.signal}, () => new Promise((release) => {
        this.#release = () => release(undefined);
        resolve(true);
      })).catch(() => resolve(false));
    });
  }

  /** @param {string} name @param {BufferSource} bytes @param {number} [n] */
  #sealed(name, bytes, n = 0) {
    return seal(/** @type {CryptoKey} */ (this.#key), `${this.#id} ${name} ${n}`, bytes);
  }

  /** @param {string} name @param {number} [n] */
  async #unsealed(name, n = 0) {
    const record = await (await this.#open()).get(this.#id, name, n);
    return unseal(/** @type {CryptoKey} */ (this.#key), `${this.#id} ${name} ${n}`, record);
  }
}

/**
 * Whether a journal is valid now. One from the future means that the clock was set back.
 * @param {import('./records.js').Head | undefined} head
 */
const fresh = (head) => head && Date.now() < head.until && head.until <= Date.now() + idle;
