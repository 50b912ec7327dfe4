package drive

import (
	"sync"

	"credential-capture/test/testpic"
)

// picture is made when first asked for and kept: a 48 MP JPEG takes seconds.
type picture struct {
	once sync.Once
	make func() []byte
	b    []byte
}

func (p *picture) Bytes() []byte {
	p.once.Do(func() { p.b = p.make() })
	return p.b
}

var (
	// fits is a phone's photo that is within the limits and says where it was taken.
	fitsPicture = &picture{make: func() []byte {
		return testpic.JPEG(testpic.Scene(4032, 3024), testpic.JPEGOptions{Quality: 92, EXIF: true, GPS: true, Orientation: 6})
	}}
	// largePicture is a 48 MP photo: 8064×6048.
	largePicture = &picture{make: func() []byte {
		return testpic.JPEG(testpic.Scene(8064, 6048), testpic.JPEGOptions{Quality: 90})
	}}
	// cardPicture is an ordinary picture of a card.
	cardPicture = &picture{make: func() []byte {
		return testpic.JPEG(testpic.Scene(1600, 1000), testpic.JPEGOptions{Quality: 85, EXIF: true, GPS: true})
	}}
	// heavyPicture is a photo within 8000 px that weighs 20 MB.
	heavyPicture = &picture{make: func() []byte {
		return testpic.JPEG(testpic.Noise(5200, 3500, 1), testpic.JPEGOptions{Quality: 94})
	}}
)

func Fits() *picture { return fitsPicture }

func Large() *picture { return largePicture }

func Card() *picture { return cardPicture }

func Heavy() *picture { return heavyPicture }
