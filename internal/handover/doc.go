// Package handover lets a person go on with a capture session on another device: a
// desktop shows a link, a phone takes the session with it, and gives it back or
// finishes. docs/handover.md is its manual.
//
// Handler is the HTTP side, Store where it keeps what it has to: Memory by default, or
// the integrator's own, for more than one copy of the server.
//
// A session's tokens are secret. What is stored of a session is sealed under a key that
// the devices hold and the server forgets with each answer, so that neither a store nor
// a backup of it can be read. What the devices present is stored as a hash.
package handover
