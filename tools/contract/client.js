/**
 * A whole workflow with a client that is generated from docs/openapi.yaml: openapi-fetch with the types of
 * openapi-typescript, over Node's fetch and FormData. It reads the response to the account's creation from stdin and
 * the path of a picture from its argument, and prints each operation.
 */
import createClient from 'openapi-fetch';
import {readFileSync} from 'node:fs';

/** @typedef {import('../../build/contract/api.js').paths} Paths */
/** @typedef {import('../../build/contract/api.js').components['schemas']['Answer']} Answer */

const init = JSON.parse(readFileSync(0, 'utf8'));
const picture = readFileSync(process.argv[2]);
const {origin} = new URL(init.workflowExecution.credentials[0].api.workflowExecution);
/** @type {ReturnType<typeof createClient<Paths>>} */
const client = createClient({baseUrl: origin});

/** The latest token and the path parameters of each credential. @type {Map<string, {token: string, path: {accountId: string, workflowExecutionId: string, credentialId: string}}>} */
const credentials = new Map();
for (const {id, category, api} of init.workflowExecution.credentials) {
  credentials.set(category, {token: api.token, path: {accountId: init.account.id, workflowExecutionId: init.workflowExecution.id, credentialId: id}});
}

/** @param {string} category */
const of = (category) => {
  const credential = credentials.get(category);
  if (!credential) throw new Error(`the workflow has no ${category}`);
  return credential;
};
/** @param {{token: string}} credential */
const header = ({token}) => ({'User-Agent': 'Contract/1.0', Authorization: `Bearer ${token}`});
/** @param {number} pages */
const form = (pages) => {
  const data = new FormData();
  for (let i = 0; i < pages; i++) data.append('file', new Blob([picture], {type: 'image/jpeg'}), `${i}.jpg`);
  return data;
};
/**
 * Stores the token of a response and prints the operation.
 * @param {string} what @param {string} category @param {{data?: Answer, error?: unknown, response: Response}} answer
 */
const done = (what, category, {data, error, response}) => {
  if (!data) throw new Error(`${what}: ${response.status} ${JSON.stringify(error)}`);
  if (data.account?.id !== init.account.id) throw new Error(`${what}: the response is about another account`);
  if (data.api?.token) of(category).token = data.api.token;
  console.log(`${what} ${response.status}`);
  return data;
};

const part = '/api/v1/accounts/{accountId}/workflow-executions/{workflowExecutionId}/credentials/{credentialId}/parts/{classifier}';
const document = '/api/v1/accounts/{accountId}/workflow-executions/{workflowExecutionId}/credentials/{credentialId}/parts/DOCUMENT';
const details = '/api/v1/accounts/{accountId}/workflow-executions/{workflowExecutionId}/credentials/{credentialId}/parts/PREPARED_DATA';
const execution = '/api/v1/accounts/{accountId}/workflow-executions/{workflowExecutionId}';

/** @param {string} category @param {'FRONT' | 'BACK' | 'FACE'} classifier */
const partRequest = (category, classifier) => ({
  params: {path: {...of(category).path, classifier}, header: header(of(category))},
  headers: header(of(category)),
});
/** @param {string} category */
const credentialRequest = (category) => ({params: {path: of(category).path, header: header(of(category))}, headers: header(of(category))});
const file = {body: {file: ''}, bodySerializer: () => form(1)};
const pages = {body: {file: ['', '']}, bodySerializer: () => form(2)};

done('add FRONT', 'ID', await client.POST(part, {...partRequest('ID', 'FRONT'), ...file}));
done('add BACK', 'ID', await client.POST(part, {...partRequest('ID', 'BACK'), ...file}));
done('update BACK', 'ID', await client.PUT(part, {...partRequest('ID', 'BACK'), ...file}));
done('add FACE', 'SELFIE', await client.POST(part, {...partRequest('SELFIE', 'FACE'), ...file}));
done('delete FACE', 'SELFIE', await client.DELETE(part, partRequest('SELFIE', 'FACE')));
done('add FACE', 'SELFIE', await client.POST(part, {...partRequest('SELFIE', 'FACE'), ...file}));
done('upload DOCUMENT', 'DOCUMENT', await client.POST(document, {...credentialRequest('DOCUMENT'), ...pages}));
done('delete pages', 'DOCUMENT', await client.DELETE(document, credentialRequest('DOCUMENT')));
const uploaded = done('upload DOCUMENT', 'DOCUMENT', await client.POST(document, {...credentialRequest('DOCUMENT'), ...pages}));
const listed = uploaded.api?.parts?.document;
if (!listed || typeof listed === 'string' || Object.keys(listed).join() !== '1,2') throw new Error(`the pages are ${JSON.stringify(listed)}`);
done('submit data', 'DATA', await client.POST(details, {...credentialRequest('DATA'), body: {firstName: 'Jane', address: {country: 'AUT'}}}));
done('finalize', 'DATA', await client.PUT(execution, credentialRequest('DATA')));
