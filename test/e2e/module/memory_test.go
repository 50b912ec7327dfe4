package module

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestFit_memory fits a photo of 48 MP five times in one page: Go's heap holds headers, not
// pixels, and doesn't grow.
func TestFit_memory(t *testing.T) {
	const maxHeap = 48_000_000
	p := drive.Module(t, "{}")
	p.Give(drive.File(t, "large.jpg", drive.Large()))
	var heap, wasm [5]float64
	for i := range heap {
		var got struct {
			Action                 string
			GoHeapBytes, WasmBytes float64
		}
		p.Eval(`(async () => {
			const r = await capture.fit(document.querySelector("#files").files[0]);
			return {action: r.action, ...await capture.stats()};
		})()`, &got)
		if got.Action != "downscaled" {
			t.Fatalf("fit %d: %+v", i+1, got)
		}
		heap[i], wasm[i] = got.GoHeapBytes, got.WasmBytes
		if got.GoHeapBytes > maxHeap {
			t.Errorf("fit %d: Go's heap is %.1f MB, want at most %.0f", i+1, got.GoHeapBytes/1e6, maxHeap/1e6)
		}
	}
	t.Logf("Go's heap %.1f MB after the first, %.1f after the third, %.1f after the last; the wasm's memory %.1f, %.1f, %.1f MB",
		heap[0]/1e6, heap[2]/1e6, heap[4]/1e6, wasm[0]/1e6, wasm[2]/1e6, wasm[4]/1e6)
	// A tenth is what garbage that has just not been collected makes of it.
	for i := 3; i < len(heap); i++ {
		if heap[i] > 1.1*heap[2] {
			t.Errorf("fit %d: Go's heap is %.1f MB, %.1f after the third", i+1, heap[i]/1e6, heap[2]/1e6)
		}
		if wasm[i] > 1.1*wasm[2] {
			t.Errorf("fit %d: the wasm's memory is %.1f MB, %.1f after the third", i+1, wasm[i]/1e6, wasm[2]/1e6)
		}
	}
}
