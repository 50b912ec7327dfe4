package apiclient

import (
	"strings"

	"credential-capture/fault"
)

// This file alone defines how the client treats what the API reference leaves
// open. Change it here when the service turns out to differ.
//
//  1. DOCUMENT. The path of its parts is …/parts/DOCUMENT. POST appends pages,
//     DELETE removes all of them. Several images are several "file" fields of one
//     request, in page order.
//  2. An entry of api.parts with pages ({"1": href}) lists existing pages. New
//     pages are not sent to its hrefs, unless one is the document's own.
//  3. 409 on the POST of a part or of data means that it exists: the same bytes
//     are sent as PUT. A document has no PUT, so its 409 is final. The 409 of a
//     workflow that is finalized looks the same: then the bytes go twice. A session
//     that has finalized its workflow sends nothing more.
//  4. Lost answers. A request without a valid answer (connection cut, timeout,
//     5xx, an answer that isn't the API's) may have been carried out. Even the
//     first answer may belong to a repetition, because Chromium repeats any
//     request, a POST too, when a kept-alive connection is reset. Therefore:
//     - part, data: repeat. If the first request was carried out, rule 3 applies.
//     - delete: repeat. 404 then means success, and so it does at once for what
//     this session knows to exist.
//     - document: a repetition would append the same pages again. If this session
//     has added no pages before, all pages are deleted and sent again. Otherwise
//     the call fails with fault.Conflict and the detail "uncertain", and so does
//     each further upload until the pages are deleted.
//     - document with more pages in the answer than were sent: the same, but once
//     per call, so that a service that counts differently is accepted then.
//     - finalize: 409 means that it is finalized; too early is another 4xx. Any
//     other refusal after a lost answer proves nothing, because the tokens may
//     have ended with the workflow. It carries the detail "uncertain", and the
//     session isn't renewed: that would open a second, empty workflow.
//     The session and its snapshot keep the uncertainty after the call.
//  5. 413 is fault.TooLarge and 415 fault.Rejected, see codeOf.
//  6. A PDF that is encrypted but opens without a password is sent: AcceptsEncrypted.

// AcceptsEncrypted reports whether the service accepts a PDF that is encrypted, against
// printing or changes, and opens without a password. One that requires a password is never sent.
const AcceptsEncrypted = true

const (
	fileField = "file" // the name of every file field

	maxPages           = 30         // images of a document
	maxCreditCardPages = 2          // images of a document of type creditCard
	creditCard         = "CC"       // a type of document
	maxUpload          = 15_000_000 // bytes of a part, or of all files of a document
)

// defaultParts lists the parts of a credential without hrefs, by category.
var defaultParts = map[string][]Part{
	"ID":       {PartFront, PartBack},
	"SELFIE":   {PartFace},
	"FACEMAP":  {PartFace},
	"DOCUMENT": {PartDocument},
	"DATA":     {PartPreparedData},
}

// knownParts lists the parts that become steps, in the order of the steps.
var knownParts = []Part{PartFront, PartBack, PartFace, PartDocument, PartPreparedData}

// partHref selects the href for requests on a part. "" means that there is none
// and partPath applies.
func partHref(part Part, l link) string {
	if part != PartDocument || l.href != "" {
		return l.first()
	}
	if href := l.first(); strings.HasSuffix(href, "/parts/"+string(PartDocument)) {
		return href
	}
	return ""
}

// executionPath is the path of a workflow execution without an href.
func executionPath(account, execution string) string {
	return apiRoot + "accounts/" + account + "/workflow-executions/" + execution
}

// partPath is the path of a part without an href.
func partPath(account, execution, credential string, part Part) string {
	return executionPath(account, execution) + "/credentials/" + credential + "/parts/" + string(part)
}

// operation names a call in errors and events.
type operation string

const (
	addPart        operation = "add part"
	updatePart     operation = "update part"
	deletePart     operation = "delete part"
	submitData     operation = "submit data"
	uploadDocument operation = "upload document"
	deletePages    operation = "delete pages"
	finalize       operation = "finalize"
)

// verdict is the meaning of a refusal for an operation.
type verdict int

const (
	final          verdict = iota // the operation failed
	alreadyApplied                // an earlier request succeeded, so the operation did
	replace                       // repeat with the same body as PUT
	undecidable                   // an earlier request may have succeeded
)

// classifyRefusal interprets a 4xx. mayBeApplied reports whether an earlier
// request of the same call may have been carried out.
func classifyRefusal(op operation, method string, status int, mayBeApplied bool) verdict {
	switch op {
	case addPart, submitData:
		if status == statusConflict && method == methodPost {
			return replace
		}
	case deletePart, deletePages:
		if status == statusNotFound && mayBeApplied {
			return alreadyApplied
		}
	case finalize:
		switch {
		case status == statusConflict:
			return alreadyApplied
		case !mayBeApplied:
		case status >= 400 && status < 500 && codeOf(status) != fault.RateLimited && status != statusTimeout:
			return undecidable
		}
	}
	return final
}

// hasExtraPages reports whether an answer lists more pages than existed before and
// were sent. The number of pages in a PDF isn't known here.
func hasExtraPages(before, sent int, pdf bool, l link) bool {
	return !pdf && len(l.pages) > before+sent
}

// mayHaveBeenApplied reports whether the service may have carried out a request
// that failed with this code and status.
func mayHaveBeenApplied(code fault.Code, status int) bool {
	switch code {
	case fault.Network, fault.Offline, fault.Server, fault.BadResponse:
		return true
	case fault.Timeout:
		return status == 0 // a 408 says that the service has received no request
	}
	return false
}
