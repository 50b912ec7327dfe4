package main

import "fmt"

// equalBytes is ours held to what another tool made of a picture: no more bytes,
// and the same size in px.
type equalBytes struct {
	Image     string  `json:"equal_bytes"`
	Tool      string  `json:"tool"` // the other one
	Kind      string  `json:"kind"`
	Format    string  `json:"format"` // the other's
	ToolBytes int     `json:"tool_bytes"`
	ToolPSNR  float64 `json:"tool_psnr_db"`
	Bytes     int     `json:"bytes"` // ours
	Width     int     `json:"width"`
	Height    int     `json:"height"`
	PSNR      float64 `json:"psnr_db"`
	Gain      float64 `json:"gain_db"` // ours less the other's
	Error     string  `json:"error,omitempty"`
}

// tolerance of PSNR, dB, in which two pictures count as equally good.
const tolerance = 0.3

// equalBytes runs ours once against each tool whose output fits. Rows tell what
// those made.
func (s *study) equalBytes(rows []row) ([]equalBytes, error) {
	type pair struct {
		row equalBytes
		out *output
	}
	var pairs []pair
	for _, r := range rows {
		if r.Kind == "ours" || !r.Fits {
			continue
		}
		got, err := s.run(ours, want{MaxBytes: r.Bytes, MaxSide: max(r.Width, r.Height)})
		if err != nil {
			return nil, fmt.Errorf("%s at the bytes of %s: %w", s.picture.name, r.Tool, err)
		}
		pairs = append(pairs, pair{equalBytes{Image: r.Image, Tool: r.Tool, Kind: r.Kind, Format: r.Format,
			ToolBytes: r.Bytes, ToolPSNR: r.PSNR, Error: got.Error}, got.out})
	}
	if err := s.judge(); err != nil {
		return nil, err
	}
	list := make([]equalBytes, len(pairs))
	for i, p := range pairs {
		list[i] = p.row
		if o := p.out; o != nil {
			list[i].Bytes, list[i].Width, list[i].Height, list[i].PSNR = o.bytes, o.width, o.height, o.psnr
			list[i].Gain = round2(o.psnr - p.row.ToolPSNR)
		}
	}
	return list, nil
}
