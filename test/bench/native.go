package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"
)

var floor = tool{name: "djpeg | cjpeg", kind: "reference"}

// haveFloor reports whether libjpeg-turbo's programs are here, after trying to
// install them where that is allowed.
func haveFloor(say func(string, ...any)) bool {
	found := func() bool {
		_, err := exec.LookPath("djpeg")
		_, err2 := exec.LookPath("cjpeg")
		return err == nil && err2 == nil
	}
	if found() {
		return true
	}
	if _, err := exec.LookPath("apt-get"); err == nil && os.Getuid() == 0 {
		for _, args := range [][]string{{"update"}, {"install", "-y", "--no-install-recommends", "libjpeg-turbo-progs"}} {
			cmd := exec.Command("apt-get", args...)
			cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
			if err := cmd.Run(); err != nil {
				break
			}
		}
	}
	if !found() {
		say("The native floor is left out: djpeg and cjpeg are missing and could not be installed (Debian: apt-get install libjpeg-turbo-progs).")
		return false
	}
	return true
}

// floor takes what libjpeg-turbo itself needs for about the same work: decode, at
// the largest scale of eighths that is within 8000 px, and encode. It looks at
// nothing but the px, so it is left out where a picture lies on its side.
func (s *study) floor(ctx context.Context, rounds int) (row, bool, error) {
	if s.picture.orientation != 1 || s.picture.format != "jpeg" {
		return row{}, false, nil
	}
	var samples []sample
	for range rounds {
		out, ms, err := pipe(ctx, s.picture.path, max(s.picture.width, s.picture.height))
		if err != nil {
			return row{}, false, err
		}
		o, err := s.examine(out)
		if err != nil {
			return row{}, false, err
		}
		samples = append(samples, sample{Ms: ms, out: o})
	}
	if err := s.judge(); err != nil {
		return row{}, false, err
	}
	return summarize(s.picture, floor, samples), true, nil
}

// eighths returns the largest scale N/8 at which a side is within the limit.
func eighths(side int) int {
	n := 8
	for n > 1 && (side*n+7)/8 > mostSide {
		n--
	}
	return n
}

func pipe(ctx context.Context, path string, side int) (out []byte, ms float64, err error) {
	read := exec.CommandContext(ctx, "djpeg", "-scale", strconv.Itoa(eighths(side))+"/8", path)
	write := exec.CommandContext(ctx, "cjpeg", "-quality", "92", "-optimize")
	var result bytes.Buffer
	write.Stdout = &result
	if write.Stdin, err = read.StdoutPipe(); err != nil {
		return nil, 0, err
	}
	start := time.Now()
	if err := read.Start(); err != nil {
		return nil, 0, err
	}
	if err := write.Run(); err != nil {
		return nil, 0, fmt.Errorf("cjpeg: %w", err)
	}
	if err := read.Wait(); err != nil {
		return nil, 0, fmt.Errorf("djpeg: %w", err)
	}
	return result.Bytes(), float64(time.Since(start).Microseconds()) / 1000, nil
}
