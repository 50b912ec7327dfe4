package devserver

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// opened is what a browser needs of an account's creation or update. The service says
// more, such as links and tokens for other channels; that stays here.
type opened struct {
	Timestamp json.RawMessage `json:"timestamp,omitempty"`
	Account   struct {
		ID string `json:"id"`
	} `json:"account"`
	WorkflowExecution struct {
		ID          string             `json:"id"`
		Credentials []openedCredential `json:"credentials"`
	} `json:"workflowExecution"`
}

type openedCredential struct {
	ID              string          `json:"id"`
	Category        string          `json:"category"`
	Country         json.RawMessage `json:"country,omitempty"`
	Type            json.RawMessage `json:"type,omitempty"`
	AllowedChannels json.RawMessage `json:"allowedChannels,omitempty"`
	API             *openedAPI      `json:"api,omitempty"`
}

type openedAPI struct {
	Token             string         `json:"token,omitempty"`
	Parts             map[string]any `json:"parts,omitempty"` // an href, or hrefs by page
	WorkflowExecution string         `json:"workflowExecution,omitempty"`
}

// narrow takes of the service's answer what the browser needs, with its hrefs moved to
// the page's origin. One that leads elsewhere refuses the whole: a session is the time to
// see that the wrong origin is configured.
func narrow(answer []byte, move mover) (body []byte, execution string, err error) {
	var o opened
	if err := json.Unmarshal(answer, &o); err != nil {
		return nil, "", fmt.Errorf("%w: it is not the JSON that is expected", errBadAnswer)
	}
	if uuid.Validate(o.Account.ID) != nil || uuid.Validate(o.WorkflowExecution.ID) != nil || len(o.WorkflowExecution.Credentials) == 0 {
		return nil, "", fmt.Errorf("%w: it lacks account.id, workflowExecution.id or credentials", errBadAnswer)
	}
	tokens := 0
	for _, c := range o.WorkflowExecution.Credentials {
		if c.API == nil || c.API.Token == "" {
			continue
		}
		tokens++
		if lost := move.api(&c.API.WorkflowExecution, c.API.Parts); len(lost) > 0 {
			return nil, "", fmt.Errorf("%w: an href leads to %s: is -api the data center of this client?", errBadAnswer, lost[0])
		}
	}
	if tokens == 0 {
		return nil, "", fmt.Errorf("%w: no credential has an api.token: is the API channel allowed for this workflow?", errBadAnswer)
	}
	b, err := encode(o)
	return b, o.WorkflowExecution.ID, err
}

// encode writes JSON as it came, without what HTML would need.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
