package handover

import (
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"credential-capture/test/must"
)

// TestStore_hasNoSecrets: records contain neither the session nor a secret.
func TestStore_hasNoSecrets(t *testing.T) {
	s := newServer(t, 10)
	owner, secret := s.create()
	look := func(when string, secrets ...string) {
		t.Helper()
		if len(s.store.records) != 1 {
			t.Fatalf("%d records", len(s.store.records))
		}
		for _, r := range s.store.records {
			b := must.Get(json.Marshal(r))(t)
			all := string(b) + string(r.Sealed) + string(r.Key)
			for _, text := range append(secrets, "hush", "desk.example", "FRONT") {
				if strings.Contains(all, text) {
					t.Errorf("%s: %q is in the store", when, text)
				}
			}
		}
	}
	tail := func(token string) string { return token[22:43] }
	look("before", tail(owner), tail(secret))
	_, got := s.take(secret)
	look("after", tail(owner), tail(secret), tail(got.Token))
	for _, r := range s.store.records {
		if r.Key != nil {
			t.Error("the link still opens it")
		}
	}
}

// TestUnseal: changed and truncated data, other keys and purposes are refused.
func TestUnseal(t *testing.T) {
	key, other := random(keyLen), random(keyLen)
	whole := seal(key, "a", []byte("text"))
	if b, err := unseal(key, "a", whole); err != nil || string(b) != "text" {
		t.Fatalf("%q %v", b, err)
	}
	changed := append([]byte{}, whole...)
	changed[len(changed)-1]++
	for name, try := range map[string]func() ([]byte, error){
		"changed":       func() ([]byte, error) { return unseal(key, "a", changed) },
		"cut":           func() ([]byte, error) { return unseal(key, "a", whole[:len(whole)-1]) },
		"nothing":       func() ([]byte, error) { return unseal(key, "a", nil) },
		"other purpose": func() ([]byte, error) { return unseal(key, "b", whole) },
		"other key":     func() ([]byte, error) { return unseal(other, "a", whole) },
	} {
		if b, err := try(); err == nil {
			t.Errorf("%s: %q", name, b)
		}
	}
}

// TestMemory_maxRecords: expired records make room.
func TestMemory_maxRecords(t *testing.T) {
	c := &clock{t: time.Unix(1e9, 0)}
	m := NewMemory(2, c.now)
	end := func(d time.Duration) Record { return Record{Until: c.now().Add(d)} }
	for _, tt := range []struct {
		id   string
		life time.Duration
		want error
	}{{"a", time.Minute, nil}, {"b", time.Hour, nil}, {"c", time.Minute, ErrFull}} {
		if err := m.Create(t.Context(), tt.id, end(tt.life)); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.id, err, tt.want)
		}
	}
	c.advance(time.Minute)
	if err := m.Create(t.Context(), "c", end(time.Minute)); err != nil {
		t.Errorf("after the first has ended: %v", err)
	}
	if _, err := m.Get(t.Context(), "a"); !errors.Is(err, ErrUnknown) {
		t.Errorf("the first is still there: %v", err)
	}
}

// TestMemory_expiry: nobody asks for a record whose link wasn't opened, and it is deleted at its end.
func TestMemory_expiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, start := NewMemory(3, time.Now), time.Now()
		must.Succeed(t, m.Create(t.Context(), "unopened", Record{Until: time.Now().Add(linkLife)}))
		must.Succeed(t, m.Create(t.Context(), "taken", Record{Until: time.Now().Add(linkLife)}))
		must.Get(m.Change(t.Context(), "taken", func(r *Record) error {
			r.Until = time.Now().Add(life)
			return nil
		}))(t)
		for _, tt := range []struct {
			after time.Duration
			want  int
		}{{linkLife - 1, 2}, {linkLife, 1}, {life - 1, 1}, {life, 0}} {
			time.Sleep(tt.after - time.Since(start))
			synctest.Wait()
			m.mu.Lock()
			n := len(m.records)
			m.mu.Unlock()
			if n != tt.want {
				t.Errorf("after %v: %d records, want %d", tt.after, n, tt.want)
			}
		}
	})
}

// TestMemory_Change: an error keeps the record as it was.
func TestMemory_Change(t *testing.T) {
	m := NewMemory(2, func() time.Time { return time.Unix(1e9, 0) })
	must.Succeed(t, m.Create(t.Context(), "a", Record{Until: time.Unix(2e9, 0)}))
	refused := errors.New("no")
	if _, err := m.Change(t.Context(), "a", func(r *Record) error { r.State = Taken; return refused }); err != refused {
		t.Errorf("got %v", err)
	}
	if r, err := m.Get(t.Context(), "a"); r.State == Taken || err != nil {
		t.Errorf("got %+v, %v", r, err)
	}
	if _, err := m.Change(t.Context(), "b", func(*Record) error { return nil }); !errors.Is(err, ErrUnknown) {
		t.Errorf("another record: %v", err)
	}
}

// TestMatrix: another library reads the shortest and the longest link.
func TestMatrix(t *testing.T) {
	for _, text := range []string{"https://x.example/#cc-handover=" + strings.Repeat("a", 43), "https://x.example/" + strings.Repeat("p", maxPage) + "#cc-handover=" + strings.Repeat("a", 43)} {
		rows := must.Get(Matrix(text))(t)
		const quiet, scale = 4, 4
		side := (len(rows) + 2*quiet) * scale
		picture := image.NewGray(image.Rect(0, 0, side, side))
		for i := range picture.Pix {
			picture.Pix[i] = 255
		}
		for y := range len(rows) * scale {
			for x := range len(rows) * scale {
				if rows[y/scale][x/scale] == '1' {
					picture.SetGray(x+quiet*scale, y+quiet*scale, color.Gray{})
				}
			}
		}
		bitmap := must.Get(gozxing.NewBinaryBitmapFromImage(picture))(t)
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || read.GetText() != text {
			t.Errorf("%d modules: read %v, %v", len(rows), read, err)
		}
	}
}
