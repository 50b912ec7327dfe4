package chrome

import "testing"

func TestParseMemory(t *testing.T) {
	const status = "Name:\tchromium\nVmHWM:\t  250000 kB\nVmRSS:\t  1000 kB\n"
	for _, tt := range []struct {
		name, status, field string
		want                float64
	}{
		{"peak", status, "VmHWM", 256},
		{"resident", status, "VmRSS", 1.024},
		{"a kernel thread", "Name:\tkthreadd\n", "VmRSS", 0},
		{"no value", "VmHWM:\n", "VmHWM", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := parseMemory(tt.status, tt.field); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
