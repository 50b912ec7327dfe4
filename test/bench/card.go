package main

import (
	"fmt"
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// card is a document that lies in the picture: pale, with print of several sizes.
type card struct {
	at    image.Rectangle // in the picture
	print *image.Alpha    // where there is ink, at its own scale
}

// newCard lays a card into a picture of w×h px. The print is rendered soft times
// smaller than the picture's px, as a lens would leave it.
func newCard(w, h int, soft float64) (*card, error) {
	c := &card{at: image.Rect(w*22/100, h*30/100, w*80/100, h*78/100)}
	c.print = image.NewAlpha(image.Rect(0, 0, int(float64(c.at.Dx())/soft), int(float64(c.at.Dy())/soft)))
	height := float64(c.print.Rect.Dy())
	y := 0.04
	for i, line := range []struct {
		text string
		face []byte
		size float64 // of the card's height
	}{
		{"SPECIMEN  IDENTITY CARD", goregular.TTF, 0.09},
		{"Surname / Nom", goregular.TTF, 0.035}, {"LOVELACE", goregular.TTF, 0.07},
		{"Given names / Prénoms", goregular.TTF, 0.035}, {"AUGUSTA ADA", goregular.TTF, 0.07},
		{"Date of birth  10 DEC 1815   Sex  F   Height  1.65 m", goregular.TTF, 0.045},
		{"Place of birth  LONDON   Authority  GENERAL REGISTER OFFICE", goregular.TTF, 0.045},
		{"This picture was made by code and shows nobody's document. It has lines as small as a card's.", goregular.TTF, 0.024},
		{"Its print is there so that a picture that was made smaller can be told from one that lost its edges.", goregular.TTF, 0.024},
		{"I<UTOD231458907<<<<<<<<<<<<<<<", gomono.TTF, 0.085},
		{"1512102F3112315UTO<<<<<<<<<<<4", gomono.TTF, 0.085},
		{"LOVELACE<<AUGUSTA<ADA<<<<<<<<<", gomono.TTF, 0.085},
	} {
		y += line.size * 1.12
		if err := c.write(line.text, line.face, line.size*height, y*height); err != nil {
			return nil, fmt.Errorf("line %d of the card: %w", i, err)
		}
	}
	return c, nil
}

func (c *card) write(text string, ttf []byte, size, y float64) error {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return err
	}
	defer face.Close()
	d := font.Drawer{Dst: c.print, Src: image.Opaque, Face: face,
		Dot: fixed.Point26_6{X: fixed.I(c.print.Rect.Dx() / 30), Y: fixed.Int26_6(y * 64)}}
	d.DrawString(text)
	return nil
}

// paintRow lays row y of the card over the three channels: paper that takes on
// some of the light around it, and ink.
func (c *card) paintRow(rgb *[3][]int32, y int) {
	if y < c.at.Min.Y || y >= c.at.Max.Y {
		return
	}
	paper := [3]int32{16 * 222, 16 * 226, 16 * 214}
	ink := [3]int32{16 * 38, 16 * 40, 16 * 58}
	for x := c.at.Min.X; x < c.at.Max.X; x++ {
		black := c.ink(x-c.at.Min.X, y-c.at.Min.Y)
		for i := range rgb {
			p := &rgb[i][x]
			light := (*p - 2048) / 10
			*p = paper[i] + light + (ink[i]-paper[i])*black>>8
		}
	}
}

// ink returns how black a place is, 0 to 255, between the print's own px.
func (c *card) ink(x, y int) int32 {
	size := c.print.Rect.Size()
	u, v := x*(size.X-1)*256/c.at.Dx(), y*(size.Y-1)*256/c.at.Dy()
	i, fx, fy := v>>8*c.print.Stride+u>>8, int32(u&255), int32(v&255)
	p := c.print.Pix
	above := int32(p[i])*(256-fx) + int32(p[i+1])*fx
	i += c.print.Stride
	below := int32(p[i])*(256-fx) + int32(p[i+1])*fx
	return (above*(256-fy) + below*fy) >> 16
}
