// Package fault defines the errors of this module: one type and one list of codes.
//
// Every error of imageproc and apiclient is, or wraps, an [*Error], except the
// caller's own context.Canceled and context.DeadlineExceeded. Its [Code] is stable
// and says what happened; its message is for developers and may change:
//
//	_, err := session.AddPart(ctx, apiclient.PartFront, file, nil)
//	var e *fault.Error
//	if errors.As(err, &e) {
//		switch e.Code {
//		case fault.Offline:
//			// wait for the network
//		case fault.InvalidData:
//			// e.Field names the field
//		default:
//			// e.Retryable reports whether the same call may succeed later
//		}
//	}
//
// A Code is an error as well, so errors.Is(err, fault.Offline) works.
//
// JavaScript receives the same codes in CaptureError. A test compares this list with
// docs/errors.md and web/capture.d.ts.
package fault

// Code is the stable name of a kind of failure.
type Code string

// Codes about the picture or document.
const (
	Empty             Code = "empty"              // no bytes
	UnsupportedFormat Code = "unsupported_format" // neither the browser nor this module reads the format
	Corrupt           Code = "corrupt"            // the structure contradicts itself
	Truncated         Code = "truncated"          // the file ends too early
	FileChanged       Code = "file_changed"       // the file was changed, moved or deleted after it was chosen
	TooSmall          Code = "too_small"          // the longest side is 300 px or less
	TooLarge          Code = "too_large"          // over 15,000,000 bytes or 8000 px a side; also HTTP 413
	TooManyPixels     Code = "too_many_pixels"    // more pixels than can be decoded safely
	CannotFit         Code = "cannot_fit"         // no encoding within the limits was found
	PDFEncrypted      Code = "pdf_encrypted"      // the PDF requires a password
	TooManyPages      Code = "too_many_pages"     // more images or PDF pages than a document may have
	MixedDocument     Code = "mixed_document"     // images and a PDF, or several PDFs, in one document
)

// Codes about arguments.
const (
	InvalidData    Code = "invalid_data"    // a prepared-data field is invalid; Field names it
	InvalidSession Code = "invalid_session" // the account-create answer is unusable; Field has the path
	BadOption      Code = "bad_option"      // an unknown or malformed option; Field names it
	Aborted        Code = "aborted"         // cancelled by the caller
)

// Codes about the network and the service.
const (
	Offline      Code = "offline"      // the device has no network
	Network      Code = "network"      // the connection failed or was cut
	Timeout      Code = "timeout"      // the attempt or the call took too long
	Unauthorized Code = "unauthorized" // 401: the token was rejected
	Expired      Code = "expired"      // the session has ended and was not renewed
	Forbidden    Code = "forbidden"    // 403, or an address outside the API's origin
	NotFound     Code = "not_found"    // 404: unknown execution, credential or part
	Conflict     Code = "conflict"     // 409 that a PUT did not resolve
	Rejected     Code = "rejected"     // any other 4xx: the service rejected the content
	RateLimited  Code = "rate_limited" // 429 after all retries
	Server       Code = "server"       // 5xx after all retries
	BadResponse  Code = "bad_response" // an answer that isn't the API's
)

// Codes about the module and the device. The first three occur in JavaScript only.
const (
	WasmUnavailable Code = "wasm_unavailable" // the browser or the page's policy forbids WebAssembly
	BadAsset        Code = "bad_asset"        // a file of the module is missing, HTML or of another version
	SessionFailed   Code = "session_failed"   // the integrator's session function has failed

	Codec       Code = "codec"         // no codec produced a picture that passed its checks
	OutOfMemory Code = "out_of_memory" // the device ran out of memory
	Internal    Code = "internal"      // a bug of this module
)

// retryable lists every code, with the result of Retryable.
var retryable = map[Code]bool{
	Empty: false, UnsupportedFormat: false, Corrupt: false, Truncated: false, FileChanged: false,
	TooSmall: false, TooLarge: false, TooManyPixels: false, CannotFit: false,
	PDFEncrypted: false, TooManyPages: false, MixedDocument: false,
	InvalidData: false, InvalidSession: false, BadOption: false, Aborted: false,
	Offline: true, Network: true, Timeout: true,
	Unauthorized: false, Expired: false, Forbidden: false, NotFound: false,
	Conflict: false, Rejected: false,
	RateLimited: true, Server: true, BadResponse: true,
	WasmUnavailable: false, BadAsset: false, SessionFailed: true,
	Codec: false, OutOfMemory: true, Internal: false,
}

// Error returns the code.
func (c Code) Error() string { return string(c) }

// Retryable reports whether the same call may succeed later.
func (c Code) Retryable() bool { return retryable[c] }

// Known reports whether c is one of the codes of this package.
func (c Code) Known() bool {
	_, ok := retryable[c]
	return ok
}

// All returns all codes in no particular order.
func All() []Code {
	all := make([]Code, 0, len(retryable))
	for c := range retryable {
		all = append(all, c)
	}
	return all
}
