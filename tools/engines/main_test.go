package main

import (
	"errors"
	"testing"

	"credential-capture/tools/selftest"
)

func TestPasses_skipsOnlyWhatTheEngineLacks(t *testing.T) {
	noCamera := engine{skips: map[string]string{"camera": "camera_unsupported"}}
	for _, tt := range []struct {
		name    string
		engine  engine
		outcome outcome
		want    bool
	}{
		{"passed", noCamera, outcome{"load", "passed", ""}, true},
		{"failed", noCamera, outcome{"load", "failed", "why"}, false},
		{"skipped for the known reason", noCamera, outcome{"camera", "skipped", "camera_unsupported"}, true},
		{"skipped for another reason", noCamera, outcome{"camera", "skipped", "camera_none"}, false},
		{"skipped in an engine that lacks nothing", engine{}, outcome{"camera", "skipped", "camera_unsupported"}, false},
		{"skipped without a reason", engine{}, outcome{"camera", "skipped", ""}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.outcome.passes(tt.engine); got != tt.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestNote_failsWithAnError(t *testing.T) {
	var page pageReport
	page.note("upload", nil)
	page.note("upload", errors.New("noise"))
	if page.Outcomes[0].State != "passed" || page.Outcomes[1].State != "failed" {
		t.Errorf("got %+v", page.Outcomes)
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
