// Package analysis runs the guidance for measuring programs: natively on all cores, and as the
// export analyze of capture.wasm in Chromium.
package analysis

import (
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"credential-capture/imageproc/guidance"
)

// Each calls do for 0 to n-1 on all cores, with a Watcher for each core, and returns the first
// error. A cascade enables faces.
func Each(n int, cascade []byte, do func(w *guidance.Watcher, i int) error) error {
	var all errgroup.Group
	var next atomic.Int64
	for range runtime.NumCPU() {
		all.Go(func() error {
			var w guidance.Watcher
			if cascade != nil {
				if err := w.SetCascade(cascade); err != nil {
					return err
				}
			}
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := do(&w, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return all.Wait()
}
