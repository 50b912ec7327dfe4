import 'credential-capture/define';

const element = document.createElement('credential-capture');
const session = async () => (await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})).json();
Object.assign(element, {locale: 'de', messages: {'start.title': 'Unser Titel'}, session});
element.addEventListener('finalized', ({workflowExecution}) => {
  document.title = `finalized ${workflowExecution.id}`;
});
document.querySelector('#app').append(element);
