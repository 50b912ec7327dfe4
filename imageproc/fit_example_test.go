package imageproc_test

import (
	"bytes"
	"context"
	"fmt"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

// A photo with coordinates and a film behind it loses both, and no pixel; one that is
// too wide is decoded and encoded anew.
func ExampleFit() {
	for _, photo := range [][]byte{
		testpic.JPEG(testpic.Scene(640, 480), testpic.JPEGOptions{GPS: true, Trailing: make([]byte, 9000)}),
		testpic.JPEG(testpic.Scene(9000, 90), testpic.JPEGOptions{}),
	} {
		fitted, err := imageproc.Fit(context.Background(), bytes.NewReader(photo), imageproc.NewGoCodec(), nil)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(fitted.Action, fitted.Info.Width, "×", fitted.Info.Height, "px in", fitted.Encodes, "encodes")
	}
	// Output:
	// stripped 640 × 480 px in 0 encodes
	// downscaled 8000 × 80 px in 1 encodes
}
