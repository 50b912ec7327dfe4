// Package devserver is the dev and reference server, in parts: the static files
// with their headers, POST /session, the proxy to the real service, and what the
// sandbox has received. serve.go wires them.
//
// The client secret lives here and nowhere else: the browser is given the answer
// of the account's creation, which holds tokens for one workflow only.
package devserver
