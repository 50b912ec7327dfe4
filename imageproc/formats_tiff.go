//go:build !js || gocodec

package imageproc

import "credential-capture/imageproc/container/tiff"

func init() { formats[TIFF] = format{inspect: tiff.Inspect, check: tiff.Check, pages: tiff.Pages} }
