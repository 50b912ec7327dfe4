//go:build !js

package apiclient

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
)

func TestSteps(t *testing.T) {
	s, _ := open(t, Config{})
	want := []Step{
		{ID: idCard + "/FRONT", Credential: idCard, Category: "ID", Part: "FRONT", Country: "AUT", Type: "ID_CARD"},
		{ID: idCard + "/BACK", Credential: idCard, Category: "ID", Part: "BACK", Country: "AUT", Type: "ID_CARD"},
		{ID: selfie + "/FACE", Credential: selfie, Category: "SELFIE", Part: "FACE"},
		{ID: statement + "/DOCUMENT", Credential: statement, Category: "DOCUMENT", Part: "DOCUMENT", Type: "BS"},
		{ID: person + "/PREPARED_DATA", Credential: person, Category: "DATA", Part: "PREPARED_DATA"},
	}
	if got := s.Steps(); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// credentialJSON is an init with one credential of the given members.
func credentialJSON(members string) string {
	return fmt.Sprintf(`{"account":{"id":%q},"workflowExecution":{"id":%q,"credentials":[{"id":%q,%s}]}}`,
		accountID, executionID, idCard, members)
}

func TestSteps_unusualInits(t *testing.T) {
	part := func(name string) string { return fmt.Sprintf(`%q:"%s%sx/%s"`, name, api, apiRoot, name) }
	for _, tt := range []struct {
		name, members string
		want          []Part
	}{
		{"numbered hrefs", `"category":"ID","api":{"token":"t","parts":{"front":{"1":"` + api + `/api/v1/f"}}}`, []Part{"FRONT"}},
		{"the usual order", `"category":"ID","api":{"token":"t","parts":{` + part("back") + `,` + part("front") + `}}`, []Part{"FRONT", "BACK"}},
		{"unknown names", `"category":"ID","api":{"token":"t","parts":{` + part("front") + `,"hologram":"nonsense","x":7}}`, []Part{"FRONT"}},
		{"no hrefs of parts", `"category":"SELFIE","api":{"token":"t","workflowExecution":"` + api + `/api/v1/w"}`, []Part{"FACE"}},
		{"no hrefs, unknown category", `"category":"NEW","api":{"token":"t","workflowExecution":"` + api + `/api/v1/w"}`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []Part
			for _, st := range openInit(t, Config{}, credentialJSON(tt.members)).Steps() {
				got = append(got, st.Part)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCountryAndType(t *testing.T) {
	for in, want := range map[string]string{
		`"AUT"`: "AUT", `["AUT"]`: "AUT", `{"values":["AUT"]}`: "AUT",
		`["AUT","DEU"]`: "", `{"values":[]}`: "", `{}`: "", `7`: "", `null`: "", `"<b>"`: "",
	} {
		init := credentialJSON(`"category":"ID","country":` + in + `,"api":{"token":"t","parts":{"front":"` + api + `/api/v1/f"}}`)
		if got := openInit(t, Config{}, init).Steps()[0].Country; got != want {
			t.Errorf("%s is %q, want %q", in, got, want)
		}
	}
}

func TestSession_rejects(t *testing.T) {
	good := initOf(executionID, "-0")
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q isn't in the init", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, tt := range []struct {
		name, init string
		config     Config
		code       fault.Code
		field      string
	}{
		{"empty", "", Config{}, fault.InvalidSession, ""},
		{"not JSON", "<html>", Config{}, fault.InvalidSession, ""},
		{"an error's body", `{"title":"Bad Request"}`, Config{}, fault.InvalidSession, "account.id"},
		{"a list", `[]`, Config{}, fault.InvalidSession, ""},
		{"null", `null`, Config{}, fault.InvalidSession, "account.id"},
		{"more after it", good + "x", Config{}, fault.InvalidSession, ""},
		{"too long", `{"a":"` + strings.Repeat("a", maxAnswer) + `"}`, Config{}, fault.InvalidSession, ""},
		{"an account that is no UUID", swap(accountID, "me"), Config{}, fault.InvalidSession, "account.id"},
		{"a UUID in braces", swap(accountID, "{"+accountID+"}"), Config{}, fault.InvalidSession, "account.id"},
		{"a URN", swap(accountID, "urn:uuid:"+accountID), Config{}, fault.InvalidSession, "account.id"},
		{"a UUID with a control character", swap(accountID, accountID[:35]+"\\u0011"), Config{}, fault.InvalidSession, "account.id"},
		{"a UUID without hyphens", swap(accountID, strings.ReplaceAll(accountID, "-", "0")), Config{}, fault.InvalidSession, "account.id"},
		{"a UUID with a letter beyond F", swap(accountID, accountID[:35]+"g"), Config{}, fault.InvalidSession, "account.id"},
		{"an id that is a path", swap(`"id":"`+executionID, `"id":"../../`+executionID), Config{}, fault.InvalidSession, "workflowExecution.id"},
		{"an id that is a number", swap(`"id":"`+selfie+`"`, `"id":7`), Config{}, fault.InvalidSession, "workflowExecution.credentials.id"},
		{"a credential's id", swap(`"id":"`+selfie, `"id":"x`), Config{}, fault.InvalidSession, "workflowExecution.credentials[1].id"},
		{"the same id twice", swap(`"id":"`+selfie, `"id":"`+idCard), Config{}, fault.InvalidSession, "workflowExecution.credentials[1].id"},
		{"a category in words", swap(`"category":"SELFIE"`, `"category":"a selfie"`), Config{}, fault.InvalidSession, "workflowExecution.credentials[1].category"},
		{"a token with a line break", swap(`"token":"SELFIE-0"`, `"token":"a\r\nb"`), Config{}, fault.InvalidSession, "workflowExecution.credentials[1].api.token"},
		{"no token at all", credentialJSON(`"category":"ID","api":{"parts":{"front":"` + api + `/api/v1/f"}}`), Config{}, fault.InvalidSession, "workflowExecution.credentials"},
		{"no credentials", `{"account":{"id":"` + accountID + `"},"workflowExecution":{"id":"` + executionID + `"}}`, Config{}, fault.InvalidSession, "workflowExecution.credentials"},
		{"no address", credentialJSON(`"category":"ID","api":{"token":"t"}`), Config{}, fault.InvalidSession, "workflowExecution.credentials"},
		{"several origins", swap(api, "https://api2.example.com"), Config{}, fault.InvalidSession, "workflowExecution.credentials[0].api"},
		{"a plain http origin", strings.ReplaceAll(good, api, "http://api.example.com"), Config{}, fault.InvalidSession, "workflowExecution.credentials[0].api"},
		{"another origin than configured", good, Config{Origin: "https://api.example.org"}, fault.Forbidden, "workflowExecution.credentials[0].api"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, err := New(tt.config)
			must.Succeed(t, err)
			_, err = client.Session([]byte(tt.init))
			wantCode(t, err, tt.code)
			wantField(t, err, tt.field)
		})
	}
}

func TestSession_manyCredentials(t *testing.T) {
	many := func(n int) []byte {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`{"id":"33333333-3333-4333-8333-%012d","category":"ID","api":{"token":"t"}}`, i))
		}
		return fmt.Appendf(nil, `{"account":{"id":%q},"workflowExecution":{"id":%q,"credentials":[%s]}}`, accountID, executionID, strings.Join(all, ","))
	}
	client := must.Get(New(Config{Origin: api}))(t)
	must.Get(client.Session(many(maxCredentials)))(t)
	_, err := client.Session(many(maxCredentials + 1))
	wantCode(t, err, fault.InvalidSession)
}

