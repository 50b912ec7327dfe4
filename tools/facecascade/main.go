// Facecascade makes the file that imageproc/guidance/face reads (web/face.bin) from a
// cascade of OpenCV, as its package opencv-data brings it:
//
//	facecascade /usr/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml web/face.bin
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"os"
	"strconv"
	"strings"

	"credential-capture/imageproc/guidance/face"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: facecascade CASCADE.xml FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "facecascade:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	file, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	out, err := convert(file)
	if err != nil {
		return err
	}
	return os.WriteFile(to, out, 0o644)
}

// document is what is needed of OpenCV's file.
type document struct {
	Cascade struct {
		Kind   string `xml:"featureType"`
		Width  int    `xml:"width"`
		Height int    `xml:"height"`
		Stages []struct {
			Threshold float64 `xml:"stageThreshold"`
			Trees     []struct {
				Nodes  string `xml:"internalNodes"`
				Leaves string `xml:"leafValues"`
			} `xml:"weakClassifiers>_"`
		} `xml:"stages>_"`
		Features []struct {
			Rects  []string `xml:"rects>_"`
			Tilted int      `xml:"tilted"`
		} `xml:"features>_"`
	} `xml:"cascade"`
}

// convert writes the format that face.Parse describes. What it can't hold is refused.
func convert(file []byte) ([]byte, error) {
	var doc document
	if err := xml.Unmarshal(file, &doc); err != nil {
		return nil, err
	}
	c := doc.Cascade
	if c.Kind != "HAAR" || c.Width != c.Height {
		return nil, fmt.Errorf("a %s cascade of %d × %d px: it takes HAAR and a square", c.Kind, c.Width, c.Height)
	}
	out := bytes.NewBufferString(face.Magic)
	out.Write([]byte{byte(c.Width), byte(len(c.Stages))})
	for _, s := range c.Stages {
		put(out, uint16(len(s.Trees)))
		// OpenCV allows for its own rounding.
		put(out, float32(s.Threshold)-1e-5)
		for _, t := range s.Trees {
			nodes, err := numbers(t.Nodes, 8)
			if err != nil {
				return nil, err
			}
			leaves, err := numbers(t.Leaves, 3)
			if err != nil {
				return nil, err
			}
			flags := byte(0)
			switch {
			case nodes[0] == 1 && nodes[1] == 0:
				flags = 1
			case nodes[0] != 0 || nodes[1] != 1:
				return nil, fmt.Errorf("a tree that goes %v, %v", nodes[0], nodes[1])
			}
			if nodes[4] != -1 || nodes[5] != -2 {
				return nil, fmt.Errorf("a second question that goes %v, %v", nodes[4], nodes[5])
			}
			var questions bytes.Buffer
			for i := range 2 {
				f := c.Features[int(nodes[4*i+2])]
				if f.Tilted != 0 || len(f.Rects) < 2 || len(f.Rects) > 3 {
					return nil, fmt.Errorf("a feature of %d rectangles, tilted: %d", len(f.Rects), f.Tilted)
				}
				if len(f.Rects) == 3 {
					flags |= 2 << i
				}
				put(&questions, float32(nodes[4*i+3]))
				for _, text := range f.Rects {
					r, err := numbers(text, 5)
					if err != nil {
						return nil, err
					}
					for _, n := range r {
						if n != float64(int8(n)) {
							return nil, fmt.Errorf("a rectangle of %v", r)
						}
						questions.WriteByte(byte(int8(n)))
					}
				}
			}
			out.WriteByte(flags)
			for _, leaf := range leaves {
				put(out, float32(leaf))
			}
			out.Write(questions.Bytes())
		}
	}
	if _, err := face.Parse(out.Bytes()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func put(out *bytes.Buffer, v any) { _ = binary.Write(out, binary.LittleEndian, v) }

func numbers(text string, count int) ([]float64, error) {
	fields := strings.Fields(text)
	if len(fields) != count {
		return nil, fmt.Errorf("%d numbers where %d belong: %s", len(fields), count, text)
	}
	all := make([]float64, count)
	for i, f := range fields {
		n, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return nil, err
		}
		all[i] = n
	}
	return all, nil
}
