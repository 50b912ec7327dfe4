const done = document.querySelector('#done');
document.querySelector('credential-capture').addEventListener('finalized', ({workflowExecution}) => {
  done.textContent = `Thank you. Your reference is ${workflowExecution.id}.`;
  done.hidden = false;
});