func TestTargets(t *testing.T) {
	two := strings.Replace(initOf(executionID, "-0"), `"category":"SELFIE"`, `"category":"ID"`, 1)
	two = strings.Replace(two, `"face":"`, `"front":"`, 1)
	for _, tt := range []struct {
		name, init, target, cred string // cred "" is refused
	}{
		{"unique", initOf(executionID, "-0"), "FRONT", idCard},
		{"data", initOf(executionID, "-0"), "PREPARED_DATA", person},
		{"by step", two, selfie + "/FRONT", selfie},
		{"the same part of another credential, by step", two, idCard + "/FRONT", idCard},
		{"ambiguous", two, "FRONT", ""},
		{"unique beside an ambiguous one", two, "BACK", idCard},
		{"a part that no credential has", two, "FACE", ""},
		{"lower case", two, "back", ""},
		{"unknown", two, "ELBOW", ""},
		{"empty", two, "", ""},
		{"a step of an unknown credential", two, accountID + "/FRONT", ""},
		{"a step that the credential doesn't have", two, selfie + "/BACK", ""},
		{"a path", two, "../" + idCard + "/FRONT", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, _, err := openInit(t, Config{}, tt.init).target(Part(tt.target))
			if tt.cred == "" {
				wantCode(t, err, fault.BadOption)
			} else if err != nil || c.id != tt.cred {
				t.Errorf("got %v, %v, want %s", c, err, tt.cred)
			}
		})
	}
}

