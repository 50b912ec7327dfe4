package sandbox_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"credential-capture/internal/sandbox"
)

func TestOldExecutionsAreLetGo(t *testing.T) {
	in := newService(t, sandbox.Options{MaxExecutions: 2})
	first := in.open(all)
	in.clock.advance(time.Second)
	second := in.open(all)
	in.clock.advance(time.Second)
	first.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200) // now the second is the older
	third := in.open(all)
	first.retrieve("").want(t, 200)
	second.retrieve("").want(t, 404)
	third.retrieve("").want(t, 200)
	second.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 404)
	in.do(request{method: "PUT", path: "/api/v1/accounts/" + second.account, token: in.access, body: order(all)}).want(t, 404)
}

func TestExecutionsAreForgottenAfterADay(t *testing.T) {
	for _, tt := range []struct {
		name   string
		after  time.Duration
		status int
	}{
		{"a day", 24 * time.Hour, 200},
		{"longer", 24*time.Hour + 1, 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := newService(t, sandbox.Options{})
			w := in.open(all)
			in.clock.advance(tt.after)
			in.login()
			w.retrieve("").want(t, tt.status)
		})
	}
}

// TestStorageIsBounded: what nobody can add to any more makes room, oldest first;
// a session that lives never does.
func TestStorageIsBounded(t *testing.T) {
	const n = 10_000
	picture := weighing(jpegOf(400, 300), n)
	in := newService(t, sandbox.Options{MaxStored: 3 * n})
	selfie := func() *workflow {
		in.clock.advance(time.Second)
		return in.open(`[{"category":"SELFIE"}]`)
	}
	add := func(w *workflow, method string, status int) {
		t.Helper()
		w.upload(method, "SELFIE", "FACE", picture).want(t, status)
	}
	finalized := func() *workflow {
		w := selfie()
		add(w, "POST", 200)
		w.finalize(w.credentials["SELFIE"].token).want(t, 200)
		return w
	}
	oldest, older, young := finalized(), finalized(), finalized()
	live := selfie()
	add(live, "POST", 200)
	oldest.retrieve("").want(t, 404)
	older.retrieve("").want(t, 200)
	second, third := selfie(), selfie()
	add(second, "POST", 200)
	add(third, "POST", 200)
	older.retrieve("").want(t, 404)
	young.retrieve("").want(t, 404)

	fourth := selfie()
	add(fourth, "POST", 507)
	add(live, "PUT", 200) // takes the place of what is there
	live.send("DELETE", "SELFIE", "FACE", "", nil).want(t, 200)
	add(fourth, "POST", 200)

	in.clock.advance(15*time.Minute + 1) // all sessions have ended
	fifth := selfie()
	add(fifth, "POST", 200)
}

// TestConcurrentUse runs many people's flows at once; go test -race watches.
func TestConcurrentUse(t *testing.T) {
	const people = 40
	in := newService(t, sandbox.Options{MaxExecutions: 2 * people})
	var wg sync.WaitGroup
	for i := range people {
		wg.Go(func() {
			w := in.open(all)
			w.complete()
			w.upload("PUT", "ID", "FRONT", jpegOf(1000+i, 300)).want(t, 200)
			w.finalize(w.credentials["ID"].token).want(t, 200)
			if got, want := held(w)[0], fmt.Sprintf("FRONT/0 image/jpeg %dx300 1", 1000+i); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
	wg.Wait()
}

// TestOneOfManyPosts: of the same POST sent many times at once, one adds the part.
func TestOneOfManyPosts(t *testing.T) {
	in := newService(t, sandbox.Options{})
	w := in.open(all)
	token := w.credentials["ID"].token
	var mu sync.Mutex
	counts := map[int]int{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			r := w.front("POST", token)
			mu.Lock()
			defer mu.Unlock()
			counts[r.status]++
		})
	}
	wg.Wait()
	if counts[200] != 1 || counts[409] != 19 {
		t.Errorf("got %v", counts)
	}
}
