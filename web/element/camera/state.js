/**
 * The camera's states, and what leads from one to the next. A pair that isn't here can't happen: what
 * comes late (a stream after the person has left, a second tap) changes nothing.
 */

/** @typedef {'off' | 'opening' | 'live' | 'paused' | 'failed'} State */
/** @typedef {'open' | 'opened' | 'hide' | 'show' | 'fail' | 'close'} Happening */

/** @type {Record<State, Partial<Record<Happening, State>>>} */
const table = {
  off: {open: 'opening'},
  opening: {open: 'opening', opened: 'live', hide: 'paused', fail: 'failed', close: 'off'},
  live: {open: 'opening', hide: 'paused', fail: 'failed', close: 'off'},
  paused: {open: 'opening', show: 'opening', close: 'off'},
  failed: {open: 'opening', close: 'off'},
};

/**
 * @param {State} state
 * @param {Happening} happening
 * @returns {State | undefined} undefined: nothing changes
 */
export const after = (state, happening) => table[state][happening];
