//go:build js && wasm

package main

import (
	"strings"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// extensions lists the file name extensions of each format, the usual one first.
var extensions = map[imageproc.Format][]string{
	imageproc.JPEG: {".jpg", ".jpeg", ".jpe", ".jfif"},
	imageproc.PNG:  {".png"},
	imageproc.PDF:  {".pdf"},
	imageproc.WebP: {".webp"},
	imageproc.GIF:  {".gif"},
	imageproc.BMP:  {".bmp", ".dib"},
	imageproc.TIFF: {".tif", ".tiff"},
	imageproc.HEIC: {".heic", ".heif", ".hif"},
	imageproc.AVIF: {".avif"},
}

// outputName returns the file's name with an extension of the format. It keeps a
// matching extension, and an unknown one as a part of the name, as in "scan 2026.03".
func outputName(file js.Value, format imageproc.Format) string {
	name := ""
	if v, err := jsbridge.Get(file, "name"); err == nil && v.Type() == js.TypeString { // a Blob has no name
		name = strings.TrimSpace(v.String())
	}
	stem := name
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		extension := strings.ToLower(name[at:])
		for f, all := range extensions {
			for _, known := range all {
				if known != extension {
					continue
				}
				if f == format && at > 0 {
					return name
				}
				stem = strings.TrimSpace(name[:at])
			}
		}
	}
	if stem == "" {
		stem = "picture"
		if format == imageproc.PDF {
			stem = "document"
		}
	}
	return stem + extensions[format][0]
}
