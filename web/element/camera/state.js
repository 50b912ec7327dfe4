/**
 * The camera's states, and what leads from one to the next. A pair that isn't here can't happen: what
 * comes late (a stream after the person has left, a second tap) changes nothing.
 */

/** @typedef {'off' | 'opening' | 'late' | 'live' | 'paused' | 'failed'} State late: it is still opening, after a time in which others have opened */
/** @typedef {'open' | 'opened' | 'late' | 'hide' | 'show' | 'fail' | 'close'} Happening */

/** @type {Record<State, Partial<Record<Happening, State>>>} */
const table = {
  off: {open: 'opening'},
  opening: {open: 'opening', opened: 'live', late: 'late', hide: 'paused', fail: 'failed', close: 'off'},
  late: {open: 'opening', opened: 'live', hide: 'paused', fail: 'failed', close: 'off'},
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
