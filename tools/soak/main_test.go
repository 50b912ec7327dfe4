package main

import "testing"

// readings returns n values that alternate between low and high, then more.
func readings(n int, low, high float64, more ...float64) []float64 {
	var list []float64
	for i := range n {
		v := low
		if i%3 == 0 {
			v = high
		}
		list = append(list, v)
	}
	return append(list, more...)
}

func TestCheckGrowth(t *testing.T) {
	up := func(from, step float64, n int) (list []float64) {
		for i := range n {
			list = append(list, from+step*float64(i))
		}
		return list
	}
	for _, tt := range []struct {
		name string
		list []float64
		ok   bool
	}{
		{"constant", readings(60, 100, 120), true},
		{"minimum a little higher", append(readings(20, 100, 120), readings(30, 114, 120)...), true},
		{"minimum too high", append(readings(20, 100, 120), readings(30, 116, 120)...), false},
		{"a peak a little higher", append(readings(20, 100, 120), readings(30, 100, 137)...), true},
		{"a peak too high", append(readings(20, 100, 120), readings(30, 100, 139)...), false},
		{"grows slowly", append(readings(20, 100, 101), up(100, 0.2, 180)...), false},
		{"too short", readings(39, 100, 120), false},
		{"just long enough", readings(40, 100, 120), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := checkGrowth("memory", tt.list); (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCheckLeak(t *testing.T) {
	if err := checkLeak([]int{1, 1, 1}); err != nil {
		t.Error(err)
	}
	for _, counts := range [][]int{{1, 2, 3}, {1, 1, 2}} {
		if checkLeak(counts) == nil {
			t.Errorf("%v passes", counts)
		}
	}
}
