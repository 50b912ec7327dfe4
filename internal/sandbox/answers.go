package sandbox

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// elsewhere is the origin of hrefs that must not be followed.
const elsewhere = "https://elsewhere.example"

// hugeAnswer is in bytes; a real one has less than 10 kB.
const hugeAnswer = 2 << 20

// held is an answer that nobody has got yet.
type held struct {
	header http.Header
	status int
	body   []byte
}

// answers are those that a fault may send instead of a real one.
var answers = map[string]func(real *held) *held{
	"malformed": func(*held) *held {
		return said("application/json", `{"timestamp":"2026-01-01T00:00:00Z","api":{"token":`)
	},
	"huge": func(*held) *held {
		return said("application/json", `{"timestamp":"2026-01-01T00:00:00Z","padding":"`+strings.Repeat("a", hugeAnswer)+`"}`)
	},
	"html":    func(*held) *held { return said("text/html; charset=utf-8", "<!doctype html><title>Welcome</title>") },
	"foreign": func(*held) *held { return said("application/json", `{"result":"ok","message":"please log in"}`) },
	"wrongType": func(real *held) *held {
		real.header.Set("Content-Type", "text/html; charset=utf-8")
		return real
	},
	"bare": func(real *held) *held { // of a server that says no more than it must
		real.body = nil
		return real
	},
	"elsewhere": func(real *held) *held {
		for _, scheme := range []string{"http://", "https://"} {
			real.body = moved(real.body, `"`+scheme)
		}
		return real
	},
}

// made are the answers that are made of the real one.
var made = []string{"wrongType", "bare", "elsewhere"}

// Answers lists the names that a Fault's Answer may have: "malformed" is JSON that
// ends too soon, "huge" has 2 MiB, "html" is somebody else's page and "foreign"
// somebody else's JSON. "wrongType" is the real answer but for its Content-Type,
// "bare" without its body, and "elsewhere" with its hrefs at another origin.
func Answers() []string { return slices.Sorted(maps.Keys(answers)) }

func said(kind, body string) *held {
	return &held{http.Header{"Content-Type": {kind}}, http.StatusOK, []byte(body)}
}

// moved leads every href that begins so to another origin.
func moved(body []byte, begin string) []byte {
	parts := bytes.Split(body, []byte(begin))
	for i := 1; i < len(parts); i++ {
		_, path, _ := bytes.Cut(parts[i], []byte("/"))
		parts[i] = append([]byte(`"`+elsewhere+"/"), path...)
	}
	return bytes.Join(parts, nil)
}

// hold carries a request out and keeps the answer.
func (s *Sandbox) hold(r *http.Request) *held {
	h := &held{header: http.Header{}, status: http.StatusOK}
	s.carry(h, r)
	return h
}

func (h *held) Header() http.Header { return h.header }

func (h *held) WriteHeader(status int) { h.status = status }

func (h *held) Write(b []byte) (int, error) {
	h.body = append(h.body, b...)
	return len(b), nil
}

// write sends the answer, or so many bytes of its body while its header tells of
// all; below 0 is all.
func (h *held) write(w http.ResponseWriter, most int) {
	maps.Copy(w.Header(), h.header)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(h.body)))
	w.WriteHeader(h.status)
	if most < 0 {
		most = len(h.body)
	}
	_, _ = w.Write(h.body[:most])
}
