/** Compiled, never run: a typed page, and mistakes that the compiler must report. */
import {CaptureError, load} from 'credential-capture';
import type {ErrorCode, Fitted, Report} from 'credential-capture';
import 'credential-capture/define';
import {CredentialCapture} from 'credential-capture/element';
import type {MessageKey, ProblemCode, ScreenName} from 'credential-capture/element';
import german from 'credential-capture/locales/de.js';

export async function send(file: File, init: object, signal: AbortSignal): Promise<string> {
  const capture = await load({signal});
  const report: Report = await capture.validate(file, {part: 'FRONT', signal});
  if (report.problems.some(({fixable}) => !fixable)) return report.problems[0].code;
  const fitted: Fitted = await capture.fit(file, {part: 'FRONT', prefer: 'speed', onProgress: ({fraction}) => console.log(fraction)});
  const session = await capture.session(init);
  try {
    await session.addPart(session.steps[0], fitted.blob, {onProgress: ({sent, total}) => console.log(sent / total)});
    await session.finalize();
  } catch (error) {
    if (error instanceof CaptureError && error.retryable) return error.code satisfies ErrorCode;
    throw error;
  } finally {
    capture.close();
  }
  // @ts-expect-error unknown part
  await capture.fit(file, {part: 'SIDE'});
  // @ts-expect-error unknown option
  await capture.fit(file, {maxBytes: 1});
  return 'sent';
}

/** Options that may be absent are passed on as they are. */
export async function pass(file: File, signal?: AbortSignal, maxBytes?: number, onProgress?: () => void): Promise<void> {
  const capture = await load({signal, wasmURL: undefined});
  await capture.fit(file, {signal, onProgress, limits: {maxBytes}});
  const session = await capture.session({}, {signal, callTimeout: undefined});
  await session.uploadDocument([file], {signal, onProgress, step: undefined});
  await session.submitData({firstName: undefined, address: {city: undefined}}, {signal, rules: undefined});
}

export function mount(into: HTMLElement): void {
  const element = document.createElement('credential-capture');
  element.sessionURL = '/session';
  element.camera = 'environment';
  element.addEventListener('progress', ({step, sent, total}) => console.log(step.part, sent / total));
  element.addEventListener('finalized', (event) => console.log(event.workflowExecution.id));
  element.handoverURL = '/handover';
  element.addEventListener('handover', ({state, role}) => console.log(state === 'taken', role === 'owner'));
  element.addEventListener('problem', ({code, error}) => console.log(code, error));
  element.addEventListener('cancel', ({reason}) => console.log(reason === 'removed'));
  element.addEventListener('step', ({screen}) => screen satisfies ScreenName);
  element.messages = {'start.title': 'Hello', 'start.go': undefined};
  element.messages = german;
  element.messages = {...german, 'start.title': german['start.title'].toUpperCase()};
  const key: MessageKey = 'problem.offline';
  const code: ProblemCode = 'camera_denied';
  console.log(german[key], code);
  // @ts-expect-error not a key
  element.messages = {'start.titel': 'Hello'};
  // @ts-expect-error not a screen
  element.addEventListener('step', ({screen}) => screen === 'end');
  // @ts-expect-error not a theme
  element.theme = 'blue';
  // @ts-expect-error not a member of this event
  element.addEventListener('cancel', ({step}) => step);
  into.append(element);
  void element.start();
}

customElements.define('our-capture', class extends CredentialCapture {});
