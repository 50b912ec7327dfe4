/** Checks the upload: every result is sent to the sandbox, which must hold the same bytes. */
import {Skip, same} from './run.js';

/** @import {Capture} from '../capture.js' */

/** Whether the server is the sandbox: a real service gets no test pictures. */
export async function sandbox() {
  const answer = await fetch('/sandbox/executions/none').then((response) => response.json(), () => ({}));
  return answer.detail === 'no such workflow execution';
}

/**
 * @param {object[]} credentials
 * @returns {Promise<any>} the response of /session
 */
export async function begin(credentials) {
  const response = await fetch('/session', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({credentials}),
  });
  if (!response.ok) throw new Error(`/session: HTTP ${response.status}`);
  return response.json();
}

/**
 * Uploads an ID, and a document with every picture as a page. The server judges each page.
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
    same(sent >= total, true, `whether progress is complete (${sent} of ${total})`);
    await session.addPart('BACK', blobs[1]);
    await session.updatePart('BACK', blobs[2]);
    await session.uploadDocument(blobs);
    same(session.steps.filter((step) => !step.done).map((step) => step.part), [], 'the missing parts');
    await session.finalize();
  } finally {
    session.close();
  }
  const {id} = init.workflowExecution;
  await holds(id, blobs);
  return id;
}

/**
 * @param {string} execution
 * @param {Blob[]} blobs
 */
async function holds(execution, blobs) {
  const {finalized, credentials} = await fetch(`/sandbox/executions/${encodeURIComponent(execution)}`).then((response) => response.json());
  same(finalized, true, 'whether it is finalized');
  const parts = credentials.flatMap((/** @type {any} */ credential) => credential.parts);
  const hashesOf = (/** @type {string} */ name) => parts.filter((/** @type {any} */ part) => part.classifier === name).map((/** @type {any} */ part) => part.sha256);
  const hashes = await Promise.all(blobs.map(sha256));
  same(hashesOf('FRONT'), [hashes[0]], 'the front');
  same(hashesOf('BACK'), [hashes[2]], 'the back');
  same(hashesOf('DOCUMENT'), hashes, 'the pages');
}

/** @param {Blob} blob */
async function sha256(blob) {
  if (!crypto.subtle) throw new Skip('hashes need a secure page');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
