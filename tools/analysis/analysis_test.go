package analysis

import (
	"errors"
	"slices"
	"testing"

	"credential-capture/imageproc/guidance"
)

func TestEach(t *testing.T) {
	done := make([]bool, 9)
	if err := Each(len(done), nil, func(_ *guidance.Watcher, i int) error { done[i] = true; return nil }); err != nil || slices.Contains(done, false) {
		t.Errorf("%v: %v", done, err)
	}
	failed := errors.New("failed")
	if err := Each(2, nil, func(*guidance.Watcher, int) error { return failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
	if err := Each(1, []byte("no cascade"), nil); err == nil {
		t.Error("a broken cascade was read")
	}
}
