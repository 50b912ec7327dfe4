package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

// side of a thumbnail, px.
const side = 128

// independent judges a file and its outputs by ImageMagick, or by pdfinfo and qpdf.
func (b *bench) independent(ctx context.Context, i int, f *file) {
	if f.Kind == "pdf" {
		f.Independent = b.pdf(ctx, f.Path)
		for _, o := range []*ours{&f.Module, &f.Native} {
			if o.Output != "" {
				o.Unreadable = b.pdf(ctx, o.Output).Warns
			}
		}
		return
	}
	// A link has no characters that ImageMagick interprets.
	link := filepath.Join(b.work, fmt.Sprintf("%d.in", i))
	if path, err := filepath.Abs(f.Path); err != nil || os.Symlink(path, link) != nil {
		return
	}
	defer os.Remove(link)
	f.Independent = b.picture(ctx, f.Kind, link)
	if f.Kind == "tiff" && f.Independent.Reads {
		f.Independent.Pages = b.frames(ctx, link)
	}
	var shown [][]byte
	for _, o := range []*ours{&f.Module, &f.Native} {
		if !o.taken() {
			continue
		}
		out := f.Independent
		if o.Output != "" {
			out = b.picture(ctx, strings.TrimPrefix(filepath.Ext(o.Output), "."), o.Output)
		}
		if !out.Reads {
			o.Unreadable = cmp.Or(o.Unreadable, out.Warns)
		}
		o.Difference = difference(f.Independent.thumbnail, out.thumbnail)
		if f.Kind == "tiff" && o.Difference > maxDifference {
			o.Agreed = b.agreesWithLibtiff(ctx, link, out.thumbnail)
		}
		shown = append(shown, out.thumbnail)
	}
	if len(shown) == 2 {
		f.Apart = difference(shown[0], shown[1])
	}
}

// agreesWithLibtiff gets a second opinion of a TIFF: ImageMagick differs from libtiff in rare
// kinds.
func (b *bench) agreesWithLibtiff(ctx context.Context, path string, output []byte) bool {
	decoded := path + ".rgba"
	defer os.Remove(decoded)
	if _, _, err := b.command(ctx, "tiff2rgba", path, decoded); err != nil {
		return false
	}
	v := b.picture(ctx, "tiff", decoded)
	return v.Reads && difference(v.thumbnail, output) <= maxDifference
}

// difference is the mean absolute difference of two thumbnails, in levels; 0 if there is
// none of one.
func difference(a, b []byte) float64 {
	if len(a) == 0 || len(a) != len(b) {
		return 0
	}
	sum := 0
	for i, v := range a {
		sum += max(int(v)-int(b[i]), int(b[i])-int(v))
	}
	return float64(sum) / float64(len(a))
}

// proportional allows for a px of rounding.
func proportional(w, h, outW, outH int) bool {
	x, y := float64(outW)/float64(w), float64(outH)/float64(h)
	return max(x, y)*float64(max(min(w, h), 1)) <= min(x, y)*float64(min(w, h))+1+0.01*float64(min(w, h))
}

// magick is the name of ImageMagick's program: version 7's, else 6's.
func magick() string {
	for _, name := range []string{"magick", "convert-im6.q16", "convert"} {
		if _, err := exec.LookPath(name); err == nil {
			return name
		}
	}
	return ""
}

// picture shows the first frame of a file upright, on white, in sRGB.
func (b *bench) picture(ctx context.Context, kind, path string) (v verdict) {
	profile := filepath.Join(b.work, "sRGB.icc")
	if _, err := os.Stat(profile); err != nil {
		_ = os.WriteFile(profile, testpic.SRGB.ICC(), 0o600)
	}
	out, warnings, err := b.command(ctx, magick(), kind+":"+path+"[0]", "-auto-orient", "-print", `%w %h\n`, "-colorspace", "sRGB",
		"-profile", profile, "-background", "white", "-alpha", "remove", "-alpha", "off",
		"-resize", fmt.Sprintf("%dx%d!", side, side), "-depth", "8", "rgb:-")
	v.Warns = warnings
	if err != nil {
		v.Warns = cmp.Or(warnings, err.Error())
	}
	line, px, _ := bytes.Cut(out, []byte("\n"))
	if _, err := fmt.Sscan(string(line), &v.Width, &v.Height); err != nil || len(px) != 3*side*side {
		return v
	}
	v.Reads, v.thumbnail = true, px
	if max(v.Width, v.Height) < imageproc.DefaultMinSide {
		v.thumbnail = luma(px)
	}
	return v
}

