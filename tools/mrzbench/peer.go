package main

import (
	"regexp"
	"strings"

	"credential-capture/imageproc/mrz"
)

// zoneStart is what web-mrz-reader takes for the beginning of a zone.
var zoneStart = regexp.MustCompile(`[PIAC][A-Z<][A-Z]{3}[A-Z0-9<]+`)

// sizes are the characters of the zones that it knows, with their lines.
var sizes = []struct{ chars, line int }{{90, 30}, {88, 44}, {72, 36}}

// peerLines finds a zone in Tesseract's text as web-mrz-reader does: it joins all lines and
// cuts the first match after 90, 88 or 72 characters. If that is no zone with matching check
// digits, it takes successive lines of a zone's size, which web-mrz-reader doesn't look for.
func peerLines(text string) []string {
	var first []string
	found := zoneStart.FindString(strings.NewReplacer("\r", "", "\n", "").Replace(text))
	for _, size := range sizes {
		if len(found) >= size.chars {
			for i := 0; i < size.chars; i += size.line {
				first = append(first, found[i:i+size.line])
			}
			break
		}
	}
	if isZone(first) {
		return first
	}
	lines := strings.Fields(text)
	for i := range lines {
		for n := 2; n <= 3 && i+n <= len(lines); n++ {
			if isZone(lines[i : i+n]) {
				return lines[i : i+n]
			}
		}
	}
	return first
}

func isZone(lines []string) bool {
	r, err := mrz.Parse(lines)
	return err == nil && r.Valid()
}
