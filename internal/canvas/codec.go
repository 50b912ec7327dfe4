//go:build js && wasm

package canvas

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/container/jpeg"
	"credential-capture/imageproc/container/png"
	"credential-capture/internal/jsbridge"
)

var (
	_ imageproc.AsyncCodec   = (*Codec)(nil)
	_ imageproc.PixelChecker = (*Codec)(nil)
)

// options are for tests and for unknown browsers. A zero field means its default.
type options struct {
	MaxSide   int   // px, default 16,384: the minimum of today's engines
	MaxPixels int64 // px in all, default 2^28: Chromium's; smaller limits are detected by looking
	// Probe tells whether the browser's codecs can be trusted, and whether a canvas encodes a
	// bitmap that was transferred to it. Default: a test with known pixels.
	Probe func(context.Context) (renders bool, err error)
}

// Codec is the browser's codecs. It is safe for concurrent use by goroutines. The browser's work
// can't be cancelled, only abandoned.
type Codec struct {
	options options
	eye     eye

	mu           sync.Mutex // held while a probe runs
	probed       bool
	verdict      error
	renders      bool // whether a canvas encodes a transferred bitmap
	wideProbed   bool
	wide         bool // whether it does so in colours wider than sRGB's
	pixelsProbed bool
	pixels       bool // whether PNGs whose pixels are damaged are refused
}

// New returns the browser's codecs, which are probed at the first Decode.
func New() *Codec { return newWith(options{}) }

// newWith is New with options.
func newWith(o options) *Codec {
	o.MaxSide = cmp.Or(o.MaxSide, 16_384)
	o.MaxPixels = cmp.Or(o.MaxPixels, 1<<28)
	if o.Probe == nil {
		o.Probe = probe
	}
	return &Codec{options: o}
}

// DecodesAsync implements imageproc.AsyncCodec: browsers decode on threads of their own.
func (c *Codec) DecodesAsync() {}

// Preheat runs the probes and the scans, and returns a small JPEG to run the rest with, nil if there
// is none: browsers compile wasm functions when they are first called, which would take half of the
// first photo's time. Decode reports what fails.
func (c *Codec) Preheat(ctx context.Context) *jsbridge.Blob {
	if c.trusted(ctx) != nil {
		return nil
	}
	s, err := newSurface(patternSize, false)
	if err != nil {
		return nil
	}
	defer s.free()
	jpeg.Preheat()
	png.Preheat()
	c.ChecksPixels(ctx)
	picture, _ := s.encode(ctx, imageproc.JPEG.MIME(), 0.9)
	return picture
}

// MayFallBack reports whether Go's codec, in fallback.wasm, may succeed where Fit failed with
// err: for failures of the codec, and formats that Go decodes.
func MayFallBack(ctx context.Context, src imageproc.Source, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	switch fault.CodeOf(err) {
	case fault.Codec, fault.UnsupportedFormat, fault.OutOfMemory:
	default:
		return false
	}
	if e := (*fault.Error)(nil); errors.As(err, &e) && e.Details["format"] == string(imageproc.TIFF) {
		return !imageproc.Reads(imageproc.TIFF)
	}
	info, err := imageproc.Inspect(src)
	return err == nil && slices.Contains(goFormats, info.Format)
}

// Decodes reports whether the browser decodes a file, by doing so: it depends on the browser, on the
// system, and on the file's own coding. A format that it doesn't know is refused at once.
func Decodes(ctx context.Context, file *jsbridge.Blob, format imageproc.Format) bool {
	blob, err := jsbridge.JoinBlob(format.MIME(), file)
	if err != nil {
		return false
	}
	picture, err := createImageBitmap(ctx, blob.Value(), map[string]any{})
	if err == nil {
		closeBitmap(picture)
	}
	return err == nil
}

