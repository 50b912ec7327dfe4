import {load} from '../credential-capture/capture.js';

const form = document.querySelector('form');
const said = document.querySelector('#said');
const loading = load(); // while the person looks for the card

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  form.querySelector('button').disabled = true;
  try {
    const capture = await loading;
    // What is asked for is your back end's to say; the sandbox lets the page choose.
    const body = JSON.stringify({credentials: [{category: 'ID'}, {category: 'SELFIE'}]});
    const answer = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body});
    const session = await capture.session(await answer.json());
    for (const part of ['FRONT', 'BACK', 'FACE']) {
      const file = form.elements[part].files[0];
      const fitted = await capture.fit(file, {part});
      await session.addPart(session.steps.find((step) => step.part === part), fitted.blob, {
        onProgress: ({sent, total}) => { said.textContent = `${part}: ${Math.round(100 * sent / total)} %`; },
      });
    }
    await session.finalize();
    said.id = 'done';
    said.textContent = 'Thank you.';
  } catch (error) {
    said.textContent = error.code ? `That did not work (${error.code}).` : String(error); // docs/errors.md
    form.querySelector('button').disabled = false;
  }
});
