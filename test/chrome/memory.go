package chrome

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// PageMemory returns the memory of the open page's renderer in MB (10⁶ bytes), and the
// renderer's process id: it is the largest, because the others are spare or of empty pages.
// field is of /proc/PID/status: VmRSS is the resident memory, VmHWM its peak. Without /proc
// it is 0.
func (b *Browser) PageMemory(field string) (mb float64, pid int, err error) {
	pids, err := b.Renderers()
	for _, p := range pids {
		if v := Memory(p, field); v > mb {
			mb, pid = v, p
		}
	}
	return mb, pid, err
}

// Memory returns a field of /proc/PID/status in MB, and 0 for a process that has ended.
func Memory(pid int, field string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	return parseMemory(string(status), field)
}

// parseMemory reads a field whose unit, kB, is 1024 bytes.
func parseMemory(status, field string) float64 {
	for line := range strings.Lines(status) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
			return kb * 1024 / 1e6
		}
	}
	return 0
}
