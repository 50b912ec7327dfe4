package apiclient_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"sync"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/test/must"
)

// integrator does what a server of the integrator's does: it holds the client
// secret, opens workflows and looks at what arrived.
type integrator struct {
	t       *testing.T
	at      string
	tr      apiclient.Transport
	access  string
	account string // of the last workflow
}

func newIntegrator(t *testing.T) *integrator {
	in := &integrator{t: t, at: sandboxURL(t), tr: transport(t)}
	var grant struct {
		AccessToken string `json:"access_token"`
	}
	in.call("POST", "/oauth2/token", "application/x-www-form-urlencoded",
		"grant_type=client_credentials&client_id=sandbox&client_secret=sandbox", &grant)
	in.access = grant.AccessToken
	return in
}

// call makes a request that must succeed.
func (in *integrator) call(method, path, contentType, body string, into any) []byte {
	in.t.Helper()
	r := &apiclient.Request{Method: method, URL: in.at + path, Header: map[string]string{"User-Agent": "Integrator/1.0"}}
	if in.access != "" {
		r.Header["Authorization"] = "Bearer " + in.access
	}
	if body != "" {
		r.Header["Content-Type"] = contentType
		r.Body = []apiclient.Content{apiclient.Bytes(body)}
	}
	response, err := in.tr.RoundTrip(in.t.Context(), r)
	if err != nil || response.Status < 200 || response.Status > 299 {
		in.t.Fatalf("%s %s: %+v, %v", method, path, response, err)
	}
	if into != nil {
		if err := json.Unmarshal(response.Body, into); err != nil {
			in.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return response.Body
}

const workflow = `{"customerInternalReference":"test","workflowDefinition":{"key":10011,"credentials":[
	{"category":"ID","country":{"values":["AUT"]},"type":{"values":["ID_CARD"]}},
	{"category":"SELFIE"},
	{"category":"DOCUMENT","country":"AUT","type":"BS"},
	{"category":"DATA"}]}}`

// open starts a workflow: for a new person, or a new one for the same.
func (in *integrator) open() []byte {
	in.t.Helper()
	method, path := "POST", "/api/v1/accounts"
	if in.account != "" {
		method, path = "PUT", path+"/"+in.account
	}
	var created struct{ Account struct{ ID string } }
	init := in.call(method, path, "application/json", workflow, &created)
	in.account = created.Account.ID
	return init
}

// execution is the id of a session's workflow execution.
func execution(t *testing.T, s *apiclient.Session) string {
	t.Helper()
	var snapshot struct{ WorkflowExecution struct{ ID string } }
	must.Succeed(t, json.Unmarshal(s.Snapshot(), &snapshot))
	return snapshot.WorkflowExecution.ID
}

// arrived is what the service holds of a workflow.
type arrived struct {
	Finalized   bool
	Credentials []struct {
		Category string
		Parts    []struct {
			Classifier, SHA256, Type string
			Page                     int
		}
		Data map[string]any
	}
}

func (in *integrator) arrived(s *apiclient.Session) (a arrived) {
	in.t.Helper()
	in.call("GET", "/api/v1/accounts/"+in.account+"/workflow-executions/"+execution(in.t, s), "", "", &a)
	return a
}

// parts lists "CLASSIFIER:name" of what arrived, in order, by the names that the
// pictures have here.
func (a arrived) parts(pictures map[string]string) string {
	var all []string
	for _, c := range a.Credentials {
		for _, p := range c.Parts {
			name := "unknown bytes"
			for n, sum := range pictures {
				if sum == p.SHA256 {
					name = n
				}
			}
			all = append(all, p.Classifier+":"+name)
		}
	}
	return strings.Join(all, " ")
}

// picture makes a JPEG of its own for each name.
func picture(t *testing.T, name string, sums map[string]string) apiclient.File {
	t.Helper()
	made, is := pictures.Load(name)
	if !is {
		img := image.NewGray(image.Rect(0, 0, 320, 200))
		for i := range name {
			img.SetGray(i*8, int(name[i]), color.Gray{Y: 255})
		}
		var b bytes.Buffer
		must.Succeed(t, jpeg.Encode(&b, img, nil))
		made, _ = pictures.LoadOrStore(name, b.Bytes())
	}
	sum := sha256.Sum256(made.([]byte))
	sums[name] = hex.EncodeToString(sum[:])
	return apiclient.File{Type: "image/jpeg", Content: apiclient.Bytes(made.([]byte))}
}

// pictures keeps what was made, by name: the fault matrix sends thousands.
var pictures sync.Map
