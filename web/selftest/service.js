/** Checks of the way to the service: everything that was made fit goes up, and arrives as it was sent. */
import {Skip, same} from './run.js';

/** @typedef {import('../capture.js').Capture} Capture */

/** A real service isn't sent pictures that nobody asked for: only the sandbox says this. */
export async function sandbox() {
  const answer = await fetch('/sandbox/executions/none').then((response) => response.json(), () => ({}));
  return answer.detail === 'no such workflow execution';
}

/**
 * @param {object[]} credentials
 * @returns {Promise<any>} what the account's creation answered
 */
export async function begin(credentials) {
  const response = await fetch('/session', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({credentials}),
  });
  if (!response.ok) throw new Error(`/session: HTTP ${response.status}`);
  return response.json();
}

/**
 * An ID and a document that has all as its pages: the server's end looks at each.
 * @param {Capture} capture
 * @param {Blob[]} blobs
 * @returns {Promise<string>} the id of the execution
 */
export async function uploads(capture, blobs) {
  if (!await sandbox()) throw new Skip('this server sends to a real service');
  const init = await begin([{category: 'ID', type: 'ID_CARD'}, {category: 'DOCUMENT', type: 'UB'}]);
  const session = await capture.session(init);
  try {
    let sent = 0;
    const total = blobs[0].size;
    await session.addPart('FRONT', blobs[0], {onProgress: (progress) => (sent = progress.sent)});
    same(sent >= total, true, `whether progress came to its end (${sent} of ${total})`);
    await session.addPart('BACK', blobs[1]);
    await session.updatePart('BACK', blobs[2]);
    await session.uploadDocument(blobs);
    same(session.steps.filter((step) => !step.done).map((step) => step.part), [], 'what is missing');
    await session.finalize();
  } finally {
    session.close();
  }
  const {id} = init.workflowExecution;
  await arrived(id, blobs);
  return id;
}

/**
 * @param {string} execution
 * @param {Blob[]} blobs
 */
async function arrived(execution, blobs) {
  const {finalized, credentials} = await fetch(`/sandbox/executions/${encodeURIComponent(execution)}`).then((response) => response.json());
  same(finalized, true, 'whether it is finalized');
  const parts = credentials.flatMap((/** @type {any} */ credential) => credential.parts);
  const held = (/** @type {string} */ name) => parts.filter((/** @type {any} */ part) => part.classifier === name).map((/** @type {any} */ part) => part.sha256);
  const hashes = await Promise.all(blobs.map(sha256));
  same(held('FRONT'), [hashes[0]], 'the front at the service');
  same(held('BACK'), [hashes[2]], 'the back at the service');
  same(held('DOCUMENT'), hashes, 'the pages at the service');
}

/** @param {Blob} blob */
async function sha256(blob) {
  if (!crypto.subtle) throw new Skip('a page that isn’t secure can’t compare what arrived');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
