/** Whether the browser reports tasks of more than 50 ms. */
export const reportsTasks = globalThis.PerformanceObserver?.supportedEntryTypes?.includes('longtask') ?? false;

/**
 * Observes the page's main thread. `longtask` is the longest task by the Long Tasks API, 0 when none was over 50 ms;
 * `gap` is the longest delay of a 10 ms timer, both in ms.
 */
export function watch() {
  let longtask = 0;
  let gap = 0;
  let last = performance.now();
  const note = (/** @type {PerformanceEntryList} */ list) => { for (const {duration} of list) longtask = Math.max(longtask, duration); };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  if (reportsTasks) observer.observe({type: 'longtask'});
  const tick = () => {
    const now = performance.now();
    gap = Math.max(gap, now - last - 10);
    last = now;
  };
  const timer = setInterval(tick, 10);
  return async () => {
    tick();
    clearInterval(timer);
    // The browser reports a task after it has ended.
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
    note(observer.takeRecords());
    observer.disconnect();
    return {longtask, gap};
  };
}
