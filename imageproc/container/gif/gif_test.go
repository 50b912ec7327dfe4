package gif

import (
	"bytes"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/testpic"
)

func TestCheck_structure(t *testing.T) {
	whole := testpic.GIF(testpic.Scene(60, 40), 1)
	body := whole[:len(whole)-1]
	with := func(extension string) []byte { return append(append(bytes.Clone(body), extension...), ';') }
	screen := whole[:13+colourTable(whole[10])]
	imagetest.Run(t, Inspect, Check, []imagetest.Structure{
		{"a comment", with("!\xfe\x05hello\x00"), "", func(i container.Info) bool { return i.Metadata.Comment }},
		{"an empty comment", with("!\xfe\x00"), "", func(i container.Info) bool { return i.Metadata.Comment }},
		{"XMP", with("!\xff\x0bXMP DataXMP\x01<\x00"), "", func(i container.Info) bool { return i.Metadata.XMP }},
		{"a colour profile", with("!\xff\x0bICCRGBG1012\x01p\x00"), "", func(i container.Info) bool { return i.Metadata.ICC }},
		{"an unknown extension", with("!\x01\x02ab\x00"), "", func(i container.Info) bool { return i.Metadata == container.Metadata{} }},
		{"transparency", append(append(bytes.Clone(screen), "!\xf9\x04\x01\x00\x00\x00\x00"...), whole[len(screen):]...), "", func(i container.Info) bool { return i.Alpha }},
		{"no transparency", append(append(bytes.Clone(screen), "!\xf9\x04\x00\x00\x00\x00\x00"...), whole[len(screen):]...), "", func(i container.Info) bool { return !i.Alpha }},
		{"interlaced", append(bytes.Clone(screen), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x40\x02\x01a\x00;"...), "", func(i container.Info) bool { return i.Progressive }},
		{"a table for all frames", testpic.Edit(whole, "\x3c\x00\x28\x00\x00\x00\x00", "\x3c\x00\x28\x00\x80\x00\x00RGBrgb"), "", nil},
		{"a table of its own", append(bytes.Clone(screen), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x80RGBrgb\x02\x01a\x00;"...), "", nil},
		{"a second frame", append(bytes.Clone(body), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x00\x02\x01a\x00;"...), "", func(i container.Info) bool { return i.Animated }},
		{"a frame at the edge", append(bytes.Clone(screen), ",\x01\x00\x02\x00\x3b\x00\x26\x00\x00\x02\x01a\x00;"...), "", nil},
		{"a frame beyond the right edge", append(bytes.Clone(screen), ",\x02\x00\x02\x00\x3b\x00\x26\x00\x00\x02\x01a\x00;"...), fault.Corrupt, nil},
		{"a frame beyond the lower edge", append(bytes.Clone(screen), ",\x01\x00\x03\x00\x3b\x00\x26\x00\x00\x02\x01a\x00;"...), fault.Corrupt, nil},
		{"codes of 8 bits", append(bytes.Clone(screen), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x00\x08\x01a\x00;"...), "", nil},
		{"codes of 9 bits", append(bytes.Clone(screen), ",\x00\x00\x00\x00\x3c\x00\x28\x00\x00\x09\x01a\x00;"...), fault.Corrupt, nil},
		{"no frame", append(bytes.Clone(screen), ';'), fault.Corrupt, nil},
		{"an unknown block", append(bytes.Clone(screen), '?'), fault.Corrupt, nil},
		{"an unknown block behind the frame", append(bytes.Clone(body), '?'), "", func(i container.Info) bool { return i.Metadata.Trailing }},
		{"no trailer", body, "", func(i container.Info) bool { return !i.Metadata.Trailing }},
		{"no trailer, and no end of the frame", body[:len(body)-1], fault.Truncated, nil},
		{"bytes behind the end", append(bytes.Clone(whole), "junk"...), "", func(i container.Info) bool { return i.Metadata.Trailing }},
		{"nothing behind the end", whole, "", func(i container.Info) bool { return !i.Metadata.Trailing }},
	})
}
