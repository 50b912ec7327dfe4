package contract

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"credential-capture/apiclient"
	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
)

// tool returns the path of a tool that npm installs. A test without it is skipped, or fails
// where CONTRACT is set.
func tool(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(tools, name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CONTRACT") != "" {
			t.Fatalf("%s is missing: make check NAME=contract installs it", name)
		}
		t.Skipf("%s is missing: make check NAME=contract installs it, with npm", name)
	}
	return path
}

// prism runs Prism until the test ends.
func prism(t *testing.T, args ...string) string {
	t.Helper()
	tool(t, "prism")
	url, stop, err := Prism(".", args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return url
}

func newValidator(t *testing.T, service http.Handler) *Validator {
	t.Helper()
	tool(t, "prism")
	v := must.Get(NewValidator(".", service))(t)
	t.Cleanup(v.Close)
	return v
}

// send sends a request as the integrator's server does, and decodes the response.
func send(t *testing.T, method, url, token, kind, body string, into any) []byte {
	t.Helper()
	r := must.Get(http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body)))(t)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("User-Agent", "Integrator/1.0")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response := must.Get(http.DefaultClient.Do(r))(t)
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s %s %v", method, url, response.Status, b, err)
	}
	must.Succeed(t, json.Unmarshal(b, into))
	return b
}

// createAccount returns the response to an account's creation, and the access token.
func createAccount(t *testing.T, service string) (init []byte, access string) {
	t.Helper()
	var grant struct {
		Token string `json:"access_token"`
	}
	send(t, "POST", service+"/oauth2/token", "", "application/x-www-form-urlencoded",
		"grant_type=client_credentials&client_id=sandbox&client_secret=sandbox", &grant)
	var any map[string]any
	init = send(t, "POST", service+"/api/v1/accounts", grant.Token, "application/json", `{"customerInternalReference":"test",
		"workflowDefinition":{"key":10011,"credentials":[{"category":"ID","country":"AUT","type":"ID_CARD"},{"category":"SELFIE"},
		{"category":"DOCUMENT","country":"AUT","type":"BS"},{"category":"DATA"}]}}`, &any)
	return init, grant.Token
}

// session returns a session of our client.
func session(t *testing.T, init []byte, c apiclient.Config) *apiclient.Session {
	t.Helper()
	transport := apiclient.NewTransport()
	t.Cleanup(transport.(interface{ CloseIdleConnections() }).CloseIdleConnections)
	c.Transport, c.MaxWait = transport, time.Millisecond
	client := must.Get(apiclient.New(c))(t)
	return must.Get(client.Session(init))(t)
}

// card returns an acceptable picture.
func card(t *testing.T) apiclient.File {
	t.Helper()
	var b bytes.Buffer
	must.Succeed(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 320, 200)), nil))
	return apiclient.File{Type: "image/jpeg", Content: bytes.NewReader(b.Bytes())}
}

const details = `{"firstName":"Jane","lastName":"Doe","sex":"F","dateOfBirth":"1990-01-31","nationality":"AUT","email":"jane@example.org",
	"phoneNumber":"+436601234567","address":{"line1":"Ring 1","postalCode":"1010","city":"Wien","country":"AUT"},
	"id":{"issuingDate":"2020-02-03","idNumber":"P1","type":"PASSPORT","subType":"TAX_ID"},"kyc":{"registrationDate":"2021-9-17"},
	"bank":{"amount":19.99,"currency":"EUR","transactionTime":"2026-01-02T03:04:05Z"},"business":{"kybCapabilities":["ADVERSE_MEDIA"]}}`

// allOperations calls each of the seven operations of our client.
func allOperations(t *testing.T, s *apiclient.Session) []step {
	t.Helper()
	ctx, picture := t.Context(), card(t)
	data := must.Get(apiclient.ParsePreparedData([]byte(details)))(t)
	pages := []apiclient.File{picture, picture}
	return []step{
		{"addPart", func() error { _, err := s.AddPart(ctx, "FRONT", picture, nil); return err }},
		{"addPart", func() error { _, err := s.AddPart(ctx, "BACK", picture, nil); return err }},
		{"updatePart", func() error { _, err := s.UpdatePart(ctx, "BACK", picture, nil); return err }},
		{"addPart", func() error { _, err := s.AddPart(ctx, "FACE", picture, nil); return err }},
		{"deletePart", func() error { return s.DeletePart(ctx, "FACE", nil) }},
		{"addPart", func() error { _, err := s.AddPart(ctx, "FACE", picture, nil); return err }},
		{"uploadDocument", func() error { _, err := s.UploadDocument(ctx, "", pages, nil); return err }},
		{"deletePages", func() error { return s.DeletePages(ctx, "", nil) }},
		{"uploadDocument", func() error { _, err := s.UploadDocument(ctx, "", pages, nil); return err }},
		{"submitData", func() error { _, err := s.SubmitData(ctx, data, nil); return err }},
		{"submitData", func() error { _, err := s.SubmitData(ctx, data, nil); return err }}, // exists: POST is rejected, PUT follows
		{"finalize", func() error { return s.Finalize(ctx) }},
	}
}

type step struct {
	name string
	call func() error
}

