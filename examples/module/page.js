import {load} from '../credential-capture/capture.js';

const form = document.querySelector('form');
const message = document.querySelector('#message');
const loading = load(); // in parallel with choosing files

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  form.querySelector('button').disabled = true;
  try {
    const capture = await loading;
    // In production the back end decides which credentials are required; the sandbox lets the page choose.
    const body = JSON.stringify({credentials: [{category: 'ID'}, {category: 'SELFIE'}]});
    const answer = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body});
    const session = await capture.session(await answer.json());
    for (const part of ['FRONT', 'BACK', 'FACE']) {
      const file = form.elements[part].files[0];
      const fitted = await capture.fit(file, {part});
      await session.addPart(session.steps.find((step) => step.part === part), fitted.blob, {
        onProgress: ({sent, total}) => { message.textContent = `${part}: ${Math.round(100 * sent / total)} %`; },
      });
    }
    await session.finalize();
    message.id = 'done';
    message.textContent = 'Thank you.';
  } catch (error) {
    message.textContent = error.code ? `That did not work (${error.code}).` : String(error); // docs/errors.md
    form.querySelector('button').disabled = false;
  }
});
