package fault_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
)

func TestError_unwrapsToCodeAndCause(t *testing.T) {
	err := fmt.Errorf("add part: %w", fault.Wrap(fault.Timeout, context.DeadlineExceeded, "no answer in %d ms", 5))
	if !errors.Is(err, fault.Timeout) {
		t.Error("errors.Is(err, Timeout) = false")
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error("the cause is lost")
	}
	if errors.Is(err, fault.Network) {
		t.Error("errors.Is(err, Network) = true")
	}
	if got, want := err.Error(), "add part: timeout: no answer in 5 ms: context deadline exceeded"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestError_hasFieldAndDetails(t *testing.T) {
	err := fault.New(fault.InvalidData, "not a date").On("dateOfBirth").With("limit", 10)
	if got, want := err.Error(), "invalid_data (dateOfBirth): not a date"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := err.Details["limit"]; got != 10 {
		t.Errorf("limit = %v", got)
	}
}

func TestCodeOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want fault.Code
	}{
		{"nil", nil, ""},
		{"an Error", fault.New(fault.Corrupt, "x"), fault.Corrupt},
		{"wrapped", fmt.Errorf("fit: %w", fault.New(fault.CannotFit, "x")), fault.CannotFit},
		{"the outer of two", fault.Wrap(fault.Server, fault.New(fault.Network, "x"), "y"), fault.Server},
		{"a bare code", fmt.Errorf("fit: %w", fault.Offline), fault.Offline},
		{"unclassified", errors.New("x"), fault.Internal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := fault.CodeOf(tt.err); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAll_listsEveryConstant parses code.go, so that no constant is missing in the
// table retryable.
func TestAll_listsEveryConstant(t *testing.T) {
	src := must.Read(t, "code.go")
	declared := matches(`Code = "([a-z_]+)"`, src)
	if len(declared) < 25 {
		t.Fatalf("only %d constants found", len(declared))
	}
	if listed := names(); !slices.Equal(declared, listed) {
		t.Errorf("declared %v\nlisted   %v", declared, listed)
	}
}

func TestAll_matchesDocsAndTypes(t *testing.T) {
	types := must.Read(t, "../web/capture.d.ts")
	union, _, ok := strings.Cut(types[strings.Index(types, "export type ErrorCode"):], ";")
	if !ok {
		t.Fatal("no ErrorCode union in capture.d.ts")
	}
	if got := matches(`'([a-z_]+)'`, union); !slices.Equal(got, names()) {
		t.Errorf("capture.d.ts has %v\nthe list is       %v", got, names())
	}
	docs := must.Read(t, "../docs/errors.md")
	rows := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (yes|no) \\|").FindAllStringSubmatch(docs, -1)
	var documented []string
	for _, row := range rows {
		documented = append(documented, row[1])
		if got := row[2] == "yes"; got != fault.Code(row[1]).Retryable() {
			t.Errorf("docs/errors.md: retryable of %s is %v", row[1], got)
		}
	}
	slices.Sort(documented)
	if !slices.Equal(documented, names()) {
		t.Errorf("docs/errors.md has %v\nthe list is        %v", documented, names())
	}
}

// TestDocs_listCameraCodes compares docs/errors.md with the codes that only the element
// has, in its problem event.
func TestDocs_listCameraCodes(t *testing.T) {
	src := must.Read(t, "../web/element/camera/error.js")
	declared := matches(`'(camera_[a-z_]+)'`, src)
	if len(declared) < 8 {
		t.Fatalf("only %d codes found", len(declared))
	}
	docs := must.Read(t, "../docs/errors.md")
	if got := matches("(?m)^\\| `(camera_[a-z_]+)` \\|", docs); !slices.Equal(got, declared) {
		t.Errorf("docs/errors.md has %v\nthe element has    %v", got, declared)
	}
}

func TestCode_unknown(t *testing.T) {
	if fault.Code("nonsense").Known() || fault.Code("nonsense").Retryable() {
		t.Error("an unknown code is known or retryable")
	}
	if !fault.Offline.Known() || !fault.Offline.Retryable() || !fault.New(fault.Offline, "x").Retryable() {
		t.Error("offline must be known and retryable")
	}
}

func names() []string {
	var all []string
	for _, c := range fault.All() {
		all = append(all, string(c))
	}
	slices.Sort(all)
	return all
}

func matches(pattern, in string) []string {
	var found []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(in, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return found
}
