package sandbox

import (
	"net/http"
	"time"
)

// This file decides what the API reference leaves open.
//
//   - A POST of a part that is there is answered 409; PUT replaces it. A PUT of a part
//     that isn't there adds it: the reference gives no reason to refuse it.
//     A picture of 300 px or less is refused by POST alone: the reference names no lower
//     limit for PUT.
//   - DOCUMENT: POST appends pages to those that are there, and the answer's
//     api.parts.document lists them by number. One PDF, or images; never both. PUT is 405.
//   - An encrypted PDF is accepted if it opens without a password, and so is what viewers
//     open although its cross-reference table is damaged.
//   - PREPARED_DATA: POST once, then 409; PUT replaces.
//   - A body that is too large is 413, of the wrong kind 415, a picture outside the
//     limits 400.
//   - Finalizing before everything required is there is 400; a second time, and
//     anything else after it, 409.
//   - A part that is deleted twice is 404 the second time.
//   - Each answer carries a new token. The one that was used for the request stays good
//     until its successor is presented for the first time: an answer may be lost on the
//     way, and then the client has no other. A successor that nobody has presented is
//     dead as soon as there is a newer one.
const (
	statusExists     = http.StatusConflict
	statusFinalized  = http.StatusConflict
	statusIncomplete = http.StatusBadRequest
)

// required returns the parts that a credential must have before the workflow can be
// finalized.
func required(category, documentType string) []string {
	// A passport has no back, and an open type may turn out to be one.
	if category == "ID" && (documentType == "PASSPORT" || documentType == "") {
		return []string{"FRONT"}
	}
	return classifiers[category]
}

// pageLimit is the maximum number of images or PDF pages of a document type.
func pageLimit(documentType string) int {
	if documentType == "CC" {
		return 2
	}
	return 30
}

// rotate issues a new token after one was used.
func (c *credential) rotate(used token, end time.Time) {
	c.used, c.newest = used, token{newSecret(), end}
}

// present finds a request's token among the credential's. A client that presents the newest
// has received it, so that the one before becomes invalid.
func (c *credential) present(value string) (t token, ok bool) {
	switch {
	case c.newest.is(value):
		c.used = token{}
		return c.newest, true
	case c.used.is(value):
		return c.used, true
	}
	return token{}, false
}