func TestOperations_rejectWrongPart(t *testing.T) {
	s, srv := open(t, Config{})
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"add a document":        func() error { _, err := s.AddPart(ctx, "DOCUMENT", jpegOf("x"), nil); return err },
		"add data":              func() error { _, err := s.AddPart(ctx, "PREPARED_DATA", jpegOf("x"), nil); return err },
		"update a document":     func() error { _, err := s.UpdatePart(ctx, "DOCUMENT", jpegOf("x"), nil); return err },
		"delete a document":     func() error { return s.DeletePart(ctx, "DOCUMENT", nil) },
		"delete pages of an ID": func() error { return s.DeletePages(ctx, "FRONT", nil) },
		"upload an ID as pages": func() error { _, err := s.UploadDocument(ctx, idCard+"/FRONT", []File{jpegOf("x")}, nil); return err },
	} {
		wantCode(t, call(), fault.BadOption)
		if t.Failed() {
			t.Fatal(name)
		}
	}
	wantRequests(t, srv, "")
}

func TestSnapshot_restoresSession(t *testing.T) {
	first, _ := open(t, Config{}, rotates("ID-1"), rotates("SELFIE-1"))
	add(t, first, "FRONT")
	must.Get(upload(t.Context(), first))(t)
	srv := &service{t: t, replies: []reply{status(200), status(200)}}
	next := openInit(t, Config{Transport: srv}, string(first.Snapshot()))
	if got, want := next.Steps(), first.Steps(); !slices.Equal(got, want) || !got[0].Done || got[1].Done || !got[2].Done {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got, want := next.Snapshot(), first.Snapshot(); !bytes.Equal(got, want) {
		t.Errorf("a snapshot of a snapshot differs:\n%s\n%s", got, want)
	}
	must.Succeed(t, next.Finalize(t.Context()))
	if got := srv.last().token; got != "SELFIE-1" {
		t.Errorf("finalized with %s, want the token of the credential that was touched last", got)
	}
	if third := openInit(t, Config{Transport: srv}, string(next.Snapshot())); third.Finalize(t.Context()) != nil {
		t.Error("what is finalized can't be finalized again")
	}
	wantRequests(t, srv, "PUT "+executionID)
}

// FuzzSession holds Client.Session to a code for everything, and what it accepts
// to a snapshot that it accepts again.
func FuzzSession(f *testing.F) {
	f.Add([]byte(initOf(executionID, "-0")))
	f.Add([]byte(credentialJSON(`"category":"ID","country":{"values":["AUT"]},"api":{"token":"t","parts":{"front":{"1":"` + api + `/api/v1/f"}}}`)))
	f.Add([]byte(`{"account":{"id":7}}`))
	f.Add([]byte(`{"workflowExecution":{"credentials":[null,{}]}}`))
	client := must.Get(New(Config{}))(f)
	f.Fuzz(func(t *testing.T, init []byte) {
		s, err := client.Session(init)
		if err != nil {
			if code := fault.CodeOf(err); code != fault.InvalidSession && code != fault.Forbidden {
				t.Errorf("%v", err)
			}
			return
		}
		again, err := client.Session(s.Snapshot())
		if err != nil {
			t.Fatalf("its own snapshot: %v\n%s", err, s.Snapshot())
		}
		if !slices.Equal(again.Steps(), s.Steps()) {
			t.Errorf("got %v, want %v", again.Steps(), s.Steps())
		}
	})
}
