package imageproc

import (
	"encoding/binary"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/bmff"
	"credential-capture/imageproc/container/bmp"
	"credential-capture/imageproc/container/gif"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/imageproc/container/pdf"
	"credential-capture/imageproc/container/png"
	"credential-capture/imageproc/container/webp"
)

// format is the parser of one format.
type format struct {
	// inspect reads the headers into info.
	inspect func(r *container.Reader, info *Info) error
	// check follows the structure to its end without decoding a pixel, and adds to info
	// what only the end of the file tells; nil if inspect does.
	check func(r *container.Reader, info *Info) error
	// strip is check that also returns the spans of the file without its metadata; nil for
	// formats that are never stripped.
	strip func(r *container.Reader, info *Info) ([]Span, error)
	// pages returns the pages as files of their own; nil for formats of one page, and for PDF.
	pages func(src Source) ([]*Splice, error)
}

// formats are the parsers of all formats but Unknown. That of TIFF is in formats_tiff.go.
var formats = map[Format]format{
	JPEG: {inspect: jpeg.Inspect, check: jpeg.Check, strip: jpeg.Strip},
	PNG:  {inspect: png.Inspect, check: png.Check, strip: png.Strip},
	PDF:  {inspect: pdf.Inspect}, // which follows the structure to its end
	WebP: {inspect: webp.Inspect, check: webp.Check},
	GIF:  {inspect: gif.Inspect, check: gif.Check},
	BMP:  {inspect: bmp.Inspect, check: bmp.Check},
	HEIC: {inspect: bmff.Inspect, check: bmff.Check},
	AVIF: {inspect: bmff.Inspect, check: bmff.Check},
}

// Reads reports whether there is a parser of f. There is one of TIFF in fallback.wasm, but not in
// capture.wasm: browsers leave TIFF to the Go codec, which is there.
func Reads(f Format) bool { return formats[f].inspect != nil }

// Warm is the former name of jpeg.Preheat.
//
// Deprecated: nothing outside a browser needs it.
func Warm() { jpeg.Preheat() }

// Inspect reads the headers of a file, at most 1 MiB of it, and 4 KiB for each further segment
// of a JPEG or chunk of a PNG; of a PDF whose cross-reference table is damaged also all of it,
// once. An unrecognised format is not an error: Format is Unknown then, and all else but Bytes is
// zero.
//
// It fails with fault.Empty; with fault.Truncated, fault.Corrupt or fault.UnsupportedFormat
// for headers that can't be used; and with the Source's own error. What follows the headers
// is for Validate to check.
func Inspect(src Source) (*Info, error) {
	info, err := inspect(container.NewReader(src))
	if err != nil {
		return nil, err
	}
	return info, nil
}

// inspect is Inspect on a Reader. With an error it also returns what was read before it.
func inspect(r *container.Reader) (*Info, error) {
	info := &Info{Format: Unknown, Bytes: r.Size(), Orientation: Normal}
	if info.Bytes <= 0 {
		return info, fault.New(fault.Empty, "the file has no bytes")
	}
	head, err := r.Bytes(0, int(min(sniffLen, info.Bytes)))
	if err != nil {
		return info, err
	}
	info.Format = sniff(head)
	if info.Format == Unknown {
		return info, nil
	}
	if info.Format != PDF {
		info.Pages = 1
	}
	if !Reads(info.Format) {
		return info, fault.New(fault.UnsupportedFormat, "fallback.wasm reads %s", info.Format).With("format", string(info.Format))
	}
	if err := formats[info.Format].inspect(r, info); err != nil {
		return info, err
	}
	if info.Format != PDF && (info.Width <= 0 || info.Height <= 0) {
		return info, container.Corrupt("a picture of %d × %d px", info.Width, info.Height)
	}
	return info, nil
}

// sniffLen is how many bytes at the start of a file sniff looks at.
const sniffLen = pdf.HeaderLen

// sniff recognises a format by the first bytes of a file. A file that could be two formats
// is the one that its start says, as for browsers and for the service; file names and media
// types are ignored.
func sniff(head []byte) Format {
	switch {
	case container.HasPrefix(head, "\xff\xd8\xff"):
		return JPEG
	case container.HasPrefix(head, "\x89PNG\r\n\x1a\n"):
		return PNG
	case container.HasPrefix(head, "RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return WebP
	case container.HasPrefix(head, "GIF87a"), container.HasPrefix(head, "GIF89a"):
		return GIF
	case container.HasPrefix(head, "II*\x00"), container.HasPrefix(head, "MM\x00*"),
		container.HasPrefix(head, "II+\x00"), container.HasPrefix(head, "MM\x00+"): // BigTIFF
		return TIFF
	case container.HasPrefix(head, "BM") && isBMP(head):
		return BMP
	case len(head) >= 16 && string(head[4:8]) == "ftyp":
		return sniffBrands(head)
	case pdf.HasHeader(head):
		return PDF
	}
	return Unknown
}

// isBMP also checks the size of the second header, because a text may begin with "BM".
func isBMP(head []byte) bool {
	if len(head) < 18 {
		return false
	}
	switch binary.LittleEndian.Uint32(head[14:]) {
	case 12, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

// sniffBrands looks at the major brand of an ISO base media file and then at the compatible
// ones: the brand mif1 alone doesn't tell HEIC from AVIF.
func sniffBrands(head []byte) Format {
	end := min(uint32(len(head)), binary.BigEndian.Uint32(head))
	for at := uint32(8); at+4 <= end; at += 4 {
		if at == 12 { // the minor version
			continue
		}
		switch string(head[at : at+4]) {
		case "avif", "avis":
			return AVIF
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs":
			return HEIC
		}
	}
	return Unknown
}
