package imageproc

import "context"

// Codec turns a file into pixels that it holds itself, in Go's memory or in a
// browser's canvas: Fit decides, a Codec does. Implementations are gocodec.Codec
// and the browser's own in internal/canvas.
type Codec interface {
	// Decode reads the picture of src, applies its orientation, and scales it to
	// target (px, upright), by the cheapest way that loses no more than scaling
	// does. It fails with fault.UnsupportedFormat for a format it can't read and
	// fault.Codec for anything that it can't vouch for: a blank canvas, a wrong
	// size, a poisoned read-back.
	Decode(ctx context.Context, src Source, info Info, target Size) (Bitmap, error)
}

// Bitmap is a decoded picture, upright, owned by whoever asked for it, who must
// Close it. It is not safe for concurrent use.
type Bitmap interface {
	Size() Size
	// Encode writes the picture without any metadata, but with a colour profile where its
	// numbers need one, transparency flattened on white for JPEG. Quality is 0 to 1 and is ignored for PNG. The Source stays
	// valid after Close.
	Encode(ctx context.Context, format Format, quality float64) (Source, error)
	// Sample returns a picture of side × side px put together of tiles of this one.
	Sample(side int, tiles []Tile) (Bitmap, error)
	Close()
}

// Size is in px.
type Size struct{ Width, Height int }
