/**
 * Sends in the background what the person has confirmed. One upload a step at a time: a replacement follows the
 * upload in progress, which isn't cancelled, because its answer has the next token.
 */
import {fitting} from './check.js';

/** @import {Fitted, Step, UploadProgress} from '../../capture.js' */

/** ms without progress after which it is estimated. */
const silence = 2000;
/** Bytes a second of an estimate: half of an upload is counted at this rate, half of the rest in the same time, and so on. */
const rate = 400_000;

/**
 * Bytes of an upload that the browser reports no progress of, because a service worker sends it.
 * @param {number} total
 * @param {number} ms
 */
export const estimate = (total, ms) => total * (1 - 2 ** -(ms / 1000 * rate / total));

/**
 * Bytes of the next try after a server before the API refuses some with 413. nginx takes 1 MiB unless it is configured.
 * @param {number} refused
 */
export const smaller = (refused) => (refused > 1.1e6 ? 1e6 : Math.floor(refused / 2));

/** @param {Blob[]} blobs */
const bytesOf = (blobs) => blobs.reduce((sum, {size}) => sum + size, 0);

/** ms, the longest time that setTimeout takes. */
const maxTimeout = 2 ** 31 - 1;

export class Uploads {
  #flow;
  /** Bytes that a server before the API takes, as far as it has refused more. */
  #taken = Infinity;
  /** @type {Map<string, Promise<void>>} by the step's key */
  #running = new Map();

  /** @param {import('./flow.js').Flow} flow */
  constructor(flow) {
    this.#flow = flow;
  }

