// Package copies runs two copies of the gateway behind nginx, with a Redis that they share,
// before the sandbox as the service.
package copies

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"credential-capture/test/must"
	"credential-capture/test/process"
)

const ready = `http://[0-9.:]+`

// site is two copies of the gateway, the nginx before them and the store behind.
type site struct {
	t      *testing.T
	copies []string // origins
	front  string   // nginx's
	dir    string   // the store's
	port   string   // the store's
	redis  *process.Process
}

func newSite(t *testing.T) *site {
	t.Helper()
	serve := must.Get(filepath.Abs("../../build/serve"))(t)
	web := []string{"-addr", "127.0.0.1:0", "-web", "../../build/web", "-log", "off"}
	_, service := process.Run(t, nil, ready, serve, append(web, "-session-rate", "100000")...)
	var ports [2]string // the store's and nginx's
	for i := range ports {
		ports[i] = must.Get(process.FreePort())(t)
	}
	s := &site{t: t, dir: t.TempDir(), port: ports[0], front: "http://127.0.0.1:" + ports[1]}
	s.redis = process.RunRedis(t, s.dir, s.port)
	env := []string{"CREDENTIALS_CLIENT_ID=sandbox", "CREDENTIALS_CLIENT_SECRET=sandbox", "CREDENTIALS_WORKFLOW_KEY=1"}
	var upstream strings.Builder
	for range 2 {
		_, origin := process.Run(t, env, ready, serve, append(web, "-api", service, "-balancer", "127.0.0.1/32", "-session-rate", "30",
			"-store", "redis://127.0.0.1:"+s.port)...)
		s.copies = append(s.copies, origin)
		fmt.Fprintf(&upstream, "server %s;", strings.TrimPrefix(origin, "http://"))
	}
	conf := filepath.Join(t.TempDir(), "nginx.conf")
	text := fmt.Sprintf(`daemon off; worker_processes 1; pid %[1]s.pid; error_log stderr notice; events {}
		http { access_log off; client_body_temp_path %[1]s.body; proxy_temp_path %[1]s.proxy; fastcgi_temp_path %[1]s.f; uwsgi_temp_path %[1]s.u; scgi_temp_path %[1]s.s;
			upstream copies { %[2]s }
			server { listen 127.0.0.1:%[3]s; location / { proxy_pass http://copies; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; } } }`,
		conf, upstream.String(), ports[1])
	must.Succeed(t, os.WriteFile(conf, []byte(text), 0o600))
	process.Run(t, nil, "start worker processes", "nginx", "-c", conf, "-p", filepath.Dir(conf))
	return s
}

// ask sends JSON and returns the status and the response.
func (s *site) ask(method, url, token, body string) (status int, answer map[string]any) {
	s.t.Helper()
	r := must.Get(http.NewRequestWithContext(s.t.Context(), method, url, strings.NewReader(body)))(s.t)
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp := must.Get(http.DefaultClient.Do(r))(s.t)
	defer resp.Body.Close()
	_ = json.NewDecoder(resp.Body).Decode(&answer)
	return resp.StatusCode, answer
}

// want does what ask does, and fails the test for another status.
func (s *site) want(status int, method, url, token, body string) map[string]any {
	s.t.Helper()
	got, answer := s.ask(method, url, token, body)
	if got != status {
		s.t.Fatalf("%s %s: %d %v, want %d", method, url, got, answer, status)
	}
	return answer
}

const state = `"session":{"token":"t"},"flow":{"step":1}`

// begin makes a link at a copy.
func (s *site) begin(at string) (token, secret string) {
	s.t.Helper()
	made := s.want(201, "POST", at+"/handover", "", `{"page":"/",`+state+`}`)
	token, _ = made["token"].(string)
	link, _ := made["link"].(string)
	_, secret, _ = strings.Cut(link, "#cc-handover=")
	return token, secret
}

func TestCopies(t *testing.T) {
	s := newSite(t)
	a, b := s.copies[0], s.copies[1]

	t.Run("begun at one, finished at the other", func(t *testing.T) {
		owner, secret := s.begin(a)
		phone, _ := s.want(200, "POST", b+"/handover/take", "", `{"secret":"`+secret+`"}`)["token"].(string)
		s.want(409, "POST", a+"/handover/take", "", `{"secret":"`+secret+`"}`)
		s.want(200, "PUT", a+"/handover/session", phone, `{"session":{"token":"t2"},"flow":{"step":2}}`)
		if got := s.want(200, "GET", b+"/handover", owner, ""); got["state"] != "taken" || got["present"] != true {
			t.Errorf("the other copy says %v", got)
		}
		s.want(200, "POST", b+"/handover/return", phone, `{"session":{"token":"t3"},"flow":{"step":3}}`)
		got := s.want(200, "GET", a+"/handover", owner, "")
		if flow, _ := got["flow"].(map[string]any); got["state"] != "returned" || flow["step"] != 3.0 {
			t.Errorf("after the return: %v", got)
		}
	})
	t.Run("20 phones, one link", func(t *testing.T) {
		_, secret := s.begin(s.front)
		var mu sync.Mutex
		statuses := map[int]int{}
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				status, _ := s.ask("POST", s.front+"/handover/take", "", `{"secret":"`+secret+`"}`)
				mu.Lock()
				defer mu.Unlock()
				statuses[status]++
			})
		}
		all.Wait()
		if statuses[200] != 1 || statuses[409] != 19 {
			t.Errorf("statuses %v, want 200 once and 409 19 times", statuses)
		}
	})
	t.Run("one rate", func(t *testing.T) {
		statuses := map[int]int{}
		for range 40 {
			status, _ := s.ask("POST", s.front+"/session", "", "{}")
			statuses[status]++
		}
		// 30 at once, and one every two seconds.
		if statuses[200] < 30 || statuses[429] == 0 || statuses[200]+statuses[429] != 40 {
			t.Errorf("statuses %v, want 30 times 200 of both copies together", statuses)
		}
	})
	t.Run("store restarted", func(t *testing.T) {
		owner, secret := s.begin(a)
		s.redis.Stop() // it saves
		s.want(503, "GET", a+"/handover", owner, "")
		s.want(503, "POST", b+"/handover/take", "", `{"secret":"`+secret+`"}`)
		if got := fmt.Sprint(s.want(503, "GET", a+"/readyz", "", "")["checks"]); !strings.Contains(got, "name:store ok:false") && !strings.Contains(got, "ok:false name:store") {
			t.Errorf("/readyz says %s", got)
		}
		s.redis = process.RunRedis(t, s.dir, s.port)
		phone, _ := s.want(200, "POST", b+"/handover/take", "", `{"secret":"`+secret+`"}`)["token"].(string)
		s.want(200, "POST", a+"/handover/return", phone, `{`+state+`}`)
		if got := s.want(200, "GET", b+"/handover", owner, ""); got["state"] != "returned" {
			t.Errorf("after the restart: %v", got)
		}
	})
}
