package jpeg

import "credential-capture/imageproc/container"

// maxProfile is the largest colour profile that is read, in bytes. Profiles of cameras and
// screens have a few kB, those of printers, which aren't RGB, up to some MB.
const maxProfile = 1 << 20

// Profile returns the colour profile, nil when there is none. Its pieces are joined as they
// come, which is in order in every file that a camera or a program writes.
func Profile(w *container.Reader) (icc []byte) {
	_ = EachSegment(w, func(s Segment) bool {
		if s.Marker == markerAPP2 && s.N > len(iccHead)+2 {
			if b, err := w.Bytes(s.Body, s.N); err == nil && container.HasPrefix(b, iccHead) {
				icc = append(icc, b[len(iccHead)+2:]...)
			}
		}
		return len(icc) > maxProfile
	})
	return icc
}

// WithProfile puts a colour profile into a JPEG, behind its SOI.
func WithProfile(jpeg, icc []byte) []byte {
	if len(icc) == 0 || len(jpeg) < 2 {
		return jpeg
	}
	const most = 65533 - len(iccHead) - 2 // bytes of a profile that a segment holds
	pieces := (len(icc) + most - 1) / most
	out := make([]byte, 0, len(jpeg)+len(icc)+pieces*(4+len(iccHead)+2))
	out = append(out, jpeg[:2]...)
	for i := range pieces {
		body := append([]byte(iccHead), byte(i+1), byte(pieces))
		body = append(body, icc[i*most:min(len(icc), (i+1)*most)]...)
		out = appendSegment(out, markerAPP2, body)
	}
	return append(out, jpeg[2:]...)
}
