/** The requests of both devices to the handover's server (docs/handover.md), which they poll. */
import {stringify} from '../../capture/options.js';

/**
 * @typedef {object} Status
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

/** ms between polls while the page is visible, and while it is hidden. */
const visibleInterval = 1200;
const hiddenInterval = 8000;
/** ms: the longest pause, after failures in a row or as Retry-After has it. */
const maxInterval = 30_000;

export class Wire {
  #base;
  #signal;
  token = '';

  /** @param {string} url @param {AbortSignal} signal */
  constructor(url, signal) {
    this.#base = new URL(url, document.baseURI).href.replace(/\/$/, '');
    this.#signal = signal;
  }

  /**
   * @param {'GET' | 'POST' | 'PUT'} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<Status>}
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
    void fetch(this.#base + path, {method: 'POST', headers: this.#headers(), body: stringify(body), keepalive: true}).catch(() => {});
  }

  /** Polls until the handover ends or the signal aborts. @param {(status: Status) => void} receive */
  async follow(receive) {
    for (let failures = 0; !this.#signal.aborted;) {
      let delay = 0;
      const status = await this.call('GET', '').catch(({code, retryAfter = 0}) => {
        if (code === 'handover_expired') return /** @type {Status} */ ({state: 'expired'});
        delay = Math.max(retryAfter, visibleInterval * 2 ** Math.min(failures++, 5));
        return /** @type {Status} */ ({lost: true});
      });
      if (this.#signal.aborted) return;
      if (!delay) failures = 0;
      receive(status);
      if (status.state === 'returned' || status.state === 'finished' || status.state === 'expired') return;
      await this.#wait(Math.min(maxInterval, Math.max(delay, document.hidden ? hiddenInterval : visibleInterval)), delay > 0);
    }
  }

  /**
   * @param {number} ms
   * @param {boolean} whole false: it ends when the page is shown again
   */
  #wait(ms, whole) {
    return new Promise((done) => {
      const waiting = new AbortController();
      const end = () => {
        clearTimeout(timer);
        waiting.abort();
        done(undefined);
      };
      const timer = setTimeout(end, ms);
      this.#signal.addEventListener('abort', end, {signal: waiting.signal});
      if (!whole) document.addEventListener('visibilitychange', () => document.hidden || end(), {signal: waiting.signal});
    });
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async #fetch(method, path, body) {
    const response = await fetch(this.#base + path, {
      method, headers: this.#headers(), body: body && stringify(body), signal: this.#signal, cache: 'no-store',
    }).catch((error) => {
      throw error.name === 'AbortError' ? error : failure(navigator.onLine ? 'network' : 'offline', true);
    });
    const {ok, status, headers} = response;
    if (ok) return response;
    const retryAfter = 1000 * (Number(headers.get('Retry-After')) || 0);
    if (status === 409) throw failure('handover_used', false);
    if (status === 410) throw failure('handover_expired', false);
    if (status === 429) throw failure('rate_limited', true, retryAfter);
    throw failure(status >= 500 ? 'server' : 'bad_response', true, retryAfter);
  }

  #headers() {
    return {'Content-Type': 'application/json', ...(this.token && {Authorization: `Bearer ${this.token}`})};
  }
}

/**
 * @param {string} code
 * @param {boolean} retryable
 * @param {number} [retryAfter] ms
 */
const failure = (code, retryable, retryAfter) => Object.assign(new Error('the handover failed'), {code, retryable, retryAfter});
