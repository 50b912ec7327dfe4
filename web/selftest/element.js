/** Checks the element as a person uses it: a selfie by the camera, and files under guidance="strict". */
import '../define.js';
import {Skip, same} from './run.js';
import {begin, sandbox} from './service.js';

/** @import {CredentialCapture} from '../element/credential-capture.js' */

/** Codes of a browser without a camera, or whose canvas returns noise. */
const lacking = ['camera_none', 'camera_denied', 'camera_unsupported', 'camera_insecure', 'camera_policy'];

/** ms for each screen; the first may show a permission prompt, and a slow one waits for the Go codec. */
const timeout = 120_000;

/**
 * @param {HTMLElement} stage where the element is shown
 * @returns {Promise<string>} the id of the execution
 */
export async function camera(stage) {
  const {element, press, id} = await mount(stage, 'advise');
  const finalized = new Promise((resolve) => element.addEventListener('finalized', resolve, {once: true}));
  try {
    for (const action of ['start', 'camera', 'shutter', 'use', 'finalize']) await press(action);
    await finalized;
    const {credentials} = await fetch(`/sandbox/executions/${encodeURIComponent(id)}`).then((response) => response.json());
    same(credentials[0].parts.length, 1, 'the number of selfies');
    return id;
  } finally {
    stage.replaceChildren();
  }
}

/**
 * @param {HTMLElement} stage
 * @param {File} file a picture without a face
 */
export async function strict(stage, file) {
  const {press, find} = await mount(stage, 'strict');
  try {
    await press('start');
    const input = /** @type {HTMLInputElement} */ (await find('input[type="file"]'));
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    const use = /** @type {HTMLButtonElement} */ (await find('[data-action="use"]'));
    same(use.disabled, true, `whether ${file.name} is refused as a selfie`);
  } finally {
    stage.replaceChildren();
  }
}

/**
 * @param {HTMLElement} stage
 * @param {'advise' | 'strict'} guidance
 */
async function mount(stage, guidance) {
  if (!await sandbox()) throw new Skip('this server sends to a real service');
  const init = await begin([{category: 'SELFIE'}]);
  const element = /** @type {CredentialCapture} */ (document.createElement('credential-capture'));
  element.setAttribute('journal', 'off');
  element.guidance = guidance;
  element.session = init;
  let problem = '';
  element.addEventListener('problem', (/** @type {any} */ event) => {
    problem = event.code;
  });
  const find = async (/** @type {string} */ selector) => {
    for (const end = performance.now() + timeout; performance.now() < end;) {
      if (lacking.includes(problem)) throw new Skip(problem);
      if (problem) throw new Error(problem);
      const found = element.shadowRoot?.querySelector(selector);
      if (found) return found;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`no ${selector} on ${element.dataset.screen}`);
  };
  const press = async (/** @type {string} */ action) => {
    const button = /** @type {HTMLButtonElement} */ (await find(`[data-action="${action}"]:enabled`));
    button.click();
  };
  stage.replaceChildren(element);
  return {element, press, find, id: /** @type {string} */ (init.workflowExecution.id)};
}
