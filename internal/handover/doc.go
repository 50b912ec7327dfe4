// Package handover moves a capture session to another device and back: a desktop shows a
// link, a phone takes the session, and returns or finishes it. docs/handover.md is its
// manual.
//
// Handler is the HTTP side. Store is where it keeps records: Memory, or the integrator's own
// for several copies of the server.
//
// A session's tokens are secret. A stored session is encrypted under a key that only the
// devices keep, so that neither a store nor its backup can be read. What the devices present
// is stored as a hash.
package handover
