package apiclient

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain fails when goroutines are left behind. They may need a moment to end,
// so it looks more than once.
func TestMain(m *testing.M) {
	before := len(goroutines())
	code := m.Run()
	if flag.Lookup("test.fuzz").Value.String() != "" {
		os.Exit(code) // the fuzzer leaves some of its own
	}
	for deadline := time.Now().Add(5 * time.Second); len(goroutines()) > before; {
		if time.Now().After(deadline) {
			fmt.Fprintln(os.Stderr, "goroutines were left behind:")
			fmt.Fprintln(os.Stderr, strings.Join(goroutines(), "\n\n"))
			code = max(code, 1)
			break
		}
		<-time.After(time.Millisecond)
	}
	os.Exit(code)
}

// goroutines lists the stacks of all but the runtime's own, which in the browser
// is one that waits for events.
func goroutines() []string {
	stacks := make([]byte, 1<<20)
	var all []string
	for stack := range strings.SplitSeq(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
		if !strings.Contains(stack, "runtime.handleEvent") {
			all = append(all, stack)
		}
	}
	return all
}

// UseRandom replaces the randomness of the waits between attempts.
func (c *Client) UseRandom(random func() float64) { c.random = random }
