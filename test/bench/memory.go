package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"credential-capture/test/chrome"
)

// peakMemory is the most that the renderer of the open page has ever had in
// memory, in MB, and its process id. There may be a spare renderer beside it, and
// those of pages without a picture: the page's own is the largest by far. It is 0
// where the system doesn't tell (not Linux).
func peakMemory(b *chrome.Browser) (mb float64, pid int, err error) {
	pids, err := b.Renderers()
	if err != nil {
		return 0, 0, err
	}
	for _, p := range pids {
		if v := highWater(p); v > mb {
			mb, pid = v, p
		}
	}
	return mb, pid, nil
}

func highWater(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	return parseHighWater(string(b))
}

// parseHighWater reads VmHWM, which is in units of 1024 bytes, as MB.
func parseHighWater(status string) float64 {
	for line := range strings.Lines(status) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
			return kb * 1024 / 1e6
		}
	}
	return 0
}

// waitGone waits until a renderer has ended, so that it is neither in the way of the
// next run nor taken for its page.
func waitGone(pid int) {
	for range 100 {
		if pid == 0 || highWater(pid) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}
