/**
 * What the two devices say to the server between them (docs/handover.md), and how they hear of each other:
 * by a stream of events, or by asking again and again where something on the way holds streams back.
 */

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

/** ms: a stream says something every 10 s. */
const silence = 25_000;
/** ms until the first word: a proxy that keeps an answer until it is whole never gives it. */
const first = 8000;
const again = 2000;

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
   * Says a last word, of which nobody waits for the answer: the page may be gone by then.
   * @param {string} path
   * @param {object} body
   */
  leave(path, body) {
    void fetch(this.#base + path, {method: 'POST', headers: this.#headers(), body: JSON.stringify(body), keepalive: true}).catch(() => {});
  }

  /**
   * Tells of each change until there is nothing more to tell, or the signal ends it.
   * @param {(told: Told) => void} tell
   */
  async follow(tell) {
    let streams = true;
    /** @param {Told} told */
    const hear = (told) => {
      tell(told);
      return told.state === 'returned' || told.state === 'finished' || told.state === 'expired';
    };
    while (!this.#signal.aborted) {
      try {
        if (streams) {
          const end = await this.#stream(hear);
          if (end === 'over') return;
          streams = end === 'ended';
        } else if (hear(await this.call('GET', ''))) return;
      } catch (error) {
        if (this.#signal.aborted) return;
        if (/** @type {any} */ (error).code === 'handover_expired') return void hear({state: 'expired'});
        tell(/** @type {Told} */ ({lost: true}));
      }
      await new Promise((done) => setTimeout(done, again));
    }
  }

  /**
   * @param {(told: Told) => boolean} hear says whether that was the last
   * @returns {Promise<'over' | 'ended' | 'silent'>}
   */
  async #stream(hear) {
    const quiet = new AbortController();
    const end = () => quiet.abort();
    let left = false;
    // A page that is kept for the way back to it isn't there meanwhile.
    const leave = () => {
      left = true;
      end();
    };
    this.#signal.addEventListener('abort', end, {once: true});
    addEventListener('pagehide', leave);
    let timer = setTimeout(end, first);
    try {
      const response = await this.#fetch('GET', '', undefined, {Accept: 'text/event-stream'}, quiet.signal);
      if (!response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) return 'silent';
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const {done, value} = await reader.read();
        if (done) return 'ended';
        clearTimeout(timer);
        timer = setTimeout(end, silence);
        const events = (text + value).split('\n\n');
        text = /** @type {string} */ (events.pop());
        for (const event of events) if (event.startsWith('data: ') && hear(JSON.parse(event.slice(6)))) return 'over';
      }
    } catch (error) {
      if (quiet.signal.aborted && !this.#signal.aborted) return left ? 'ended' : 'silent';
      throw error;
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener('abort', end);
      removeEventListener('pagehide', leave);
      end();
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {Record<string, string>} [headers]
   */
  async #fetch(method, path, body, headers, signal = this.#signal) {
    const response = await fetch(this.#base + path, {
      method, headers: {...this.#headers(), ...headers}, body: body && JSON.stringify(body), signal, cache: 'no-store',
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
