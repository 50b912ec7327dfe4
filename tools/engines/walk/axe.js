// Returns what axe-core finds by the rules of WCAG 2.2 A and AA.
const load = () => new Promise((done, failed) => {
  const script = document.createElement('script');
  Object.assign(script, {src: '/walk/axe.min.js', onload: done, onerror: () => failed(new Error('axe-core is missing: .ci/packages test/e2e/a11y/axe'))});
  document.head.append(script);
});
return (async () => {
  if (!window.axe) await load();
  const {violations} = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']});
  return violations.map(({id, nodes}) => `${id}: ${nodes.map(({html, any, all, none}) => html.slice(0, 120) + ' ' + [...any, ...all, ...none].map(({message}) => message).join(', ')).join(' | ')}`).join('; ');
})();
