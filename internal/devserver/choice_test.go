package devserver

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"credential-capture/internal/sandbox"
)

// TestOrderedChoices asks for sessions whose country and type are one, several or
// left open: the API is told just that, and so is the page.
func TestOrderedChoices(t *testing.T) {
	api := sandbox.New(sandbox.Options{ClientID: "id", ClientSecret: "secret"})
	handler := Session(InProcess(api, "id", "secret"), nil)
	for _, tt := range []struct{ name, credential, country, kind string }{
		{"open", `{"category": "ID"}`, `null`, `null`},
		{"one", `{"category": "ID", "country": "AUT", "type": "PASSPORT"}`, `"AUT"`, `"PASSPORT"`},
		{"one of a list", `{"category": "ID", "country": {"values": ["AUT"]}}`, `"AUT"`, `null`},
		{"several", `{"category": "ID", "country": {"values": ["AUT", "DEU"]}, "type": {"values": ["ID_CARD", "PASSPORT"]}}`,
			`{"values":["AUT","DEU"]}`, `{"values":["ID_CARD","PASSPORT"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/session", strings.NewReader(`{"credentials": [`+tt.credential+`]}`))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != 200 {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
			var answer struct {
				WorkflowExecution struct {
					Credentials []struct{ Country, Type json.RawMessage }
				}
			}
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
				t.Fatal(err)
			}
			c := answer.WorkflowExecution.Credentials[0]
			if got := orNull(c.Country); got != tt.country {
				t.Errorf("country %s, want %s", got, tt.country)
			}
			if got := orNull(c.Type); got != tt.kind {
				t.Errorf("type %s, want %s", got, tt.kind)
			}
		})
	}
}

func orNull(b json.RawMessage) string {
	if b == nil {
		return "null"
	}
	return string(b)
}

func TestWrongChoices(t *testing.T) {
	api := sandbox.New(sandbox.Options{ClientID: "id", ClientSecret: "secret"})
	handler := Session(InProcess(api, "id", "secret"), nil)
	for _, credential := range []string{
		`{"category": "ID", "country": "GERMANY"}`,
		`{"category": "ID", "country": 7}`,
		`{"category": "ID", "type": {"values": ["` + strings.Repeat("X", 31) + `"]}}`,
		`{"category": "ID", "type": {"values": 1}}`,
	} {
		r := httptest.NewRequest("POST", "/session", strings.NewReader(`{"credentials": [`+credential+`]}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != 400 {
			t.Errorf("%s: got %d %s, want 400", credential, w.Code, w.Body)
		}
	}
}
