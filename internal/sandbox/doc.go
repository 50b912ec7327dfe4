// Package sandbox is the Credentials API as one http.Handler, for development and
// tests: strict where the service is strict, so that what passes here has a fair
// chance there. It holds everything in memory, bounded and with an expiry.
//
// It shares no types with the client, so that a wrong JSON name on either side
// fails a test instead of agreeing with itself, and it judges pictures with the
// standard library, not with the module's own parsers.
//
// A Sandbox is safe for concurrent use.
package sandbox
