package contract

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"credential-capture/apiclient"
	"credential-capture/internal/sandbox"
)

// ask makes a request of the integrator's server, and decodes the answer.
func ask(t *testing.T, method, url, token, kind, body string, into any) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("User-Agent", "Integrator/1.0")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s %s %v", method, url, answer.Status, b, err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
	return b
}

// created is what the service answers to an account's creation.
func created(t *testing.T, service string) (init []byte, access string) {
	t.Helper()
	var grant struct {
		Token string `json:"access_token"`
	}
	ask(t, "POST", service+"/oauth2/token", "", "application/x-www-form-urlencoded",
		"grant_type=client_credentials&client_id=sandbox&client_secret=sandbox", &grant)
	var any map[string]any
	init = ask(t, "POST", service+"/api/v1/accounts", grant.Token, "application/json", `{"customerInternalReference":"test",
		"workflowDefinition":{"key":10011,"credentials":[{"category":"ID","country":"AUT","type":"ID_CARD"},{"category":"SELFIE"},
		{"category":"DOCUMENT","country":"AUT","type":"BS"},{"category":"DATA"}]}}`, &any)
	return init, grant.Token
}

// session is our client's, of that answer.
func session(t *testing.T, init []byte, c apiclient.Config) *apiclient.Session {
	t.Helper()
	transport := apiclient.NewTransport()
	t.Cleanup(transport.(interface{ CloseIdleConnections() }).CloseIdleConnections)
	c.Transport, c.MaxWait = transport, time.Millisecond
	client, err := apiclient.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s, err := client.Session(init)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// card is a picture that will do.
func card(t *testing.T) apiclient.File {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 320, 200)), nil); err != nil {
		t.Fatal(err)
	}
	return apiclient.File{Type: "image/jpeg", Content: bytes.NewReader(b.Bytes())}
}

const details = `{"firstName":"Jane","lastName":"Doe","sex":"F","dateOfBirth":"1990-01-31","nationality":"AUT","email":"jane@example.org",
	"phoneNumber":"+436601234567","address":{"line1":"Ring 1","postalCode":"1010","city":"Wien","country":"AUT"},
	"id":{"issuingDate":"2020-02-03","idNumber":"P1","type":"PASSPORT","subType":"TAX_ID"},"kyc":{"registrationDate":"2021-9-17"},
	"bank":{"amount":19.99,"currency":"EUR","transactionTime":"2026-01-02T03:04:05Z"},"business":{"kybCapabilities":["ADVERSE_MEDIA"]}}`

// everything calls each of the seven operations of our client, by its name.
func everything(t *testing.T, s *apiclient.Session) []step {
	t.Helper()
	ctx, picture := t.Context(), card(t)
	data, err := apiclient.ParsePreparedData([]byte(details))
	if err != nil {
		t.Fatal(err)
	}
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
		{"submitData", func() error { _, err := s.SubmitData(ctx, data, nil); return err }}, // it is there, so it is replaced
		{"finalize", func() error { return s.Finalize(ctx) }},
	}
}

type step struct {
	name string
	call func() error
}

// TestOurTraffic: Prism finds nothing wrong with what our client and our sandbox say to each other.
func TestOurTraffic(t *testing.T) {
	j := newJudge(t, sandbox.New(sandbox.Options{}))
	init, _ := created(t, j.URL)
	s := session(t, init, apiclient.Config{})
	for _, step := range everything(t, s) {
		if err := step.call(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	const want = "POST FRONT 200, POST BACK 200, PUT BACK 200, POST FACE 200, DELETE FACE 200, POST FACE 200, " +
		"POST DOCUMENT 200, DELETE DOCUMENT 200, POST DOCUMENT 200, POST PREPARED_DATA 200, POST PREPARED_DATA 409, PUT PREPARED_DATA 200, PUT "
	if got := j.Operations(); !strings.HasPrefix(got, want) {
		t.Errorf("Prism has seen\n%s, want\n%s", got, want)
	}
	// What is refused has a form as well.
	if _, err := s.AddPart(t.Context(), "FRONT", card(t), nil); err == nil {
		t.Error("a part was taken after finalize")
	}
	if got := j.Operations(); !strings.HasSuffix(got, "FRONT 409") {
		t.Errorf("Prism has seen at last %s", got)
	}
	for _, mistake := range j.Mistakes() {
		t.Error(mistake)
	}
}

// TestTheJudgeSees: what is wrong is found, in what is asked and in what is answered.
func TestTheJudgeSees(t *testing.T) {
	right := `{"account":{"id":"11111111-1111-4111-8111-111111111111"},"api":{"token":"t","parts":{"document":{"1":"https://a.example/1"}}}}`
	const part, execution = "/api/v1/accounts/11111111-1111-4111-8111-111111111111/workflow-executions/11111111-1111-4111-8111-111111111111" +
		"/credentials/11111111-1111-4111-8111-111111111111/parts/", "/api/v1/accounts/1/workflow-executions/2"
	answer := new(string)
	j := newJudge(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, *answer)
	}))
	for _, tt := range []struct {
		name, method, path, kind, token, body, answer string
		wrong                                         bool
	}{
		{"all is well", "POST", part + "PREPARED_DATA", "application/json", "t", `{"sex":"F"}`, right, false},
		{"a member that isn't known", "POST", part + "PREPARED_DATA", "application/json", "t", `{"gender":"F"}`, right, true},
		{"a value that isn't known", "POST", part + "PREPARED_DATA", "application/json", "t", `{"sex":"X"}`, right, true},
		{"no token", "POST", part + "PREPARED_DATA", "application/json", "", `{"sex":"F"}`, right, true},
		{"a part that isn't known", "DELETE", part + "SIDE", "", "t", "", right, true},
		{"ids that are none", "PUT", execution, "", "t", "", right, true},
		{"a form without a file", "POST", part + "FRONT", "multipart/form-data; boundary=b", "t", "--b\r\nContent-Disposition: form-data; name=\"picture\"\r\n\r\nx\r\n--b--\r\n", right, true},
		{"a token that is a number", "DELETE", part + "FRONT", "", "t", "", strings.Replace(right, `"t"`, "7", 1), true},
		{"an account that is no UUID", "DELETE", part + "FRONT", "", "t", "", strings.Replace(right, "1111-4111", "1", 1), true},
		{"a page without a number", "DELETE", part + "FRONT", "", "t", "", strings.Replace(right, `"1":`, `"one":`, 1), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			*answer = tt.answer
			r, err := http.NewRequest(tt.method, j.URL+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if tt.kind != "" {
				r.Header.Set("Content-Type", tt.kind)
			}
			if tt.token != "" {
				r.Header.Set("Authorization", "Bearer "+tt.token)
			}
			before := len(j.Mistakes())
			got, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			got.Body.Close()
			if now := j.Mistakes(); (len(now) > before) != tt.wrong {
				t.Errorf("found %v", now[before:])
			}
		})
	}
}
