package imageproc

import "credential-capture/imageproc/container"

// The description of a file, in package container.
type (
	Source      = container.Source      // a file that is read at random
	Prefetcher  = container.Prefetcher  // a Source that can be read ahead
	Format      = container.Format      // of the content
	Info        = container.Info        // what Inspect finds
	Metadata    = container.Metadata    // which kinds of metadata there are
	Orientation = container.Orientation // EXIF's, 1 to 8
	Splice      = container.Splice      // a Source made of ranges of another
	Span        = container.Span        // a piece of a Splice
)

// The formats that Inspect recognises.
const (
	JPEG    = container.JPEG
	PNG     = container.PNG
	PDF     = container.PDF
	WebP    = container.WebP
	GIF     = container.GIF
	BMP     = container.BMP
	TIFF    = container.TIFF
	HEIC    = container.HEIC
	AVIF    = container.AVIF
	Unknown = container.Unknown
)

// Normal is the orientation of a picture that is stored upright.
const Normal = container.Normal
