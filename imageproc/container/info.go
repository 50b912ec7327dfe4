package container

import (
	"io"
	"strings"
)

// Source is the bytes of a picture or document, read at random. Natively it is
// a file or a bytes.Reader, in the browser a Blob whose bytes stay outside Go.
// ReadAt follows io.ReaderAt; Size is in bytes and does not change.
type Source interface {
	io.ReaderAt
	Size() int64
}

// Ahead is a Source that can begin to read before it is asked to: one whose bytes come
// from elsewhere. Who follows a file from its start to its end calls Ahead before each
// read, with all that will be read from there on, and in the end with an n of 0.
type Ahead interface {
	Source
	Ahead(off, n int64)
}

// Format is what a file is by its content; names and MIME types are not asked.
type Format string

// The formats that Inspect knows.
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

// String is the format's name as people write it, for messages; programs take the
// value itself.
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

// Metadata says which kinds of data about the picture a file carries beside it.
type Metadata struct {
	EXIF      bool // an EXIF block that says more than the orientation
	GPS       bool // coordinates inside the EXIF block
	XMP       bool
	IPTC      bool // IPTC or Photoshop resources
	ICC       bool // a colour profile: needed for the look, never dropped
	Comment   bool // JPEG COM, PNG text, GIF comment
	Thumbnail bool // a second, smaller picture of the same scene
	Trailing  bool // bytes after the picture's end: motion photo, MPF, or junk
}

// Private reports whether anything is there that stripping removes.
func (m Metadata) Private() bool {
	return m.EXIF || m.GPS || m.XMP || m.IPTC || m.Comment || m.Thumbnail || m.Trailing
}

// Info is what the headers of a file say. Width and Height are in px as stored,
// before Orientation is applied.
type Info struct {
	Format      Format
	Bytes       int64
	Width       int
	Height      int
	Orientation Orientation // Normal when the file says nothing
	BitDepth    int         // bits a channel, 0 when unknown
	Channels    int         // 1 grey, 3 colour (also palettes), 4 CMYK; alpha is not counted
	Alpha       bool
	Wide        bool    // JPEG or PNG that may count in other colours than sRGB's
	Progressive bool    // progressive JPEG or interlaced PNG/GIF
	Animated    bool    // more than one frame
	Pages       int     // PDF pages, 1 for pictures
	Encrypted   bool    // PDF with an encryption dictionary
	Quality     float64 // 0 to 1, estimated from a JPEG's quantization table 0; 0 when unknown
	Metadata    Metadata
}

// Upright returns width and height in px as the picture is meant to be seen.
func (i Info) Upright() (width, height int) {
	if i.Orientation.Swaps() {
		return i.Height, i.Width
	}
	return i.Width, i.Height
}

// Orientation is the EXIF orientation, 1 to 8.
type Orientation uint8

// Normal is a picture stored as it is meant to be seen.
const Normal Orientation = 1

// Swaps reports whether the orientation exchanges width and height.
func (o Orientation) Swaps() bool { return o >= 5 && o <= 8 }