// luma drops the chroma, of which a JPEG of so few px keeps a quarter.
func luma(rgb []byte) []byte {
	y := make([]byte, len(rgb)/3)
	for i := range y {
		p := rgb[3*i : 3*i+3]
		y[i] = byte((299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])) / 1000)
	}
	return y
}

// frames counts the pages of a TIFF, of which those without reduced resolution count.
func (b *bench) frames(ctx context.Context, path string) int {
	out, _, _ := b.command(ctx, magick(), "tiff:"+path, "-format", "%[tiff:subfiletype]\n", "info:")
	pages := 0
	for line := range strings.Lines(string(out)) {
		if !strings.Contains(line, "REDUCEDIMAGE") && !strings.Contains(line, "MASK") {
			pages++
		}
	}
	return pages
}

var pageCount = regexp.MustCompile(`(?m)^Pages:\s+(\d+)`)

// pdf counts pages with pdfinfo. qpdf adds what it has to repair.
func (b *bench) pdf(ctx context.Context, path string) (v verdict) {
	out, warnings, err := b.command(ctx, "pdfinfo", path)
	if m := pageCount.FindSubmatch(out); err == nil && m != nil {
		v.Reads = true
		v.Pages, _ = strconv.Atoi(string(m[1]))
	}
	v.Warns = warnings
	if _, _, err := b.command(ctx, "qpdf", "--check", path); exitCode(err) == 2 {
		v.Warns = "qpdf: " + err.Error() + " " + v.Warns
	}
	return v
}

func exitCode(err error) int {
	if e, is := err.(*exec.ExitError); is {
		return e.ExitCode()
	}
	return 0
}

// command runs a program within the timeout, and returns the first line of its warnings.
func (b *bench) command(ctx context.Context, name string, args ...string) (out []byte, warning string, err error) {
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	line, _, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(stderr.String(), b.work+"/", "")), "\n")
	return stdout.Bytes(), line, err
}

// allowedTags are groups and tags of exiftool that describe pixels, or what exiftool itself
// adds.
var allowedTags = regexp.MustCompile(`^(ExifTool|System|Composite|ICC[-_].*|JFIF|APP14|PNG-pHYs|PNG-cICP|Adobe):|^SourceFile$|` +
	`^File:(FileType.*|MIMEType|ExifByteOrder|Image(Width|Height)|EncodingProcess|BitsPerSample|ColorComponents|YCbCrSubSampling)$|` +
	`^IFD0:Orientation$|^PNG:(Image(Width|Height)|BitDepth|ColorType|Compression|Filter|Interlace|Gamma|(White|Red|Green|Blue).*|` +
	`Palette|Transparency|BackgroundColor|SRGBRendering|SignificantBits|ProfileName)$`)

// metadata lists what exiftool finds in the outputs that are pictures.
func (b *bench) metadata(ctx context.Context) error {
	defer func() {
		for _, f := range b.files {
			if len(f.MetadataLeft) > 0 {
				f.add("metadata", "%s", strings.Join(f.MetadataLeft, " "))
			}
		}
	}()
	if _, err := exec.LookPath("exiftool"); err != nil {
		return nil
	}
	cmd := exec.CommandContext(ctx, "exiftool", "-j", "-G1", "-a", "-q", "-ext", "jpeg", "-ext", "png", b.work)
	out, _ := cmd.Output() // its status is 1 for a warning
	if len(out) == 0 {
		return nil
	}
	var all []map[string]any
	if err := json.Unmarshal(out, &all); err != nil {
		return fmt.Errorf("exiftool: %w", err)
	}
	for _, tags := range all {
		path, _ := tags["SourceFile"].(string)
		n, _, _ := strings.Cut(filepath.Base(path), ".")
		i, err := strconv.Atoi(n)
		if err != nil || i >= len(b.files) {
			continue
		}
		f := b.files[i]
		for tag := range tags {
			if !allowedTags.MatchString(tag) && !slices.Contains(f.MetadataLeft, tag) {
				f.MetadataLeft = append(f.MetadataLeft, tag)
			}
		}
		slices.Sort(f.MetadataLeft)
	}
	return nil
}

// versions are those of the programs that judge.
func versions(ctx context.Context) map[string]string {
	all := map[string]string{}
	for name, args := range map[string][]string{magick(): {"-version"}, "pdfinfo": {"-v"}, "tiff2rgba": {"-h"}, "qpdf": {"--version"}, "exiftool": {"-ver"}} {
		out, _ := exec.CommandContext(ctx, name, args...).CombinedOutput()
		line, _, _ := strings.Cut(string(out), "\n")
		all[name] = line
	}
	return all
}
