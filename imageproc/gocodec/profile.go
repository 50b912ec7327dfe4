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

// Go's decoders know nothing of colour profiles. The pixels that they give are the
// file's own numbers, so the profile goes along into what is encoded of them.

// maxProfile is the largest profile that goes along, in bytes. Those of cameras and
// screens have a few kB, those of printers, which aren't RGB, up to some MB.
const maxProfile = 1 << 20

// profileOf returns the colour profile of src when it says how the pixels of img are
// to be read, nil when there is none or it is of another kind, as CMYK's is. What can't
// be read is no reason to fail: the picture is there.
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
	const spaceAt, markAt, least = 16, 36, 128
	space := "RGB "
	if _, grey := img.(*image.Gray); grey {
		space = "GRAY"
	}
	if len(icc) < least || len(icc) > maxProfile || string(icc[spaceAt:spaceAt+4]) != space || string(icc[markAt:markAt+4]) != "acsp" {
		return nil
	}
	return icc
}
