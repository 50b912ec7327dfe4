package apiclient

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// TestMain fails when goroutines are left behind. They may need a moment to end,
// so it looks more than once.
func TestMain(m *testing.M) {
	before := runtime.NumGoroutine()
	code := m.Run()
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			fmt.Fprintf(os.Stderr, "%d goroutines were left behind:\n%s\n",
				runtime.NumGoroutine()-before, stacks[:runtime.Stack(stacks, true)])
			code = max(code, 1)
			break
		}
		<-time.After(time.Millisecond)
	}
	os.Exit(code)
}
