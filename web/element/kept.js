/**
 * What the person has confirmed, kept until it is replaced, so that no failure loses it. A session that is
 * renewed gives its steps new ids, in the same order; what is kept follows them.
 */

/** @typedef {import('../capture.js').Step} Step */
/** @typedef {import('../capture.js').Fitted} Fitted */

export class Kept {
  /** @type {Map<string, string>} step id → what names the step in every session: its part, and which of these */
  #keys = new Map();
  /** @type {Map<string, Fitted[]>} */
  #pictures = new Map();
  /** @type {Set<string>} */
  #sent = new Set();

  /** @param {readonly Step[]} steps as the session has them now */
  follow(steps) {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const {id, part} of steps) {
      counts[part] = (counts[part] ?? 0) + 1;
      this.#keys.set(id, `${part} ${counts[part]}`);
    }
  }

  /** @param {Step} step */
  of(step) {
    return this.#pictures.get(this.#key(step)) ?? [];
  }

  /**
   * @param {Step} step
   * @param {Fitted[]} pictures
   */
  set(step, pictures) {
    this.#pictures.set(this.#key(step), pictures);
  }

  /** @param {Step} step */
  forget(step) {
    this.#pictures.delete(this.#key(step));
    this.#sent.delete(this.#key(step));
  }

  /** @param {Step} step what is kept of it has been accepted */
  sent(step) {
    this.#sent.add(this.#key(step));
  }

  /** @param {Step} step */
  wasSent(step) {
    return this.#sent.has(this.#key(step)) && this.of(step).length > 0;
  }

  /** @param {Step} step */
  #key({id}) {
    return this.#keys.get(id) ?? id;
  }
}
