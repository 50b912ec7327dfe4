/**
 * Sends in the background what the person has confirmed, while they go on. One upload a step at a time;
 * what is replaced while it is on its way goes up after it. It isn't cut off: its answer has the next token.
 */
import {fitting} from './check.js';

/** @import {Fitted, Step} from '../../capture.js' */

export class Uploads {
  #flow;
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

  /** Sends what waits: what was kept when the page went away, and what a fresh session has none of. */
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

  /** Tries again what failed for a reason that may have passed. */
  retry() {
    const {state, cause} = this.#flow;
    for (const step of state.steps) {
      if (state.part(step).removed === 'asked') this.#takeBack(step);
      const upload = state.upload(step);
      if (upload?.state === 'failed' && cause(upload.error).retryable) void this.push(step);
    }
  }

  /** The service refuses an upload for being one too many. @param {{step: string, waitMs: number, code: string}} event */
  delayed({step: id, waitMs, code}) {
    const {state} = this.#flow;
    const step = state.steps.find((each) => each.id === id);
    const upload = step && state.upload(step);
    if (!upload || code !== 'rate_limited') return;
    const now = Date.now();
    state.uploading(step, {...upload, limited: {since: upload.limited?.since ?? now, until: now + waitMs}});
  }

  /** Waits for everything that is on its way; says whether all of it has arrived. */
  async all() {
    this.retry();
    this.catchUp();
    while (this.#running.size) await Promise.all(this.#running.values());
    const {state} = this.#flow;
    return state.steps.every((step) => !state.part(step).removed && (!state.isConfirmed(step) || state.part(step).sent));
  }

  /** Deletes at the service what the person has deleted, which can't be undone any more. */
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
        state.uploading(step, {state: 'failed', sent: 0, total: 0, error});
        send('report', {error, step});
        return;
      }
    }
  }

  /** @param {Step} step @param {Fitted[]} pages @param {import('../../capture.js').PreparedData} [data] */
  async #send(step, pages, data) {
    const {state, send, service, signal} = this.#flow;
    const session = await service.open();
    if (data) {
      await session.submitData(data, {signal});
      return [];
    }
    const onProgress = (/** @type {{sent: number, total: number}} */ progress) => {
      state.uploading(step, {...state.upload(step), state: 'sending', ...progress});
      send('uploading', {step, progress});
    };
    const options = {onProgress, signal};
    const there = session.steps.find(({id}) => id === step.id)?.done;
    if (step.part !== 'DOCUMENT') {
      const [{blob}] = pages;
      await (there ? session.updatePart(step.id, blob, options) : session.addPart(step.id, blob, options));
      return [blob];
    }
    const blobs = await this.#together(step, pages);
    if (there) await session.deletePages({step: step.id, signal});
    await session.uploadDocument(blobs, {...options, step: step.id});
    return blobs;
  }

  /**
   * The images of a document share the limit of bytes: above it the largest are compressed further.
   * @param {Step} step
   * @param {Fitted[]} pages
   */
  async #together(step, pages) {
    const blobs = pages.map((page) => page.blob);
    if (blobs.reduce((sum, {size}) => sum + size, 0) <= this.#flow.state.limits(step).maxBytes) return blobs;
    const capture = await this.#flow.capture();
    const fitted = await capture.fitDocument(blobs, {...fitting(this.#flow), signal: this.#flow.signal});
    return fitted.map((page) => page.blob);
  }
}
