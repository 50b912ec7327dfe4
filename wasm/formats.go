//go:build js && wasm

package main

import (
	"slices"
	"strconv"
	"strings"
	"syscall/js"

	"credential-capture/apiclient"
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
// matching extension, and an unknown one as a part of the name, as in "scan 2026.03". A page
// above 0 is of several in the file, and is added: "scan-2.jpg".
func outputName(file js.Value, format imageproc.Format, page int) string {
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
				if f == format && at > 0 && page == 0 {
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
	if page > 0 {
		stem += "-" + strconv.Itoa(page)
	}
	return stem + extensions[format][0]
}

// part returns the part, "" if absent.
func (o *options) part() string { return o.text("part", "FRONT", "BACK", "FACE", "DOCUMENT") }

// documentLimits are the limits of a paper document.
func documentLimits() imageproc.Limits {
	limits := imageproc.DocumentLimits()
	limits.RefuseEncrypted = !apiclient.AcceptsEncrypted
	return limits
}

// limits returns the default limits of the part with those of the caller applied.
func (o *options) limits(part string) imageproc.Limits {
	limits := imageproc.PictureLimits()
	if part == "DOCUMENT" {
		limits = documentLimits()
	}
	own := readOptions(o.get("limits"), "limits.", "maxBytes", "maxSide", "minSide", "maxPixels", "maxPages", "formats")
	// No picture format has larger sides, and their product fits in 64 bits.
	const maxSide = 1 << 31
	for _, limit := range []struct {
		name string
		max  int64
		set  func(int64)
	}{
		{"maxBytes", maxSafe, func(n int64) { limits.MaxBytes = n }},
		{"maxSide", maxSide, func(n int64) { limits.MaxSide = int(n) }},
		{"minSide", maxSide, func(n int64) { limits.MinSide = int(n) }},
		{"maxPixels", maxSafe, func(n int64) { limits.MaxPixels = n }},
		{"maxPages", maxSide, func(n int64) { limits.MaxPages = int(n) }},
	} {
		if n := own.whole(limit.name, limit.max); n > 0 {
			limit.set(n)
		}
	}
	if formats := own.formats(); formats != nil {
		limits.Formats = formats
	}
	if o.err == nil {
		o.err = own.err
	}
	return limits
}

// uploadable lists the formats that the service accepts.
var uploadable = []string{string(imageproc.JPEG), string(imageproc.PNG), string(imageproc.PDF)}

// formats returns the formats that need no conversion. Absent is nil.
func (o *options) formats() []imageproc.Format {
	list := o.get("formats")
	if absent(list) {
		return nil
	}
	if !isArray(list) || list.Length() == 0 || list.Length() > len(uploadable) {
		o.fail("formats", "not a list of "+strings.Join(uploadable, ", "))
		return nil
	}
	var formats []imageproc.Format
	for i := range list.Length() {
		name := list.Index(i)
		if name.Type() != js.TypeString || !slices.Contains(uploadable, name.String()) {
			o.fail("formats", "must be of "+strings.Join(uploadable, ", "))
			return nil
		}
		formats = append(formats, imageproc.Format(name.String()))
	}
	return formats
}

// fraction returns a number above 0 and up to 1. Absent is 0.
func (o *options) fraction(name string) float64 {
	v := o.get(name)
	if absent(v) {
		return 0
	}
	if v.Type() != js.TypeNumber || !(v.Float() > 0 && v.Float() <= 1) {
		o.fail(name, "not a number above 0 and up to 1")
		return 0
	}
	return v.Float()
}

func isArray(v js.Value) bool { return js.Global().Get("Array").Call("isArray", v).Bool() }
