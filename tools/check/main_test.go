package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		must.Succeed(t, os.WriteFile(path, content, 0o600))
		return path
	}
	good := write("good.jpg", testpic.JPEG(testpic.Scene(640, 480), testpic.JPEGOptions{}))
	tagged := write("exif.jpg", testpic.JPEG(testpic.Scene(640, 480), testpic.JPEGOptions{EXIF: true}))
	small := write("small.jpg", testpic.JPEG(testpic.Scene(300, 200), testpic.JPEGOptions{}))
	pdf := write("scan.pdf", testpdf.New(2, testpdf.Options{}))
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		codes  []string // of the first problem of each file
	}{
		{"good", []string{good}, accepted, []string{""}},
		{"metadata", []string{tagged}, accepted, []string{""}},
		{"too small", []string{good, small}, refused, []string{"", "too_small"}},
		{"too small isn't fixable", []string{"-fixable", small}, refused, []string{"too_small"}},
		{"a PDF as a card", []string{pdf}, refused, []string{"unsupported_format"}},
		{"a PDF as a document", []string{"-part", "DOCUMENT", "-pixels", pdf}, accepted, []string{""}},
		{"none such", []string{good, filepath.Join(dir, "none.jpg")}, failed, []string{""}},
		{"a folder", []string{dir}, failed, nil},
		{"no file", nil, failed, nil},
		{"an unknown part", []string{"-part", "SIDE", good}, failed, nil},
		{"an unknown flag", []string{"-x", good}, failed, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := run(t.Context(), tt.args, &out, &errs)
			var codes []string
			for d := json.NewDecoder(&out); d.More(); {
				var r report
				must.Succeed(t, d.Decode(&r))
				code := ""
				if len(r.Problems) > 0 {
					code = string(r.Problems[0].Code)
				}
				codes = append(codes, code)
			}
			if status != tt.status || !slices.Equal(codes, tt.codes) || (errs.Len() > 0) != (status == failed) {
				t.Errorf("status %d, codes %q, want %d and %q; it says %q", status, codes, tt.status, tt.codes, errs.String())
			}
		})
	}
}

// TestReport_members compares the members with those of Report in capture.d.ts.
func TestReport_members(t *testing.T) {
	types := must.Get(os.ReadFile("../../web/capture.d.ts"))(t)
	body := regexp.MustCompile(`(?s)export interface Report \{(.*?)\n\}`).FindSubmatch(types)[1]
	var declared []string
	for _, m := range regexp.MustCompile(`(?m)^  (\w+)\??:`).FindAllSubmatch(body, -1) {
		declared = append(declared, string(m[1]))
	}
	b := must.Get(json.Marshal(report{}))(t)
	var ours []string
	for _, m := range regexp.MustCompile(`"(\w+)":`).FindAllSubmatch(b, -1) {
		ours = append(ours, string(m[1]))
	}
	if !slices.Equal(ours[1:], declared) {
		t.Errorf("the members are %v, declared are %v", ours[1:], declared)
	}
}
