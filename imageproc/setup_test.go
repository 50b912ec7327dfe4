package imageproc_test

import (
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
)

func init() { imageproc.NewGoCodec = func() imageproc.Codec { return gocodec.New() } }
