// The integrator's script: attributes, session and camera are in the page's query.
'use strict';
const element = document.querySelector('credential-capture');
const query = new URLSearchParams(location.search);
const order = JSON.parse(query.get('session'));
window.faults = [];
window.finalized = [];
window.heard = [];

for (const type of ['error', 'unhandledrejection', 'securitypolicyviolation']) {
  addEventListener(type, (event) => faults.push(`${type}: ${event.message ?? event.reason ?? event.violatedDirective}`));
}
const {error} = console;
console.error = (...all) => {
  faults.push(all.join(' '));
  error(...all);
};

for (const [name, value] of query) if (!['session', 'painted', 'patient'].includes(name)) element.setAttribute(name, value);
if (query.has('locale')) document.documentElement.lang = query.get('locale');
element.session = async () => {
  const response = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(order)});
  return response.json();
};
element.addEventListener('finalized', ({workflowExecution}) => finalized.push(workflowExecution.id));

// On a busy machine the advice on a picture takes longer than the 2 s that the element waits for it.
if (query.has('patient')) {
  const {setTimeout} = window;
  window.setTimeout = (run, ms, ...more) => setTimeout(run, ms === 2000 ? 120_000 : ms, ...more);
}

// What screen readers hear: changes of live regions, and the heading that gets the focus.
element.addEventListener('step', () => new MutationObserver(() => {
  const said = element.shadowRoot.querySelector('[role=status]').textContent;
  if (said && said !== heard.at(-1)) heard.push(said);
}).observe(element.shadowRoot, {childList: true, subtree: true}), {once: true});

// A phone's camera held upright: the picture of a card, and to the front of a face. On the prototype, because WebKit
// forgets what is set on navigator.mediaDevices.
if (query.has('painted')) {
  const picture = async (name) => createImageBitmap(await (await fetch(`/walk/${name}.jpg`)).blob());
  MediaDevices.prototype.enumerateDevices = async () => [{kind: 'videoinput', deviceId: 'painted', label: 'painted'}];
  MediaDevices.prototype.getUserMedia = async ({video}) => {
    const facing = video.facingMode?.ideal ?? 'environment';
    let image = await picture(facing);
    // The card is turned.
    element.addEventListener('captured', async ({step}) => step.part === 'FRONT' && (image = await picture('back')));
    const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
    const context = canvas.getContext('2d');
    const stream = canvas.captureStream(25);
    const [track] = stream.getVideoTracks();
    const paint = () => {
      context.drawImage(image, 0, 0);
      context.fillStyle = '#888'; // something moves, as in a real camera's picture
      context.fillRect(performance.now() / 20 % canvas.width, 0, 4, 4);
      if (track.readyState === 'live') setTimeout(paint, 40);
    };
    const settings = track.getSettings.bind(track);
    track.getSettings = () => ({...settings(), deviceId: 'painted', facingMode: facing});
    paint();
    return stream;
  };
}
