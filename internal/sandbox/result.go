package sandbox

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// The sandbox verifies nobody: every decision is notExecuted, and the risk is the highest.
const (
	notExecuted = "NOT_EXECUTED"
	maxRisk     = 100
)

// retrieved answers with a description of the request's execution, for an access token.
func retrieved(describe func(s *Sandbox, h hrefs, e *execution) map[string]any) func(*Sandbox, http.ResponseWriter, *http.Request) error {
	return func(s *Sandbox, w http.ResponseWriter, r *http.Request) error {
		return s.answer(w, func() (map[string]any, error) {
			e, err := s.retrieval(r)
			if err != nil {
				return nil, err
			}
			return describe(s, hrefsOf(r), e), nil
		})
	}
}

func (s *Sandbox) describeStatus(h hrefs, e *execution) map[string]any {
	return map[string]any{
		"account":           map[string]any{"id": e.account, "href": h.base + "/api/v1/accounts/" + e.account},
		"workflowExecution": map[string]any{"id": e.id, "href": h.execution(e), "definitionKey": e.definitionKey, "status": s.status(e)},
	}
}

// describe has the service's members of a workflow's details beside those of contents.
func (s *Sandbox) describe(h hrefs, e *execution) map[string]any {
	details := s.contents(e, func(credential, classifier string, page int) string {
		href := h.part(e, credential, classifier)
		if page > 0 {
			href += "/" + strconv.Itoa(page)
		}
		return href
	})
	details["createdAt"] = e.created.UTC().Format(time.RFC3339Nano)
	details["workflow"] = map[string]any{
		"id": e.id, "status": s.status(e), "definitionKey": e.definitionKey,
		"userReference": e.userReference, "customerInternalReference": e.customerInternalReference,
	}
	details["steps"] = map[string]any{"href": h.execution(e) + "/steps"}
	if e.finalized.IsZero() {
		return details
	}
	end := e.finalized.UTC().Format(time.RFC3339Nano)
	details["startedAt"], details["completedAt"] = end, end
	decision := map[string]any{"type": notExecuted, "details": map[string]any{"label": notExecuted}, "risk": map[string]any{"score": maxRisk}}
	var usability []map[string]any
	for _, c := range e.credentials {
		usability = append(usability, map[string]any{
			"id": capabilityID(c), "credentials": []map[string]any{{"id": c.id, "category": c.category}},
			"decision": map[string]any{"type": notExecuted, "details": map[string]any{"label": "TECHNICAL_ERROR"}},
		})
	}
	details["decision"], details["capabilities"] = decision, map[string]any{"usability": usability}
	return details
}

// capabilityID is the same each time that it is retrieved.
func capabilityID(c *credential) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("usability of "+c.id)).String()
}

func (s *Sandbox) describeSteps(_ hrefs, e *execution) map[string]any {
	steps := []map[string]any{}
	for _, c := range e.credentials {
		steps = append(steps, map[string]any{"id": capabilityID(c), "status": s.status(e), "capabilities": []string{"usability"}})
	}
	answer := envelope(s.options.Now(), e)
	answer["steps"] = steps
	return answer
}

func (s *Sandbox) describeRules(_ hrefs, e *execution) map[string]any {
	answer := envelope(s.options.Now(), e)
	answer["rules"] = []map[string]any{{"id": "sandbox", "label": "The sandbox has no rules", "outcome": notExecuted}}
	return answer
}

// describeReport names a PDF that needs no access token.
func (s *Sandbox) describeReport(h hrefs, e *execution) map[string]any {
	return map[string]any{"workflowId": e.id, "presignedUrl": h.execution(e) + "/report.pdf?signature=" + e.report}
}

func (s *Sandbox) writeReport(w http.ResponseWriter, r *http.Request) error {
	s.store.mu.Lock()
	e := s.store.executions[r.PathValue("execution")]
	known := e != nil && e.account == r.PathValue("account") && same(e.report, r.URL.Query().Get("signature"))
	s.store.mu.Unlock()
	if !known {
		return refuse(http.StatusForbidden, "the signature is wrong")
	}
	w.Header().Set("Content-Type", pdfType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(reportPDF)
	return nil
}

// reportPDF is one page with one line.
var reportPDF = func() []byte {
	const content = "BT /F 18 Tf 72 720 Td (Sandbox: nobody was verified.) Tj ET"
	b := bytes.NewBufferString("%PDF-1.4\n")
	var offsets []int
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
	} {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, table)
	return b.Bytes()
}()
