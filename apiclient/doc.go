// Package apiclient speaks the Credentials API from the person's device: add,
// update and delete a part, submit prepared data, upload a document and delete
// its pages, finalize the workflow.
//
// A [Client] holds the configuration. A [Session] is made from what the
// account-create call answered, which a server of the integrator's passes on:
// the credentials of one workflow execution, each with its hrefs and its own
// short-lived token. The client secret never comes here.
//
// # Concurrency
//
// A Client and a Session are safe for concurrent use. An answer may carry a new
// token for its credential, so calls on one credential are made one after the
// other, in no promised order; calls on different credentials run side by side.
// Finalize waits for all of them and keeps new ones waiting.
//
// # Errors
//
// Every failure has a code of fault. A context that ends is reported as
// its own error, context.Canceled or context.DeadlineExceeded, not as a code;
// the client's own deadlines are fault.Timeout. No error, event or printed value
// holds a token, a picture's name or a word of prepared data.
//
// # Answers that are lost
//
// A request whose answer never came may have been carried out. What that means
// for each operation, and every other thing that the API reference leaves open,
// is decided in open.go.
//
// # Wasm
//
// In the browser the [Transport] is fetch, or XMLHttpRequest where progress is
// asked for; elsewhere it is net/http, which the wasm never links. Multipart
// bodies are lists of a few literal bytes and the files themselves, so that a
// picture that is a Blob is uploaded without entering Go's memory. JSON is read
// without encoding/json, and addresses without net/url, for their weight.
//
// Files belong to the caller and must not change until the call has returned.
package apiclient