  /**
   * Sends what is kept of a step, unless that is going on already. Never rejects: a failure becomes the
   * upload's state.
   * @param {Step} step
   */
  push(step) {
    const key = this.#flow.state.key(step);
    let run = this.#running.get(key);
    if (!run) {
      run = this.#run(key).finally(() => {
        this.#running.delete(key);
        this.catchUp();
      });
      this.#running.set(key, run);
    }
    return run;
  }

  /** Sends what isn't at the service: pictures kept across a reload, and those that a renewed session lacks. */
  catchUp() {
    const {state, signal} = this.#flow;
    if (signal.aborted) return;
    for (const step of state.steps) {
      const {sent} = state.part(step);
      if (!state.isConfirmed(step) || this.#running.has(state.key(step)) || state.upload(step)) continue;
      if (sent && step.done) continue;
      if (sent) state.sent(step, false);
      void this.push(step);
    }
  }

  /** Repeats uploads whose failure may have passed. */
  retry() {
    const {state, cause} = this.#flow;
    for (const step of state.steps) {
      if (state.part(step).removed === 'asked') this.#takeBack(step);
      const upload = state.upload(step);
      if (upload?.state === 'failed' && cause(upload.error).retryable) void this.push(step);
    }
  }

  /** The service answers 429 to an upload, to the form or, without a step, to finalize. @param {{step: string, waitMs: number, code: string}} event */
  delayed({step: id, waitMs, code}) {
    const {state} = this.#flow;
    const step = state.steps.find((each, i, all) => (id ? each.id === id : i === all.length - 1));
    /** @type {import('./state.js').Upload | undefined} */
    const upload = step && state.upload(step) || (id ? undefined : {state: 'sending', sent: 1, total: 1});
    if (!step || !upload || code !== 'rate_limited') return;
    const now = Date.now();
    state.uploading(step, {...upload, limited: {since: upload.limited?.since ?? now, until: now + waitMs}});
  }

  /** Waits for all uploads; false if one has failed. */
  async all() {
    this.retry();
    this.catchUp();
    while (this.#running.size) await Promise.all(this.#running.values());
    const {state} = this.#flow;
    return state.steps.every((step) => !state.part(step).removed && (!state.isConfirmed(step) || state.part(step).sent));
  }

  /** Deletes at the service what the person has deleted; undo is no longer offered. */
  settle() {
    const {state, signal} = this.#flow;
    if (signal.aborted) return;
    for (const step of state.steps) if (state.part(step).removed) this.#takeBack(step);
  }

  /** A failure is tried again with the uploads. @param {Step} step */
  #takeBack(step) {
    const {signal, send} = this.#flow;
    this.remove(step).catch((error) => {
      if (!signal.aborted) send('report', {error, step});
    });
  }

  /** Deletes a part: here, and at the service when it has it. @param {Step} step */
  async remove(step) {
    const {state, service, signal} = this.#flow;
    const key = state.key(step);
    state.remove(step, 'asked');
    while (this.#running.has(key)) await this.#running.get(key);
    const {id, done} = state.step(key) ?? step;
    if (!state.part(step).removed) return; // there is another picture, which replaces it
    const deleting = async () => {
      const session = await service.open();
      await (step.part === 'DOCUMENT' ? session.deletePages({step: id, signal}) : session.deletePart(id, {signal}));
    };
    if (done) {
      // While it is being deleted, nothing is sent.
      const run = deleting().finally(() => this.#running.delete(key));
      this.#running.set(key, run.catch(() => {}));
      await run;
    }
    if (state.part(step).removed) state.forget(step);
    else this.catchUp();
  }

  /** @param {string} key */
  async #run(key) {
    const {state, send, signal} = this.#flow;
    for (;;) {
      // A session that was renewed meanwhile has the step under another id.
      const step = state.step(key);
      if (!step || state.part(step).sent || !state.isConfirmed(step)) return;
      const {kept, data} = state.part(step);
      state.uploading(step, {state: 'waiting', sent: 0, total: 0});
      try {
        const blobs = await this.#send(step, kept, data);
        if (state.part(step).kept !== kept || state.part(step).data !== data) continue;
        state.uploading(step);
        state.sent(step);
        send('uploaded', {step: state.step(key) ?? step, blobs});
      } catch (error) {
        if (signal.aborted) return;
        if (state.part(step).removed) return state.uploading(step);
        const limited = this.#later(step, error);
        state.uploading(step, {state: 'failed', sent: 0, total: 0, error, ...(limited && {limited})});
        send('report', {error, step});
        return;
      }
    }
  }

  /**
   * The service refuses an upload for longer than the client waits: it is tried again when that time is over.
   * @param {Step} step
   * @param {any} error
   */
  #later(step, {code, details}) {
    const ms = Math.min(details?.retryAfterMs ?? 0, maxTimeout);
    if (code !== 'rate_limited' || !ms) return undefined;
    const since = Date.now();
    const limited = {since, until: since + ms};
    setTimeout(() => {
      const {state, signal} = this.#flow;
      if (!signal.aborted && state.upload(step)?.limited === limited) void this.push(step);
    }, ms);
    return limited;
  }

  /** @param {Step} step @param {Fitted[]} pages @param {import('../../capture.js').PreparedData} [data] */
  async #send(step, pages, data) {
    const {service, signal} = this.#flow;
    const session = await service.open();
    if (data) {
      await session.submitData(data, {signal});
      return [];
    }
    const post = async (/** @type {Blob[]} */ blobs) => {
      const {onProgress, stop} = this.#progress(step);
      const options = {onProgress, signal};
      const there = session.steps.find(({id}) => id === step.id)?.done;
      try {
        if (step.part === 'DOCUMENT') {
          if (there) await session.deletePages({step: step.id, signal});
          await session.uploadDocument(blobs, {...options, step: step.id});
        } else await (there ? session.updatePart(step.id, blobs[0], options) : session.addPart(step.id, blobs[0], options));
      } finally {
        stop();
      }
      return blobs;
    };
    const blobs = await this.#within(step, pages.map(({blob}) => blob));
    return post(blobs).catch(async (error) => {
      if (error.status !== 413) throw error;
      this.#taken = smaller(bytesOf(blobs));
      const fewer = await this.#within(step, blobs).catch(() => {
        throw refused(error, bytesOf(blobs));
      });
      return post(fewer).catch((again) => {
        throw again.status === 413 ? refused(again, bytesOf(fewer)) : again;
      });
    });
  }

  /** Shows the progress of an upload, by time where a service worker hides it: elsewhere that would move without a connection. @param {Step} step */
  #progress(step) {
    const {state, send} = this.#flow;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    let timer;
    const stop = () => clearInterval(timer);
    const show = (/** @type {UploadProgress} */ progress) => state.uploading(step, {...state.upload(step), state: 'sending', ...progress});
    const onProgress = (/** @type {UploadProgress} */ progress) => {
      stop();
      show(progress);
      send('uploading', {step, progress});
      const {sent, total} = progress;
      const began = Date.now() + silence;
      if (!sent && navigator.serviceWorker?.controller) timer = setInterval(() => Date.now() > began && show({sent: estimate(total, Date.now() - began), total}), 500);
    };
    return {onProgress, stop};
  }

  /**
   * Compresses pictures that are together above the limit of bytes, the largest first.
   * @param {Step} step
   * @param {Blob[]} blobs
   */
  async #within(step, blobs) {
    const {state, capture: load, signal} = this.#flow;
    const maxBytes = Math.min(state.limits(step).maxBytes, this.#taken);
    if (bytesOf(blobs) <= maxBytes) return blobs;
    const {limits, ...options} = fitting(this.#flow);
    const fitted = await (await load()).fitDocument(blobs, {...options, limits: {...limits, maxBytes}, signal});
    return fitted.map(({blob}) => blob);
  }
}

/**
 * @param {any} error
 * @param {number} bytes
 */
const refused = (error, bytes) => Object.assign(error, {
  message: `a server before the API refuses ${bytes} bytes with 413; nginx has client_max_body_size for that`,
  details: {...error.details, limit: bytes},
});
