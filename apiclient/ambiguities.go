package apiclient

import (
	"strings"

	"credential-capture/fault"
)

// This file decides what the API reference leaves open, and nothing else does.
// When the service turns out to differ, it is changed here.
//
//  1. DOCUMENT. Its parts path is …/parts/DOCUMENT; POST appends pages, DELETE
//     removes them all. Several images go as several "file" fields of one request,
//     in page order.
//  2. An entry of api.parts with pages ({"1": href}) lists pages that are there;
//     it is no place to send the next one to, unless its href is the document's own.
//  3. 409 on a POST of a part or of data means that one is there already: the same
//     bytes are sent again as PUT. A document has no PUT; its 409 stands.
//  4. Lost answers. A request that was sent and not answered (cut connection,
//     timeout, 5xx, an answer that isn't the API's) may have been carried out. And
//     the first answer that we see may be to a repetition: Chromium repeats any
//     request, a POST too, when a connection that it had kept is reset. So:
//     - part, data: sent again; when the first had arrived, 3. applies.
//     - delete: sent again; 404 then means that the first had arrived. It means so
//     at once for what this session knows to have been there.
//     - document: a repetition would append the same pages again. When this
//     session had put no pages there, all pages are deleted and it is sent again.
//     When it had, it fails with fault.Conflict and the detail "uncertain": delete
//     the pages, then upload the whole document. Until then the step refuses.
//     - document, answered with more pages than were sent: likewise, but once in a
//     call: a service that counts differently is believed the second time.
//     - finalize: 409 means that it is finalized; what is too early is another 4xx.
//     Any other refusal after a lost answer proves nothing, as the tokens may have
//     ended with the workflow: it carries the detail "uncertain", and no fresh
//     session is asked for, because that would start an empty workflow beside the
//     finalized one.
//     The doubt outlives the call: it is kept in the session and its snapshot.
//  5. 413 is fault.TooLarge and 415 fault.Rejected, as codeOf says.

const (
	partDocument = "DOCUMENT"
	partData     = "PREPARED_DATA"

	// fileField is the name of every file field.
	fileField = "file"

	maxPages           = 30         // images of a document
	maxCreditCardPages = 2          // sides of a credit card
	creditCard         = "CC"       // its type
	maxUpload          = 15_000_000 // bytes of a part, or of all files of a document
)

// usualParts says what a credential asks for whose hrefs don't.
var usualParts = map[string][]string{
	"ID":       {"FRONT", "BACK"},
	"SELFIE":   {"FACE"},
	"FACEMAP":  {"FACE"},
	"DOCUMENT": {partDocument},
	"DATA":     {partData},
}

// knownParts are the classifiers that steps are made of, in the order in which a
// person is asked for them.
var knownParts = []string{"FRONT", "BACK", "FACE", partDocument, partData}

// partHref picks the href that a classifier's requests go to, "" when there is
// none and the path template has to do.
func partHref(classifier string, l link) string {
	if classifier != partDocument || l.one != "" {
		return l.first()
	}
	if href := l.first(); strings.HasSuffix(href, "/parts/"+partDocument) {
		return href
	}
	return ""
}

// Path templates, for what has no href.
func executionPath(account, execution string) string {
	return apiRoot + "accounts/" + account + "/workflow-executions/" + execution
}

func partPath(account, execution, credential, classifier string) string {
	return executionPath(account, execution) + "/credentials/" + credential + "/parts/" + classifier
}

// operation names what a call does; the names appear in errors and events.
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

// verdict is what a refusal means for an operation.
type verdict int

const (
	stands    verdict = iota // it is what it says
	arrived                  // an earlier request had been carried out: all is well
	replace                  // send the same bytes again as PUT
	uncertain                // whether an earlier request was carried out can't be known
)

// judge reads a refusal (4xx) of a request. Lost says that an earlier request for
// the same thing may have been carried out.
func judge(op operation, method string, status int, lost bool) verdict {
	switch op {
	case addPart, submitData:
		if status == statusConflict && method == methodPost {
			return replace
		}
	case deletePart, deletePages:
		if status == statusNotFound && lost {
			return arrived
		}
	case finalize:
		switch {
		case status == statusConflict:
			return arrived
		case !lost:
		case status >= 400 && status < 500 && codeOf(status) != fault.RateLimited && status != statusTimeout:
			return uncertain
		}
	}
	return stands
}

// surplus reports whether an answer lists more pages of a document than a call has
// sent to it and than were there. A PDF's pages aren't known here.
func surplus(before, sent int, pdf bool, l link) bool {
	return !pdf && len(l.pages) > before+sent
}

// mayHaveArrived reports whether a failed attempt may have been carried out.
func mayHaveArrived(code fault.Code, status int) bool {
	switch code {
	case fault.Network, fault.Offline, fault.Server, fault.BadResponse:
		return true
	case fault.Timeout:
		return status == 0 // 408 is the service's own word that it got no request
	}
	return false
}
