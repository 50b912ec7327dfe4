package imageproc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"log"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
)

// photo is a JPEG of width × height px, as a Source.
func photo(width, height int) *bytes.Reader {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		log.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// Inspect reads the headers; Validate reads the whole file and compares it with the limits.
func ExampleValidate() {
	file := photo(9000, 90)
	info, err := imageproc.Inspect(file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s of %d × %d px\n", info.Format, info.Width, info.Height)

	report, err := imageproc.Validate(context.Background(), file, imageproc.PictureLimits())
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range report.Problems {
		fmt.Printf("%s: %s (fixable: %v)\n", p.Code, p.Message, p.Fixable)
	}
	// Output:
	// JPEG of 9000 × 90 px
	// too_large: 9000 × 90 px, the maximum is 8000 px a side (fixable: true)
}

// Fit to the service's limits with Go's codec.
func ExampleFit() {
	result, err := imageproc.Fit(context.Background(), photo(9000, 90), gocodec.New(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s to %d × %d px\n", result.Action, result.Info.Width, result.Info.Height)
	// Output: downscaled to 8000 × 80 px
}

// An error that the file causes is a *fault.Error with a code.
func ExampleFit_errors() {
	_, err := imageproc.Fit(context.Background(), photo(200, 100), gocodec.New(), nil)
	var failure *fault.Error
	if !errors.As(err, &failure) {
		log.Fatal(err) // the Source's error, or the context's
	}
	switch failure.Code {
	case fault.TooSmall:
		fmt.Printf("%v px wide, the longer side needs %v\n", failure.Details["width"], failure.Details["limit"])
	case fault.Corrupt, fault.Truncated, fault.UnsupportedFormat:
		fmt.Println("not a picture that can be read")
	default:
		fmt.Println(failure)
	}
	// Output: 200 px wide, the longer side needs 301
}

// The pages of a document share the limit of bytes.
func ExampleFitDocument() {
	pages := []imageproc.Source{photo(800, 600), photo(9000, 90)}
	results, err := imageproc.FitDocument(context.Background(), pages, gocodec.New(),
		&imageproc.FitOptions{Limits: imageproc.DocumentLimits()})
	if err != nil {
		log.Fatal(err)
	}
	for i, result := range results {
		fmt.Printf("page %d: %s\n", i+1, result.Action)
	}
	// Output:
	// page 1: untouched
	// page 2: downscaled
}
