package container

import (
	"io"
	"strings"
)

// Source is the bytes of a file, read at random: natively an *os.File with its size or a
// *bytes.Reader, in the browser a Blob whose bytes stay outside Go. Size is in bytes and
// never changes.
type Source interface {
	io.ReaderAt
	Size() int64
}

// Prefetcher is a Source that can read ahead. Prefetch announces that the n bytes at off
// will be read, from there on in order; an n of 0 says that no more will be read.
type Prefetcher interface {
	Source
	Prefetch(off, n int64)
}

// Inflater is a Source that inflates a PNG's pixels beside the Go program, as browsers can.
// InflatedSize returns how many bytes the IDAT chunks from off on inflate to: at least limit if
// there are as many, and perhaps too few if they are no valid zlib stream.
type Inflater interface {
	Source
	InflatedSize(off, limit int64) int64
}

// Format is what a file is by its content; file names and media types are ignored.
type Format string

// The formats.
const (
	JPEG    Format = "jpeg"
	PNG     Format = "png"
	PDF     Format = "pdf"
	WebP    Format = "webp"
	GIF     Format = "gif"
	BMP     Format = "bmp"
	TIFF    Format = "tiff"
	HEIC    Format = "heic"
	AVIF    Format = "avif"
	Unknown Format = "unknown"
)

// String returns the format's name as people write it, for messages.
func (f Format) String() string {
	switch f {
	case WebP:
		return "WebP"
	case Unknown, "":
		return "unknown"
	}
	return strings.ToUpper(string(f))
}

// MIME returns the media type of f, "" for Unknown.
func (f Format) MIME() string {
	switch f {
	case PDF:
		return "application/pdf"
	case Unknown, "":
		return ""
	}
	return "image/" + string(f)
}

// Metadata is the kinds of data that a file has beside the picture.
type Metadata struct {
	EXIF      bool // an EXIF block with more than the orientation
	GPS       bool // coordinates in the EXIF block
	XMP       bool
	IPTC      bool // IPTC or Photoshop resources
	ICC       bool // a colour profile, which is never dropped
	Comment   bool // JPEG COM, PNG text, GIF comment, and segments of unknown use
	Thumbnail bool // a second, smaller picture of the same scene
	Trailing  bool // bytes after the picture's end: a motion photo, MPF, or junk
}

// Kinds lists what there is, by the names of MetadataKind in capture.d.ts. It is never nil.
func (m Metadata) Kinds() []string {
	kinds := []string{}
	for _, kind := range []struct {
		name string
		is   bool
	}{
		{"exif", m.EXIF}, {"gps", m.GPS}, {"xmp", m.XMP}, {"iptc", m.IPTC},
		{"icc", m.ICC}, {"comment", m.Comment}, {"thumbnail", m.Thumbnail}, {"trailing", m.Trailing},
	} {
		if kind.is {
			kinds = append(kinds, kind.name)
		}
	}
	return kinds
}

// HasPersonalData reports whether there is anything that stripping removes.
func (m Metadata) HasPersonalData() bool {
	m.ICC = false
	return m != Metadata{}
}

// Info is what a file says of itself. Width and Height are in px as stored, before
// Orientation is applied.
type Info struct {
	Format      Format
	Bytes       int64
	Width       int
	Height      int
	Orientation Orientation // Normal unless the file says otherwise
	BitDepth    int         // bits a channel, 0 if unknown
	Channels    int         // 1 grey, 3 colour or palette, 4 CMYK; alpha is not counted
	Alpha       bool
	WideGamut   bool // a JPEG or PNG whose colours may exceed sRGB
	Progressive bool // progressive JPEG, interlaced PNG or GIF
	Animated    bool // more than one frame
	Pages       int  // of a PDF or TIFF, 1 for other pictures
	Encrypted   bool // a PDF with an encryption dictionary
	Password    bool // an encrypted PDF that doesn't open with the empty password
	XFA         bool // a PDF whose pages Adobe's viewer alone makes, from a form
	Portfolio   bool // a PDF that is an envelope for other files
	Repaired    bool // faults that decoders overlook, which stripping repairs
	// Quality is 0 to 1: with which libjpeg quality a JPEG seems to be encoded, 0 if unknown.
	Quality  float64
	Metadata Metadata
}

// Upright returns width and height in px after Orientation is applied.
func (i Info) Upright() (width, height int) {
	if i.Orientation.Swaps() {
		return i.Height, i.Width
	}
	return i.Width, i.Height
}
