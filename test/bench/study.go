package main

import (
	"fmt"
	"os"
	"time"
)

// study is one picture through all tools.
type study struct {
	bench   *bench
	picture *picture
	folder  string // of the outputs, removed at the end
	outputs map[string]*output
	samples map[string][]sample // by tool
	runs    int
}

// want is what a run is asked for; page/page.js reads it.
type want struct {
	MaxBytes int `json:"maxBytes"`
	MaxSide  int `json:"maxSide"`
	Width    int `json:"width"` // of the picture, as it is seen
	Height   int `json:"height"`

	Quality float64 `json:"quality"` // at least; 0: its own
}

// mostOfARun is far more than the slowest tool takes.
const mostOfARun = 5 * time.Minute

func (b *bench) newStudy(p *picture) (*study, error) {
	folder, err := os.MkdirTemp(b.work, "outputs-")
	if err != nil {
		return nil, err
	}
	return &study{bench: b, picture: p, folder: folder, outputs: map[string]*output{}, samples: map[string][]sample{}}, nil
}

func (s *study) end() { _ = os.RemoveAll(s.folder) }

// round gives the picture to each tool once.
func (s *study) round(n int) error {
	for _, t := range toolsFor(s.picture, n) {
		got, err := s.run(t.name, want{MaxBytes: mostBytes, MaxSide: mostSide})
		if err != nil {
			return fmt.Errorf("%s with %s: %w", s.picture.name, t.name, err)
		}
		s.samples[t.name] = append(s.samples[t.name], got)
	}
	return nil
}

// run gives the picture to one tool on a fresh page and looks at what came out.
func (s *study) run(tool string, w want) (got sample, err error) {
	b := s.bench
	w.Width, w.Height = s.picture.width, s.picture.height
	t, err := open(b.browser, b.server.url+"/page/")
	if err != nil {
		return got, err
	}
	var pid int
	defer func() {
		t.close()
		waitGone(pid)
	}()
	var ready bool
	if err := t.call(patience, &ready, "prepare", tool); err != nil {
		return got, err
	}
	if err := t.give(s.picture.path); err != nil {
		return got, err
	}
	if err := t.call(mostOfARun, &got, "run", w); err != nil {
		return got, err
	}
	// Before anything else is done with the output.
	if got.rss, pid, err = peakMemory(b.browser); err != nil {
		return got, err
	}
	if got.Error != "" {
		return got, nil
	}
	s.runs++
	id := fmt.Sprintf("%d", s.runs)
	var status int
	if err := t.call(patience, &status, "send", id); err != nil {
		return got, err
	}
	got.out, err = s.examine(b.server.output(id))
	return got, err
}

// rows summarizes all tools, in the order of their list.
func (s *study) rows() []row {
	var rows []row
	for _, t := range browserTools() {
		if samples := s.samples[t.name]; len(samples) > 0 {
			rows = append(rows, summarize(s.picture, t, samples))
		}
	}
	return rows
}
