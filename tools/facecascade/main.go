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
	file, err := os.ReadFile(os.Args[1])
	if err == nil {
		file, err = convert(file)
	}
	if err == nil {
		err = os.WriteFile(os.Args[2], file, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "facecascade:", err)
		os.Exit(1)
	}
}

// document has the members of OpenCV's file that are used.
type document struct {
	Cascade struct {
		Kind   string `xml:"featureType"`
		Width  int    `xml:"width"`
		Height int    `xml:"height"`
		Stages []struct {
			Threshold float64 `xml:"stageThreshold"`
			Trees     []struct {
				Nodes  numbers `xml:"internalNodes"`
				Leaves numbers `xml:"leafValues"`
			} `xml:"weakClassifiers>_"`
		} `xml:"stages>_"`
		Features []struct {
			Rects  []numbers `xml:"rects>_"`
			Tilted int       `xml:"tilted"`
		} `xml:"features>_"`
	} `xml:"cascade"`
}

// numbers is a list that is separated by spaces.
type numbers []float64

func (n *numbers) UnmarshalText(text []byte) error {
	for _, field := range strings.Fields(string(text)) {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return err
		}
		*n = append(*n, v)
	}
	return nil
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
	put := func(v any) { _ = binary.Write(out, binary.LittleEndian, v) } // a buffer takes everything
	put([]byte{byte(c.Width), byte(len(c.Stages))})
	for _, s := range c.Stages {
		put(uint16(len(s.Trees)))
		put(float32(s.Threshold) - 1e-5) // OpenCV allows for its own rounding
		for _, t := range s.Trees {
			n := t.Nodes
			if len(n) != 8 || len(t.Leaves) != 3 || n[0]+n[1] != 1 || n[0]*n[1] != 0 || n[4] != -1 || n[5] != -2 {
				return nil, fmt.Errorf("a tree of the nodes %v and the leaves %v", n, t.Leaves)
			}
			flags := byte(n[0])
			features := [2]int{int(n[2]), int(n[6])}
			for i, at := range features {
				f := c.Features[at]
				if f.Tilted != 0 || len(f.Rects) < 2 || len(f.Rects) > 3 {
					return nil, fmt.Errorf("a feature of %d rectangles, tilted: %d", len(f.Rects), f.Tilted)
				}
				flags |= byte(len(f.Rects)-2) << (i + 1)
			}
			put(flags)
			for _, leaf := range t.Leaves {
				put(float32(leaf))
			}
			for i, at := range features {
				put(float32(n[4*i+3]))
				for _, r := range c.Features[at].Rects {
					for _, v := range r {
						if len(r) != 5 || v != float64(int8(v)) {
							return nil, fmt.Errorf("a rectangle of %v", r)
						}
						put(int8(v))
					}
				}
			}
		}
	}
	_, err := face.Parse(out.Bytes())
	return out.Bytes(), err
}
