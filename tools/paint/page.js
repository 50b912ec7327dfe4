/** Goes through the element's first screens, and notes when what happens, in `measured`. */
(readStart, readInstruction) => {
  const measured = window.measured = {shifts: []};
  const note = (name, at = performance.now()) => measured[name] ??= at;
  const observe = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({type, buffered: true});
  observe('paint', ({name, startTime}) => name === 'first-contentful-paint' && note('first_contentful_paint', startTime));
  observe('largest-contentful-paint', ({startTime}) => measured.largest_contentful_paint = startTime);
  // The largest sum of shifts with less than 1 s between two of them and 5 s in all.
  let sum = 0, first = 0, last = 0;
  observe('layout-shift', ({value, startTime, sources}) => {
    if (startTime - last > 1000 || startTime - first > 5000) [sum, first] = [0, startTime];
    sum += value;
    last = startTime;
    measured.cumulative_layout_shift = Math.max(measured.cumulative_layout_shift ?? 0, sum);
    const nodes = sources.map(({node}) => `${node?.nodeName}.${node?.className} in ${document.querySelector('credential-capture')?.dataset.screen}`);
    measured.shifts.push(`${value.toFixed(3)} at ${Math.round(startTime)}: ${nodes}`);
  });
  customElements.whenDefined('credential-capture').then(() => note('element_defined'));
  const wait = {start: readStart, instruction: readInstruction};
  const pressed = {start: 'start_pressed', camera: 'camera_pressed'};
  const press = (root, screen, action) => {
    const button = root.querySelector(`[data-screen="${screen}"] [data-action="${action}"]`);
    if (!button || !note(`${screen}_shown`)) return;
    if (performance.now() - measured[`${screen}_shown`] < wait[screen] || measured[pressed[action]]) return;
    note(pressed[action]);
    button.dispatchEvent(new PointerEvent('pointerenter'));
    button.click();
  };
  const look = () => {
    const root = document.querySelector('credential-capture')?.shadowRoot;
    if (root) {
      if (root.firstElementChild?.getClientRects().length) note('skeleton');
      press(root, 'start', 'start');
      press(root, 'instruction', 'camera');
      if (root.querySelector('[data-camera="live"]')) note('camera_live');
      if (root.querySelector('[data-guidance]')) note('first_guidance');
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
