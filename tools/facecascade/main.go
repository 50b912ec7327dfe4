// Facecascade converts a cascade of OpenCV, from Debian's package opencv-data, to the format
// of web/face.bin that face.Parse documents:
//
//	facecascade haarcascade_frontalface_alt2.xml web/face.bin
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"os"

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

// cascade is the part of OpenCV's file that is converted.
type cascade struct {
	Kind   string `xml:"cascade>featureType"`
	Width  int    `xml:"cascade>width"`
	Height int    `xml:"cascade>height"`
	Stages []struct {
		Threshold float64 `xml:"stageThreshold"`
		Trees     []struct {
			Nodes  string `xml:"internalNodes"`
			Leaves string `xml:"leafValues"`
		} `xml:"weakClassifiers>_"`
	} `xml:"cascade>stages>_"`
	Features []struct {
		Rects  []string `xml:"rects>_"`
		Tilted int      `xml:"tilted"`
	} `xml:"cascade>features>_"`
}

// convert refuses what the format can't hold.
func convert(file []byte) ([]byte, error) {
	var c cascade
	if err := xml.Unmarshal(file, &c); err != nil {
		return nil, err
	}
	if c.Kind != "HAAR" || c.Width != c.Height {
		return nil, fmt.Errorf("a %s cascade of %d × %d px, not HAAR and square", c.Kind, c.Width, c.Height)
	}
	out := bytes.NewBufferString(face.Magic)
	out.Write([]byte{byte(c.Width), byte(len(c.Stages))})
	for _, s := range c.Stages {
		put(out, uint16(len(s.Trees)))
		put(out, float32(s.Threshold)-1e-5) // OpenCV's own tolerance
		for _, t := range s.Trees {
			if err := c.tree(out, t.Nodes, t.Leaves); err != nil {
				return nil, err
			}
		}
	}
	_, err := face.Parse(out.Bytes())
	return out.Bytes(), err
}

// tree converts two nodes of left, right, feature and threshold each, and three leaves.
func (c *cascade) tree(out *bytes.Buffer, nodes, leaves string) error {
	var left, right, feature [2]int
	var threshold [2]float32
	var leaf [3]float32
	if _, err := fmt.Sscan(nodes, &left[0], &right[0], &feature[0], &threshold[0], &left[1], &right[1], &feature[1], &threshold[1]); err != nil {
		return fmt.Errorf("nodes %q: %w", nodes, err)
	}
	if _, err := fmt.Sscan(leaves, &leaf[0], &leaf[1], &leaf[2]); err != nil {
		return fmt.Errorf("leaves %q: %w", leaves, err)
	}
	flags := byte(left[0])
	if left[0]+right[0] != 1 || left[0]*right[0] != 0 || left[1] != -1 || right[1] != -2 {
		return fmt.Errorf("a tree with nodes %q", nodes)
	}
	var body bytes.Buffer
	for i := range 2 {
		f := c.Features[feature[i]]
		if f.Tilted != 0 || len(f.Rects) < 2 || len(f.Rects) > 3 {
			return fmt.Errorf("a feature of %d rectangles, tilted: %d", len(f.Rects), f.Tilted)
		}
		if len(f.Rects) == 3 {
			flags |= 2 << i
		}
		put(&body, threshold[i])
		for _, text := range f.Rects {
			var r [5]float64 // OpenCV writes weights as -1. and 2.
			if _, err := fmt.Sscan(text, &r[0], &r[1], &r[2], &r[3], &r[4]); err != nil {
				return fmt.Errorf("rectangle %q: %w", text, err)
			}
			for _, n := range r {
				if n != float64(int8(n)) {
					return fmt.Errorf("rectangle %q", text)
				}
				put(&body, int8(n))
			}
		}
	}
	out.WriteByte(flags)
	put(out, leaf)
	out.Write(body.Bytes())
	return nil
}

func put(out *bytes.Buffer, v any) { _ = binary.Write(out, binary.LittleEndian, v) }
