package imageproc

import "credential-capture/imageproc/container"

// What a file is and how its bytes are read: see package container.
type (
	Source      = container.Source
	Prefetcher  = container.Prefetcher
	Format      = container.Format
	Info        = container.Info
	Metadata    = container.Metadata
	Orientation = container.Orientation
	Splice      = container.Splice
	Span        = container.Span
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
