package main

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

func TestRunAnswersEveryFrame(t *testing.T) {
	var in, out bytes.Buffer
	for _, size := range [][2]uint32{{64, 48}, {640, 480}, {320, 240}} {
		for _, v := range []uint32{size[0], size[1], 1} {
			in.Write(binary.LittleEndian.AppendUint32(nil, v))
		}
		in.Write(make([]byte, 4*size[0]*size[1]))
	}
	whole := in.Bytes()
	if err := run(bytes.NewReader(whole), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || len(strings.Fields(lines[0])) != 4 {
		t.Errorf("got %q", out.String())
	}
	if err := run(bytes.NewReader(whole[:len(whole)-1]), &out); err == nil {
		t.Error("a frame that ends early is no error")
	}
}
