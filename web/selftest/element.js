/** Checks the camera as a person uses it: through the element, which takes a selfie and sends it. */
import '../define.js';
import {Skip, same} from './run.js';
import {begin, sandbox} from './service.js';

/** @typedef {import('../element/credential-capture.js').CredentialCapture} CredentialCapture */

/** What says that there is no camera to be had here, and that a file does instead. */
const without = ['camera_none', 'camera_denied', 'camera_unsupported', 'camera_insecure', 'camera_policy'];

/** How long a screen may take to come, in ms; on the first one a person may be asked for the camera. */
const patience = 25_000;

/**
 * @param {HTMLElement} stage where the element is shown
 * @returns {Promise<string>} the id of the execution
 */
export async function camera(stage) {
  if (!await sandbox()) throw new Skip('this server sends to a real service');
  const init = await begin([{category: 'SELFIE'}]);
  const element = /** @type {CredentialCapture} */ (document.createElement('credential-capture'));
  element.setAttribute('journal', 'off');
  element.session = init;
  let trouble = '';
  element.addEventListener('problem', (/** @type {any} */ event) => {
    trouble = event.code;
  });
  const done = new Promise((resolve) => element.addEventListener('finalized', resolve, {once: true}));
  const press = async (/** @type {string} */ action) => {
    for (const until = performance.now() + patience; performance.now() < until;) {
      if (without.includes(trouble)) throw new Skip(trouble);
      if (trouble) throw new Error(trouble);
      const button = /** @type {HTMLButtonElement | null | undefined} */ (element.shadowRoot?.querySelector(`[data-action="${action}"]`));
      if (button && !button.disabled) return button.click();
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`there is no button ${action} on ${element.dataset.screen}`);
  };
  stage.replaceChildren(element);
  try {
    for (const action of ['start', 'camera', 'shutter', 'use', 'finalize']) await press(action);
    await done;
    const id = init.workflowExecution.id;
    const {credentials} = await fetch(`/sandbox/executions/${encodeURIComponent(id)}`).then((response) => response.json());
    same(credentials[0].parts.length, 1, 'how many selfies arrived');
    return id;
  } finally {
    stage.replaceChildren();
  }
}
