/** Messages for the codes of the guidance. */

/** @type {Record<string, string>} Codes that share the message of another. */
const same = {moving: 'ok', face_too_dark: 'too_dark', face_too_far: 'too_far', face_too_close: 'too_close'};

/**
 * @param {string} code
 * @returns {string} a message's key
 */
export const keyOf = (code) => `guidance.${same[code] ?? code}`;
