/**
 * Watches the page's own thread. `longtask` is the longest task that the browser reports, 0 when none
 * was over 50 ms; `gap` the longest time that a timer of 10 ms was late, whoever it waited for.
 */
export function watch() {
  let longtask = 0;
  let gap = 0;
  let last = performance.now();
  const note = (list) => { for (const {duration} of list) longtask = Math.max(longtask, duration); };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({type: 'longtask'});
  const tick = () => {
    const now = performance.now();
    gap = Math.max(gap, now - last - 10);
    last = now;
  };
  const timer = setInterval(tick, 10);
  return async () => {
    tick();
    clearInterval(timer);
    // What has just ended is reported a little later.
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
    note(observer.takeRecords());
    observer.disconnect();
    return {longtask, gap};
  };
}
