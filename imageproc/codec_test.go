package imageproc

// NewGoCodec is gocodec.New, which this package can't import: setup_test.go sets it.
var NewGoCodec func() Codec
