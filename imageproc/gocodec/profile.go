package gocodec

import (
	"image"

	"credential-capture/imageproc"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/imageproc/container/png"
	"credential-capture/imageproc/container/tiff"
	"credential-capture/imageproc/container/webp"
)

// profileOf returns the colour profile of src if it describes the pixels of img, which are the
// file's own numbers; nil if there is none, if it can't be read, or if it is of another colour
// model, as CMYK's is.
func profileOf(src imageproc.Source, info imageproc.Info, img image.Image) []byte {
	if !info.Metadata.ICC {
		return nil
	}
	r := container.NewReader(src)
	r.RandomAccess()
	var icc []byte
	switch info.Format {
	case imageproc.JPEG:
		icc = jpeg.Profile(r)
	case imageproc.PNG:
		icc = png.Profile(r)
	case imageproc.WebP:
		icc = webp.Profile(r)
	case imageproc.TIFF:
		icc = tiff.Profile(r)
	}
	const spaceAt, markAt, minLen = 16, 36, 128
	space := "RGB "
	if _, grey := img.(*image.Gray); grey {
		space = "GRAY"
	}
	if len(icc) < minLen || len(icc) > container.MaxProfile || string(icc[spaceAt:spaceAt+4]) != space || string(icc[markAt:markAt+4]) != "acsp" {
		return nil
	}
	return icc
}