func TestClientAndSandbox_conform(t *testing.T) {
	v := newValidator(t, sandbox.New(sandbox.Options{}))
	init, _ := createAccount(t, v.URL)
	s := session(t, init, apiclient.Config{})
	var before []byte // the session before its last operation
	for _, step := range allOperations(t, s) {
		before = s.Snapshot()
		if err := step.call(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	const want = "POST FRONT 200, POST BACK 200, PUT BACK 200, POST FACE 200, DELETE FACE 200, POST FACE 200, " +
		"POST DOCUMENT 200, DELETE DOCUMENT 200, POST DOCUMENT 200, POST PREPARED_DATA 200, POST PREPARED_DATA 409, PUT PREPARED_DATA 200, PUT "
	if got := v.Operations(); !strings.HasPrefix(got, want) {
		t.Errorf("validated\n%s, want\n%s", got, want)
	}
	// The description covers rejections as well. Another device doesn't know that the workflow is finalized.
	s = session(t, before, apiclient.Config{})
	if _, err := s.AddPart(t.Context(), "FRONT", card(t), nil); err == nil {
		t.Error("a part was accepted after finalize")
	}
	if got := v.Operations(); !strings.HasSuffix(got, "FRONT 409") {
		t.Errorf("validated %s, want FRONT 409 at the end", got)
	}
	for _, violation := range v.Violations() {
		t.Error(violation)
	}
}

func TestValidator_findsViolations(t *testing.T) {
	valid := `{"account":{"id":"11111111-1111-4111-8111-111111111111"},"api":{"token":"t","parts":{"document":{"1":"https://a.example/1"}}}}`
	const part, execution = "/api/v1/accounts/11111111-1111-4111-8111-111111111111/workflow-executions/11111111-1111-4111-8111-111111111111" +
		"/credentials/11111111-1111-4111-8111-111111111111/parts/", "/api/v1/accounts/1/workflow-executions/2"
	response := new(string)
	v := newValidator(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, *response)
	}))
	for _, tt := range []struct {
		name, method, path, kind, token, body, response string
		invalid                                         bool
	}{
		{"valid", "POST", part + "PREPARED_DATA", "application/json", "t", `{"sex":"F"}`, valid, false},
		{"an unknown member", "POST", part + "PREPARED_DATA", "application/json", "t", `{"gender":"F"}`, valid, true},
		{"an unknown value", "POST", part + "PREPARED_DATA", "application/json", "t", `{"sex":"X"}`, valid, true},
		{"no token", "POST", part + "PREPARED_DATA", "application/json", "", `{"sex":"F"}`, valid, true},
		{"an unknown part", "DELETE", part + "SIDE", "", "t", "", valid, true},
		{"ids that are no UUIDs", "PUT", execution, "", "t", "", valid, true},
		{"a form without a file", "POST", part + "FRONT", "multipart/form-data; boundary=b", "t", "--b\r\nContent-Disposition: form-data; name=\"picture\"\r\n\r\nx\r\n--b--\r\n", valid, true},
		{"a token that is a number", "DELETE", part + "FRONT", "", "t", "", strings.Replace(valid, `"t"`, "7", 1), true},
		{"an account that is no UUID", "DELETE", part + "FRONT", "", "t", "", strings.Replace(valid, "1111-4111", "1", 1), true},
		{"a page without a number", "DELETE", part + "FRONT", "", "t", "", strings.Replace(valid, `"1":`, `"one":`, 1), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			*response = tt.response
			r := must.Get(http.NewRequest(tt.method, v.URL+tt.path, strings.NewReader(tt.body)))(t)
			if tt.kind != "" {
				r.Header.Set("Content-Type", tt.kind)
			}
			if tt.token != "" {
				r.Header.Set("Authorization", "Bearer "+tt.token)
			}
			before := len(v.Violations())
			got := must.Get(http.DefaultClient.Do(r))(t)
			got.Body.Close()
			if now := v.Violations(); (len(now) > before) != tt.invalid {
				t.Errorf("found %v", now[before:])
			}
		})
	}
}

// TestSandbox_servesGeneratedClient runs a workflow in our sandbox with a client that is
// generated from the description, and validates its traffic.
func TestSandbox_servesGeneratedClient(t *testing.T) {
	const types = "../../build/contract/api.d.ts"
	must.Succeed(t, os.MkdirAll(filepath.Dir(types), 0o755))
	for _, command := range [][]string{{tool(t, "openapi-typescript"), description, "-o", types}, {tool(t, "tsc"), "-p", "."}} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %s", command, out)
		}
	}
	v := newValidator(t, sandbox.New(sandbox.Options{}))
	init, access := createAccount(t, v.URL)
	picture := filepath.Join(t.TempDir(), "card.jpg")
	content := must.Get(io.ReadAll(io.NewSectionReader(card(t).Content, 0, card(t).Content.Size())))(t)
	must.Succeed(t, os.WriteFile(picture, content, 0o644))
	cmd := exec.Command("node", "client.js", picture)
	cmd.Stdin = bytes.NewReader(init)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the client: %s", out)
	}
	if n := strings.Count(string(out), " 200\n"); n != 11 {
		t.Errorf("%d operations succeeded, want 11:\n%s", n, out)
	}
	for _, violation := range v.Violations() {
		t.Error(violation)
	}
	var a struct {
		Account           struct{ ID string }
		WorkflowExecution struct{ ID string }
	}
	must.Succeed(t, json.Unmarshal(init, &a))
	var held struct {
		Finalized   bool
		Credentials []struct{ Parts []struct{ Classifier string } }
	}
	send(t, "GET", v.URL+"/api/v1/accounts/"+a.Account.ID+"/workflow-executions/"+a.WorkflowExecution.ID, access, "", "", &held)
	var parts []string
	for _, c := range held.Credentials {
		for _, p := range c.Parts {
			parts = append(parts, p.Classifier)
		}
	}
	if got := strings.Join(parts, " "); !held.Finalized || got != "FRONT BACK FACE DOCUMENT DOCUMENT" {
		t.Errorf("the sandbox holds %s, finalized: %v", got, held.Finalized)
	}
}
