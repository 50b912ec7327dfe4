// Package fault holds the one list of error codes and the one error type that
// carries them. Every failure that reaches JavaScript has one of these codes;
// docs/errors.md and web/capture.d.ts are tested against the list.
//
// It is a leaf: it imports nothing of this module, so imageproc and apiclient
// share their codes without knowing each other.
package fault

// Code is a stable, documented name of a failure. It is itself an error, so that
// errors.Is(err, fault.Offline) reads as it should.
type Code string

// Codes about the picture or document itself.
const (
	Empty             Code = "empty"              // no bytes
	UnsupportedFormat Code = "unsupported_format" // not a format that this browser or module reads
	Corrupt           Code = "corrupt"            // the structure contradicts itself
	Truncated         Code = "truncated"          // the structure ends before its end
	TooSmall          Code = "too_small"          // longest side is 300 px or less
	TooLarge          Code = "too_large"          // over 15,000,000 bytes or 8000 px a side; also HTTP 413
	TooManyPixels     Code = "too_many_pixels"    // more pixels than can be decoded safely
	CannotFit         Code = "cannot_fit"         // no encoding within the limits was found
	PDFEncrypted      Code = "pdf_encrypted"      // the PDF asks for a password
	TooManyPages      Code = "too_many_pages"     // more images or PDF pages than the document takes
	MixedDocument     Code = "mixed_document"     // images and a PDF, or several PDFs, in one document
)

// Codes about what the caller handed in.
const (
	InvalidData    Code = "invalid_data"    // a prepared-data field is wrong; Field names it
	InvalidSession Code = "invalid_session" // the account-create answer can't be used
	BadOption      Code = "bad_option"      // an unknown or malformed option; Field names it
	Aborted        Code = "aborted"         // the caller's signal or close ended it
)

// Codes about the way to the service and its answers.
const (
	Offline      Code = "offline"      // the device says that it has no network
	Network      Code = "network"      // the connection failed or was cut
	Timeout      Code = "timeout"      // the attempt or the call took too long
	Unauthorized Code = "unauthorized" // 401: the token was refused
	Expired      Code = "expired"      // the session or its token has ended and no fresh one was supplied
	Forbidden    Code = "forbidden"    // 403, or an address outside the API's origin
	NotFound     Code = "not_found"    // 404: unknown execution, credential or part
	Conflict     Code = "conflict"     // 409 that PUT did not resolve
	Rejected     Code = "rejected"     // any other 4xx: the service refused the content
	RateLimited  Code = "rate_limited" // 429 after all retries
	Server       Code = "server"       // 5xx after all retries
	BadResponse  Code = "bad_response" // an answer that is not what the contract says
)

// Codes about the machinery.
const (
	Codec       Code = "codec"         // no codec produced a picture that passed its checks
	OutOfMemory Code = "out_of_memory" // the device ran out of memory
	Internal    Code = "internal"      // a defect of this module
)

// retryable is the one list: code → may the same call succeed when made again.
var retryable = map[Code]bool{
	Empty: false, UnsupportedFormat: false, Corrupt: false, Truncated: false,
	TooSmall: false, TooLarge: false, TooManyPixels: false, CannotFit: false,
	PDFEncrypted: false, TooManyPages: false, MixedDocument: false,
	InvalidData: false, InvalidSession: false, BadOption: false, Aborted: false,
	Offline: true, Network: true, Timeout: true,
	Unauthorized: false, Expired: false, Forbidden: false, NotFound: false,
	Conflict: false, Rejected: false,
	RateLimited: true, Server: true, BadResponse: true,
	Codec: false, OutOfMemory: true, Internal: false,
}

// Error makes a Code usable as a sentinel.
func (c Code) Error() string { return string(c) }

// Retryable reports whether the same call, made again, may succeed.
func (c Code) Retryable() bool { return retryable[c] }

// Known reports whether c is in the list.
func (c Code) Known() bool {
	_, ok := retryable[c]
	return ok
}

// All returns every code, in no particular order.
func All() []Code {
	all := make([]Code, 0, len(retryable))
	for c := range retryable {
		all = append(all, c)
	}
	return all
}
