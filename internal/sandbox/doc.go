// Package sandbox is the Credentials API as one http.Handler, for development and
// tests. It is as strict as the service, holds everything in memory, and bounds what it
// holds in bytes, in number and in time. It verifies nobody: a finalized workflow is
// PROCESSED, with the decision NOT_EXECUTED. Names and types of prepared data are checked,
// values are not.
//
// It shares no wire types with the client, so that a wrong JSON name on either side fails
// a test. It judges pictures with the standard library, and PDFs with the module's own
// bounded reader.
//
// A Sandbox is safe for concurrent use.
package sandbox
