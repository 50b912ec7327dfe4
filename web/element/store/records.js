/**
 * The journal's records in IndexedDB, under [journal, name, number]: a large thing is several records. The
 * record '' is a journal's head: its key and until when it is good. Nothing waits for ever: a database that is
 * blocked, or a disk that hangs, is a failure after a while.
 */

/** @typedef {{key: CryptoKey, started: number, until: number}} Head */

const database = 'credential-capture';
const records = 'records';
/**
 * ms: the person waits for opening and reading, on a phone that has just run out of memory; no one waits for
 * writing.
 */
export const soon = 5000;
const late = 15_000;

export class Records {
  #db;

  /** @param {IDBDatabase} db */
  constructor(db) {
    this.#db = db;
    // Another page deletes or upgrades the database: it must not wait for this one.
    db.onversionchange = () => db.close();
  }

  /** @returns {Promise<Records>} */
  static async open() {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(records);
    let given = false;
    const opened = new Promise((resolve, reject) => {
      request.onsuccess = () => (given ? request.result.close() : resolve(new Records(request.result)));
      request.onerror = () => reject(request.error);
    });
    return within(soon, opened).catch((error) => {
      given = true;
      throw error;
    });
  }

  /** @returns {Promise<string[]>} the journals that are there */
  async journals() {
    const keys = await this.#run('readonly', soon, (store) => store.getAllKeys());
    return [...new Set(keys.map((/** @type {string[]} */ [journal]) => journal))];
  }

  /** @param {string} journal @param {string} name @param {number} [number] */
  get(journal, name, number = 0) {
    return this.#run('readonly', soon, (store) => store.get([journal, name, number]));
  }

  /** @param {string} journal @param {string} name @param {number} number @param {unknown} value */
  put(journal, name, number, value) {
    return this.#run('readwrite', late, (store) => store.put(value, [journal, name, number]));
  }

  /**
   * Writes records of a journal and deletes others, all or nothing.
   * @param {string} journal
   * @param {Record<string, unknown>} written by name
   * @param {Iterable<string>} kept the names that stay besides
   */
  commit(journal, written, kept) {
    return this.#run('readwrite', late, (store) => {
      for (const [name, value] of Object.entries(written)) store.put(value, [journal, name, 0]);
      const names = new Set([...Object.keys(written), ...kept]);
      const request = store.getAllKeys(all(journal));
      request.onsuccess = () => {
        for (const key of /** @type {string[][]} */ (request.result)) if (!names.has(key[1])) store.delete(key);
      };
      return request;
    });
  }

  /** Deletes a journal, its key with it. @param {string} journal */
  drop(journal) {
    return this.#run('readwrite', late, (store) => store.delete(all(journal)));
  }

  close() {
    this.#db.close();
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {number} ms
   * @param {(store: IDBObjectStore) => IDBRequest} work
   * @returns {Promise<any>} what the request gave, after the transaction has ended well
   */
  async #run(mode, ms, work) {
    const transaction = this.#db.transaction(records, mode);
    const request = work(transaction.objectStore(records));
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
    return within(ms, ended).catch((error) => {
      // An abandoned write must not store later what has been wiped meanwhile.
      try {
        transaction.abort();
      } catch {
        // It has ended.
      }
      throw error;
    });
  }
}

/** @param {string} journal an array sorts after every text */
const all = (journal) => IDBKeyRange.bound([journal], [journal, []]);

/**
 * @template T
 * @param {number} ms
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export function within(ms, promise) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), ms);
  });
  return Promise.race([promise, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}
