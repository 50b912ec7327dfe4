package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"time"
)

// libjpeg is libjpeg-turbo outside any browser: a lower bound for the same work.
var libjpeg = tool{name: "djpeg | cjpeg", kind: "reference"}

func haveLibjpeg() bool {
	_, err := exec.LookPath("djpeg")
	_, err2 := exec.LookPath("cjpeg")
	return err == nil && err2 == nil
}

// runLibjpeg decodes the picture, scaled by eighths to the size that it may have, and encodes it. It
// doesn't handle EXIF orientations.
func (s *study) runLibjpeg(ctx context.Context, rounds int) error {
	if !haveLibjpeg() || s.picture.orientation != 1 || s.picture.format != "jpeg" {
		return nil
	}
	for range rounds {
		out, ms, err := pipe(ctx, s.picture.path, eighths(max(s.picture.width, s.picture.height), s.picture.request().MaxSide))
		if err != nil {
			return err
		}
		o, err := s.examine(out)
		if err != nil {
			return err
		}
		s.samples[libjpeg.name] = append(s.samples[libjpeg.name], sample{Ms: ms, output: o})
	}
	return nil
}

// eighths returns the largest N of scale N/8 at which a side is at most a limit.
func eighths(side, limit int) int {
	n := 8
	for n > 1 && (side*n+7)/8 > limit {
		n--
	}
	return n
}

func pipe(ctx context.Context, path string, eighths int) (out []byte, ms float64, err error) {
	read := exec.CommandContext(ctx, "djpeg", "-scale", strconv.Itoa(eighths)+"/8", path)
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
