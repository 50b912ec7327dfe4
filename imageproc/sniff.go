package imageproc

import "encoding/binary"

// sniffLen is how many of a file's first bytes decide what it is.
const sniffLen = 64

// sniff tells a format by the first bytes of a file. A file that could be two
// things is what its beginning says, as it is for browsers and for the service;
// names and media types are never asked.
func sniff(head []byte) Format {
	switch {
	case hasPrefix(head, "\xff\xd8\xff"):
		return JPEG
	case hasPrefix(head, "\x89PNG\r\n\x1a\n"):
		return PNG
	case hasPrefix(head, "%PDF-"):
		return PDF
	case hasPrefix(head, "RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return WebP
	case hasPrefix(head, "GIF87a"), hasPrefix(head, "GIF89a"):
		return GIF
	case hasPrefix(head, "II*\x00"), hasPrefix(head, "MM\x00*"):
		return TIFF
	case hasPrefix(head, "BM") && isBMP(head):
		return BMP
	case len(head) >= 16 && string(head[4:8]) == "ftyp":
		return sniffBrands(head)
	}
	return Unknown
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

// isBMP asks for more than the two letters "BM", with which any text may begin:
// the size of the second header must be one of those that exist.
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

// sniffBrands looks at the major brand of an ISO base media file and then at the
// compatible ones: mif1 alone says "a picture" but not how it is coded.
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
