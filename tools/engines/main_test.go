package main

import (
	"errors"
	"testing"

	"credential-capture/tools/selftest"
)

func TestCount_skipsOnlyWhatTheEngineLacks(t *testing.T) {
	noCamera := engine{skips: map[string]string{"camera": "camera_unsupported"}}
	for _, tt := range []struct {
		name           string
		engine         engine
		outcome        outcome
		finding        error
		checks, passed int
		failed         bool
	}{
		{"passed", noCamera, outcome{"load", "passed", ""}, nil, 2, 2, false},
		{"failed", noCamera, outcome{"load", "failed", "why"}, nil, 2, 1, true},
		{"skipped for the known reason", noCamera, outcome{"camera", "skipped", "camera_unsupported"}, nil, 1, 1, false},
		{"skipped for another reason", noCamera, outcome{"camera", "skipped", "camera_none"}, nil, 2, 1, true},
		{"skipped in an engine that lacks nothing", engine{}, outcome{"camera", "skipped", "camera_unsupported"}, nil, 2, 1, true},
		{"skipped without a reason", engine{}, outcome{"camera", "skipped", ""}, nil, 2, 1, true},
		{"the server's check failed", noCamera, outcome{"load", "passed", ""}, errors.New("noise"), 2, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r result
			page := &pageReport{Outcomes: []outcome{tt.outcome}}
			page.note("upload", tt.finding)
			r.count(page, tt.engine)
			if r.Checks != tt.checks || r.Passed != tt.passed || (len(r.Failed) > 0) != tt.failed {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// A fallback that hides a fault of the browser's codec fails, and so does a fit of which
// nothing was reported.
func TestCheckCodec(t *testing.T) {
	if err := checkCodec(selftest.BrowserCodec, selftest.BrowserCodec); err != nil {
		t.Error(err)
	}
	for _, got := range []selftest.Codec{selftest.GoCodec, ""} {
		if checkCodec(got, selftest.BrowserCodec) == nil {
			t.Errorf("%q passes for the browser's", got)
		}
	}
}
