/** The requests of both devices to the handover's server (docs/handover.md). Each device polls for the other's. */

/**
 * @typedef {object} Told
 * @property {'waiting' | 'taken' | 'asked' | 'returned' | 'finished' | 'expired'} state
 * @property {boolean} [present] whether the phone is there
 * @property {boolean} [lost] this device can't reach the server
 * @property {object} [session]
 * @property {{chosen?: Record<string, {type?: string, country?: string}>, at?: string, changed?: string[]}} [flow]
 * @property {string} [token]
 * @property {string} [link]
 * @property {string[]} [qr]
 * @property {string} [until]
 */

/** ms between polls */
const pollInterval = 2000;

export class Wire {
  #base;
  #signal;
  token = '';

  /**
   * @param {string} url
   * @param {AbortSignal} signal
   */
  constructor(url, signal) {
    this.#base = new URL(url, document.baseURI).href.replace(/\/$/, '');
    this.#signal = signal;
  }

  /**
   * @param {'GET' | 'POST' | 'PUT'} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<Told>}
   */
  async call(method, path, body) {
    const response = await this.#fetch(method, path, body);
    return response.json().catch(() => {
      throw failure('bad_response', true);
    });
  }

  /**
   * Sends a request that outlives the page, and ignores the answer.
   * @param {string} path
   * @param {object} body
   */
  leave(path, body) {
    void fetch(this.#base + path, {method: 'POST', headers: this.#headers(), body: JSON.stringify(body), keepalive: true}).catch(() => {});
  }

  /**
   * Polls until the handover ends or the signal aborts.
   * @param {(told: Told) => void} tell
   */
  async follow(tell) {
    while (!this.#signal.aborted) {
      const told = await this.call('GET', '').catch((error) => /** @type {Told} */ (
        error.code === 'handover_expired' ? {state: 'expired'} : {lost: true}));
      if (this.#signal.aborted) return;
      tell(told);
      if (told.state === 'returned' || told.state === 'finished' || told.state === 'expired') return;
      await new Promise((done) => setTimeout(done, pollInterval));
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #fetch(method, path, body) {
    const response = await fetch(this.#base + path, {
      method, headers: this.#headers(), body: body && JSON.stringify(body), signal: this.#signal, cache: 'no-store',
    }).catch((error) => {
      throw error.name === 'AbortError' ? error : failure(navigator.onLine ? 'network' : 'offline', true);
    });
    const {ok, status} = response;
    if (ok) return response;
    if (status === 409) throw failure('handover_used', false);
    if (status === 410) throw failure('handover_expired', false);
    if (status === 429) throw failure('rate_limited', true);
    throw failure(status >= 500 ? 'server' : 'bad_response', true);
  }

  #headers() {
    return {'Content-Type': 'application/json', ...(this.token && {Authorization: `Bearer ${this.token}`})};
  }
}

/**
 * @param {string} code
 * @param {boolean} retryable
 */
const failure = (code, retryable) => Object.assign(new Error('the handover failed'), {code, retryable});
