/**
 * How the journal's records are sealed: AES-GCM, 256 bits, under a key that the browser uses and no script
 * can read. A record's name is sealed with it, so that none can stand in for another.
 */

/** @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Sealed */

export const newKey = () => crypto.subtle.generateKey({name: 'AES-GCM', length: 256}, false, ['encrypt', 'decrypt']);

/** A random name of 128 bits. crypto.randomUUID is in Safari since 15.4 and in Chrome since 92. */
export const newName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param {CryptoKey} key @param {string} name @param {BufferSource} bytes @returns {Promise<Sealed>} */
export async function seal(key, name, bytes) {
  // 96 random bits don't repeat in the dozens of records of a session; a repeated IV would reveal the key.
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return {iv, data: await crypto.subtle.encrypt(parameters(iv, name), key, bytes)};
}

/**
 * Rejects whatever isn't exactly what was sealed under this key and name.
 * @param {CryptoKey} key
 * @param {string} name
 * @param {Sealed} sealed
 */
export async function unseal(key, name, {iv, data}) {
  return crypto.subtle.decrypt(parameters(iv, name), key, data);
}

/** @param {Uint8Array<ArrayBuffer>} iv @param {string} name */
const parameters = (iv, name) => ({name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name)});
