package drive

import (
	"sync"

	"credential-capture/test/testpic"
)

// Pictures are made at the first call: a 48 MP JPEG takes seconds.
var (
	// Fits returns a photo of 1.5 MB, which is within the limits, with GPS and an orientation.
	Fits = sync.OnceValue(func() []byte {
		return testpic.JPEG(testpic.Scene(2400, 1800), testpic.JPEGOptions{Quality: 95, EXIF: true, GPS: true, Orientation: 6})
	})
	// Large returns a 48 MP photo of 8064 × 6048 px.
	Large = sync.OnceValue(func() []byte {
		return testpic.JPEG(testpic.Scene(8064, 6048), testpic.JPEGOptions{Quality: 90})
	})
	// Card returns a picture of a card.
	Card = sync.OnceValue(func() []byte {
		return testpic.JPEG(testpic.Scene(1600, 1000), testpic.JPEGOptions{Quality: 85, EXIF: true, GPS: true})
	})
	// Selfie returns another picture than Card, upright on its side.
	Selfie = sync.OnceValue(func() []byte {
		return testpic.JPEG(testpic.Scene(1200, 900), testpic.JPEGOptions{Quality: 85, Orientation: 6})
	})
	// Heavy returns a photo of 16 MB within 8000 px a side.
	Heavy = sync.OnceValue(func() []byte {
		return testpic.JPEG(testpic.Noise(3000, 2700, 1), testpic.JPEGOptions{Quality: 100})
	})
)
