package imageproc

import "credential-capture/fault"

// reader is what is known of one format.
type reader struct {
	// inspect reads the headers into info.
	inspect func(w *window, info *Info) error
	// check reads the structure from beginning to end, without decoding a pixel,
	// and completes info with what only the end of the file tells.
	check func(w *window, info *Info) error
}

// readerOf returns the reader of f, false for Unknown.
func readerOf(f Format) (reader, bool) {
	switch f {
	case JPEG:
		return reader{inspectJPEG, checkJPEG}, true
	case PNG:
		return reader{inspectPNG, checkPNG}, true
	case PDF:
		// A PDF is read from its end backwards: inspecting it has followed it.
		return reader{inspectPDF, func(*window, *Info) error { return nil }}, true
	case WebP:
		return reader{inspectWebP, checkWebP}, true
	case GIF:
		return reader{inspectGIF, checkGIF}, true
	case BMP:
		return reader{inspectBMP, checkBMP}, true
	case TIFF:
		return reader{inspectTIFF, checkTIFF}, true
	case HEIC, AVIF:
		return reader{inspectBMFF, checkBMFF}, true
	}
	return reader{}, false
}

// Inspect reads the headers of a file, never more than 1 MiB of it, and says what
// it is. A format that is not known is not an error: the Format is then Unknown
// and nothing else is told.
//
// It fails with fault.Empty, with fault.Truncated or fault.Corrupt when the headers
// are broken, and with the source's own error when that can't be read. What lies
// behind the headers is not looked at: that is what Validate is for.
func Inspect(src Source) (*Info, error) {
	info, err := inspect(newWindow(src))
	if err != nil {
		return nil, err
	}
	return info, nil
}

// inspect is Inspect on a window. With an error it still returns what was learnt
// until then.
func inspect(w *window) (*Info, error) {
	info := &Info{Format: Unknown, Bytes: w.size(), Orientation: Normal}
	if info.Bytes <= 0 {
		return info, fault.New(fault.Empty, "the file has no bytes")
	}
	head, err := w.bytes(0, int(min(sniffLen, info.Bytes)))
	if err != nil {
		return info, err
	}
	info.Format = sniff(head)
	r, known := readerOf(info.Format)
	if !known {
		return info, nil
	}
	if info.Format != PDF {
		info.Pages = 1
	}
	if err := r.inspect(w, info); err != nil {
		return info, err
	}
	if info.Format != PDF && (info.Width <= 0 || info.Height <= 0) {
		return info, corrupt("a picture of %d × %d px", info.Width, info.Height)
	}
	return info, nil
}