// goFormats are the formats that package gocodec decodes, which a test verifies.
var goFormats = []imageproc.Format{imageproc.JPEG, imageproc.PNG, imageproc.GIF, imageproc.WebP, imageproc.BMP, imageproc.TIFF}

// Decode implements imageproc.Codec. A format that the browser can't read is
// fault.UnsupportedFormat; a JPEG or PNG that it rejects is fault.Codec, because another codec
// may read it. A *jsbridge.Blob is not copied through Go's memory, any other Source is.
func (c *Codec) Decode(ctx context.Context, src imageproc.Source, info imageproc.Info, target imageproc.Size) (imageproc.Bitmap, error) {
	if err := c.accepts(info, target); err != nil {
		return nil, err
	}
	if err := c.trusted(ctx); err != nil {
		return nil, err
	}
	blob, err := blobOf(ctx, src, info.Format.MIME())
	if err != nil {
		return nil, err
	}
	picture, turn, err := decode(ctx, blob, info, target)
	if err != nil {
		return nil, err
	}
	defer closeBitmap(picture)
	seen, err := c.lookAtDecoded(ctx, picture, turn, blob, info)
	if err != nil {
		return nil, err
	}
	renders := c.renders && (!info.WideGamut || c.keepsWide(ctx))
	b := &bitmap{size: target, alpha: info.Alpha, eye: &c.eye, seen: seen}
	if err := b.paint(picture, turn, info.Format, renders); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// accepts rejects what is known to fail.
func (c *Codec) accepts(info imageproc.Info, target imageproc.Size) error {
	if target.Width <= 0 || target.Height <= 0 {
		return fault.New(fault.Internal, "a picture of %d × %d px", target.Width, target.Height)
	}
	if max(target.Width, target.Height) > c.options.MaxSide ||
		int64(target.Width)*int64(target.Height) > c.options.MaxPixels {
		return codecError(nil, "a canvas of %d × %d px is too large", target.Width, target.Height)
	}
	switch info.Format {
	case imageproc.JPEG: // see withoutOrientation
	case imageproc.HEIC, imageproc.AVIF: // their decoders turn them
	case imageproc.PNG, imageproc.WebP, imageproc.GIF, imageproc.BMP, imageproc.TIFF:
		if info.Orientation > imageproc.Normal {
			return codecError(nil, "browsers don't agree on the orientation of a %s", info.Format)
		}
	default:
		return fault.New(fault.UnsupportedFormat, "browsers don't decode %s", info.Format).
			With("format", string(info.Format))
	}
	return nil
}

// trusted runs the probe once. A cancelled probe has no verdict.
func (c *Codec) trusted(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.probed {
		renders, err := c.options.Probe(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.probed, c.verdict, c.renders = true, err, renders
	}
	if c.verdict != nil {
		return codecError(c.verdict, "the browser's canvas can't be trusted")
	}
	return nil
}

// codecError is fault.Codec, unless the context has ended.
func codecError(cause error, format string, args ...any) error {
	if errors.Is(cause, context.Canceled) || errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return fault.Wrap(fault.Codec, cause, format, args...)
}

// blobOf returns src as a Blob of the media type of its content. A Source other than a Blob is
// copied, one piece at a time.
func blobOf(ctx context.Context, src imageproc.Source, mime string) (*jsbridge.Blob, error) {
	if blob, ok := src.(*jsbridge.Blob); ok {
		if blob.Type() == mime {
			return blob, nil
		}
		return jsbridge.JoinBlob(mime, blob)
	}
	const piece = 1 << 20
	var parts []any
	buf := make([]byte, min(piece, src.Size()))
	for off := int64(0); off < src.Size(); off += piece {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b := buf[:min(piece, src.Size()-off)]
		if n, err := src.ReadAt(b, off); n < len(b) {
			return nil, fault.Wrap(fault.FileChanged, err, "the file can't be read")
		}
		parts = append(parts, jsbridge.Uint8Array(b))
	}
	return jsbridge.JoinBlob(mime, parts...)
}
