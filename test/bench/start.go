package main

import "slices"

// start is how long ours takes until it can be called, over loopback with nothing
// in any cache, ms.
type start struct {
	Name   string  `json:"start"`
	Ms     float64 `json:"ms"` // median
	MsMin  float64 `json:"ms_min"`
	MsMax  float64 `json:"ms_max"`
	Rounds int     `json:"rounds"`
}

func (b *bench) starts(rounds int) ([]start, error) {
	var list []start
	for _, s := range []struct{ name, function string }{
		{"load() to ready, the worker's start included", "loadToReady"},
		{"fetch to ready, in the worker", "fetchToReady"},
	} {
		var times []float64
		for range rounds {
			ms, err := b.start(s.function)
			if err != nil {
				return nil, err
			}
			times = append(times, ms)
		}
		list = append(list, start{s.name, round1(median(times)), round1(slices.Min(times)), round1(slices.Max(times)), rounds})
	}
	return list, nil
}

func (b *bench) start(function string) (ms float64, err error) {
	t, err := open(b.browser, b.server.url+"/page/")
	if err != nil {
		return 0, err
	}
	defer t.close()
	err = t.call(patience, &ms, `(name => import("/page/start.js").then(module => module[name]()))`, function)
	return ms, err
}
