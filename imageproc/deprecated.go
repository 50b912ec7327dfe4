package imageproc

import "credential-capture/imageproc/container/jpeg"

// Ahead is the former name of Prefetcher.
//
// Deprecated: use Prefetcher, whose method is Prefetch.
type Ahead = Prefetcher

// Background is the former name of AsyncCodec.
//
// Deprecated: use AsyncCodec, whose method is DecodesAsync.
type Background = AsyncCodec

// Stepping is the former name of ScaledDecoder.
//
// Deprecated: use ScaledDecoder, whose method is ScaledSize.
type Stepping = ScaledDecoder

// Takes is the former name of Accepts.
//
// Deprecated: use Accepts.
func (l Limits) Takes(f Format) bool { return l.Accepts(f) }

// Warm is the former name of jpeg.Preheat.
//
// Deprecated: nothing outside a browser needs it.
func Warm() { jpeg.Preheat() }
