// Package apiclient is a client of the Credentials API for the device of the
// person who is verified. It adds, updates and deletes a part, submits prepared
// data, uploads a document, deletes its pages and finalizes the workflow.
//
// A server of the integrator creates the account with its client secret and
// passes the answer on. [Client.Session] reads that answer: the credentials of
// one workflow execution, each with its hrefs and a short-lived token.
//
//	client, err := apiclient.New(apiclient.Config{})
//	session, err := client.Session(answer) // of POST or PUT /api/v1/accounts
//	_, err = session.AddPart(ctx, apiclient.PartFront, front, nil)
//	_, err = session.AddPart(ctx, apiclient.PartBack, back, nil)
//	_, err = session.AddPart(ctx, apiclient.PartFace, selfie, nil)
//	err = session.Finalize(ctx)
//
// # Concurrency
//
// A [Client] and a [Session] are safe for concurrent use. An answer may carry a
// new token for its credential, so calls on one credential run one after the
// other, in no particular order. Calls on different credentials run in parallel.
// Finalize waits for all of them and blocks new ones.
//
// # Errors
//
// Every failure is a *[fault.Error] with a code. The exception is the caller's
// context: when it ends, a call returns context.Canceled or
// context.DeadlineExceeded. The client's own timeouts are [fault.Timeout].
// Errors, events and printed values contain no token, file name or prepared data.
//
// # Lost answers
//
// The service may have carried out a request whose answer was lost. The file
// ambiguities.go defines what each operation does then, and how the client
// treats whatever else the API reference leaves open.
//
// # Wasm
//
// The browser's [Transport] uses fetch, or XMLHttpRequest to report progress;
// other platforms use net/http, which the wasm does not link. A multipart body is
// a list of literal bytes and files, so a Blob is uploaded without entering Go's
// memory. JSON is parsed without encoding/json and addresses without net/url,
// because both would add to the size of the wasm.
//
// Files belong to the caller and must not change until the call returns.
package apiclient
