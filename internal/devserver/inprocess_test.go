package devserver

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestArrived(t *testing.T) {
	site := httptest.NewServer(siteOf(t, Config{}))
	defer site.Close()
	post := postSession(siteOf(t, Config{}), "application/json", "{}", nil) // another sandbox's
	foreign := decoded(t, post.Body.Bytes())["workflowExecution"].(map[string]any)["id"].(string)
	p := &page{t: t, site: site}
	_, _, answer := p.do("POST", site.URL+"/session", "", "application/json", []byte(`{"credentials":[{"category":"SELFIE"}]}`))
	p.init = decoded(t, answer)
	execution := p.init["workflowExecution"].(map[string]any)["id"].(string)
	href, token := p.selfie()
	kind, body := pictureForm()
	if status, _, answer := p.do("POST", href, token, kind, body); status != 200 {
		t.Fatalf("got %d %s", status, answer)
	}
	_, _, answer = p.do("GET", site.URL+"/sandbox/executions/"+execution, "", "", nil)
	part := decoded(t, answer)["credentials"].([]any)[0].(map[string]any)["parts"].([]any)[0].(map[string]any)
	status, header, content := p.do("GET", site.URL+part["href"].(string), "", "", nil)
	if status != 200 || header.Get("Content-Type") != "image/jpeg" || float64(len(content)) != part["bytes"] {
		t.Errorf("got %d, %d bytes of %s, want %v", status, len(content), header.Get("Content-Type"), part)
	}
	for _, path := range []string{"/sandbox/", "/sandbox/executions/", "/sandbox/executions/" + foreign, part["href"].(string) + "0",
		strings.Replace(part["href"].(string), "FACE", "FRONT", 1), strings.Replace(part["href"].(string), execution, foreign, 1)} {
		if status, _, _ := p.do("GET", site.URL+path, "", "", nil); status != 404 {
			t.Errorf("%s: got %d", path, status)
		}
	}
	r, _ := http.NewRequestWithContext(t.Context(), "GET", site.URL+part["href"].(string), nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _, _ := p.send(r); status != 403 {
		t.Errorf("another site's page: got %d", status)
	}
}

func TestControlIsThereWhenAskedFor(t *testing.T) {
	for _, tt := range []struct {
		name    string
		control bool
		status  int
	}{{"asked for", true, 204}, {"not asked for", false, 405}} {
		t.Run(tt.name, func(t *testing.T) {
			h := siteOf(t, Config{Control: tt.control})
			r := httptest.NewRequest("POST", "http://127.0.0.1:8080/control/inject", strings.NewReader(`{"path":"/nowhere","status":500}`))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("got %d, want %d", w.Code, tt.status)
			}
			r = httptest.NewRequest("POST", "http://127.0.0.1:8080/control/inject", strings.NewReader(`{"path":"/nowhere","status":500}`))
			r.Header.Set("Origin", "https://evil.example")
			w = httptest.NewRecorder()
			if h.ServeHTTP(w, r); w.Code == 204 {
				t.Error("another site's page may put faults in the way")
			}
		})
	}
}

// TestOriginsMayCallTheSandbox: pages elsewhere, when a flag says so.
func TestOriginsMayCallTheSandbox(t *testing.T) {
	h := siteOf(t, Config{Origins: []string{"https://page.example"}})
	for origin, want := range map[string]string{"https://page.example": "https://page.example", "https://other.example": ""} {
		r := httptest.NewRequest("OPTIONS", "http://127.0.0.1:8080"+somePart, nil)
		r.Header.Set("Origin", origin)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: got %q, want %q", origin, got, want)
		}
	}
}

func TestDirect(t *testing.T) {
	client := &http.Client{Transport: direct{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Host", r.Host)
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK) // is too late, as net/http says
		_, _ = io.Copy(w, r.Body)
	})}}
	resp, err := client.Post("http://sandbox/x", "text/plain", strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusTeapot || string(body) != "body" || resp.Header.Get("X-Host") != "sandbox" {
		t.Errorf("got %d %s %v", resp.StatusCode, body, resp.Header)
	}
}
