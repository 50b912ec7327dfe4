package main

import (
	"errors"
	"strings"
	"testing"
)

// TestCount: only what an engine is known to lack may be skipped, and only for that reason.
func TestCount(t *testing.T) {
	lies := engine{lacks: map[string]string{"camera": "camera_unsupported"}}
	type outcome = struct{ Name, State, Detail string }
	for _, tt := range []struct {
		name           string
		engine         engine
		outcome        outcome
		found          error
		checks, passed int
		failed         bool
	}{
		{"passed", lies, outcome{"load", "passed", ""}, nil, 2, 2, false},
		{"failed", lies, outcome{"load", "failed", "why"}, nil, 2, 1, true},
		{"skipped as known", lies, outcome{"camera", "skipped", "camera_unsupported"}, nil, 1, 1, false},
		{"skipped for another reason", lies, outcome{"camera", "skipped", "camera_none"}, nil, 2, 1, true},
		{"skipped by one that lacks nothing", engine{}, outcome{"camera", "skipped", "camera_unsupported"}, nil, 2, 1, true},
		{"skipped without a word", engine{}, outcome{"camera", "skipped", ""}, nil, 2, 1, true},
		{"the server found noise", lies, outcome{"load", "passed", ""}, errors.New("noise"), 2, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r row
			r.count(&told{Outcomes: []outcome{tt.outcome}, found: []finding{{"arrived", tt.found}}}, tt.engine)
			if r.Checks != tt.checks || r.Passed != tt.passed || (len(r.Failed) > 0) != tt.failed {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// TestProcessEndsWithItsChildren: browsers start others, which mustn't stay.
func TestProcessEndsWithItsChildren(t *testing.T) {
	p, err := launch(t.Context(), t.TempDir(), nil, "sh", "-c", "trap '' TERM; sleep 600 & echo started; wait; sleep 600")
	if err != nil {
		t.Fatal(err)
	}
	p.end()
	select {
	case <-p.gone:
	default:
		t.Error("it is still there")
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var k tail
	_, _ = k.Write([]byte(strings.Repeat("a", 5000)))
	_, _ = k.Write([]byte("end"))
	if s := k.String(); len(s) != 2000 || !strings.HasSuffix(s, "aend") {
		t.Errorf("%d bytes, …%s", len(s), s[max(0, len(s)-10):])
	}
}
