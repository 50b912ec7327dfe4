//go:build js && wasm

package main

import (
	"strings"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// endings are what the names of files of a format end in, the customary one first.
var endings = map[imageproc.Format][]string{
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

// outputName is the file's own name with an ending that fits what became of it. One
// that fits already stays, however it is spelt; one that no format has is a part of
// the name, as in "scan 2026.03".
func outputName(file js.Value, format imageproc.Format) string {
	name := ""
	if v, err := jsbridge.Get(file, "name"); err == nil && v.Type() == js.TypeString { // a Blob has none
		name = strings.TrimSpace(v.String())
	}
	stem := name
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		ending := strings.ToLower(name[at:])
		for f, all := range endings {
			for _, known := range all {
				if known != ending {
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
	return stem + endings[format][0]
}
