package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"credential-capture/test/must"
)

func TestSniff(t *testing.T) {
	for _, tt := range []struct{ name, head, want string }{
		{"a", "\xff\xd8\xff\xe0", "jpeg"},
		{"a.png", "\xff\xd8\xff\xe0", "jpeg"}, // the content decides
		{"a", "\x89PNG\r\n\x1a\n", "png"},
		{"a", "BM\x00\x00\x00\x00\x00\x00\x00\x00", "bmp"},
		{"a", "BMW and other cars", ""},
		{"a", "II*\x00", "tiff"},
		{"a", "MM\x00+", "tiff"},
		{"a", "RIFF....WEBP", "webp"},
		{"a", "RIFF....WAVE", ""},
		{"a", "....ftypheic", "heic"},
		{"a", "....ftypavif", "avif"},
		{"a", "....ftypmp42", ""},
		{"a", "\xef\xbb\xbf%PDF-1.4", "pdf"},
		{"a.JPG", "<html>", "jpeg"},
		{"a.go", "package a", ""},
	} {
		if got := sniff(tt.name, []byte(tt.head)); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.name, tt.head, got, tt.want)
		}
	}
}

func TestCollect_takesEachContentOnce(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"a.jpg": "\xff\xd8\xff1", "b.jpg": "\xff\xd8\xff1", "c.jpg": "\xff\xd8\xff2", "empty.jpg": "", "d.go": "package d"} {
		must.Succeed(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	if files, err := collect([]string{dir}); err != nil || len(files) != 2 {
		t.Errorf("%d files, %v, want 2", len(files), err)
	}
}

func TestDifference(t *testing.T) {
	for _, tt := range []struct {
		a, b []byte
		want float64
	}{
		{[]byte{0, 255, 9}, []byte{3, 255, 0}, 4},
		{[]byte{1}, nil, 0},
		{nil, nil, 0},
	} {
		if got := difference(tt.a, tt.b); got != tt.want {
			t.Errorf("%v and %v: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestProportional(t *testing.T) {
	for _, tt := range []struct {
		w, h, outW, outH int
		want             bool
	}{
		{400, 300, 400, 300, true},
		{400, 300, 200, 150, true},
		{401, 301, 200, 150, true}, // rounded
		{400, 300, 300, 400, false},
		{400, 300, 400, 280, false},
		{9000, 1, 8000, 1, true},
	} {
		if got := proportional(tt.w, tt.h, tt.outW, tt.outH); got != tt.want {
			t.Errorf("%d × %d as %d × %d: %v", tt.w, tt.h, tt.outW, tt.outH, got)
		}
	}
}

func TestDisagree(t *testing.T) {
	taken := ours{Outcome: "taken", Action: "untouched", OK: true, Fixable: true, Width: 4, Height: 3}
	refused := ours{Outcome: "corrupt", Problems: []string{"corrupt"}}
	reads := verdict{Reads: true, Width: 4, Height: 3}
	agreed := file{Kind: "jpeg", Module: taken, Native: taken, Browser: reads, Independent: reads}
	for _, tt := range []struct {
		name   string
		change func(*file)
		want   []string
	}{
		{"all read it", func(*file) {}, nil},
		{"all refuse it", func(f *file) { *f = file{Kind: "jpeg", Module: refused, Native: refused} }, nil},
		{"taken, nobody reads it", func(f *file) { f.Browser, f.Independent = verdict{}, verdict{} }, []string{"whole"}},
		{"taken, and validate looks at the pixels", func(f *file) {
			f.Browser, f.Independent, f.Module.Pixels = verdict{}, verdict{}, []string{"truncated"}
		}, nil},
		{"refused, all others read it", func(f *file) { f.Module, f.Native = refused, refused }, []string{"refused"}},
		{"just as similar", func(f *file) { f.Module.Difference = maxDifference }, nil},
		{"another picture in ImageMagick alone", func(f *file) { f.Module.Difference = maxDifference + 0.1 }, []string{"magick"}},
		{"another picture, which the browser can't show", func(f *file) { f.Browser, f.Module.Difference = verdict{}, maxDifference+0.1 }, []string{"picture"}},
		{"another picture in ImageMagick, not in libtiff", func(f *file) {
			f.Kind, f.Browser, f.Module.Difference, f.Module.Agreed = "tiff", verdict{}, maxDifference+0.1, true
		}, []string{"magick"}},
		{"two pictures", func(f *file) { f.Native.Difference, f.Apart = maxDifference+0.1, maxDifference+0.1 }, []string{"picture"}},
		{"another picture in the browser", func(f *file) { f.BrowserDifference = maxDifference + 0.1 }, []string{"picture"}},
		{"turned", func(f *file) { f.Module.Width, f.Module.Height = 3, 4 }, []string{"picture", "picture"}},
		{"the output can't be read", func(f *file) { f.Native.Unreadable = "broken" }, []string{"unreadable"}},
		{"a promise that isn't kept", func(f *file) {
			f.Kind, f.Module, f.Native = "heic", ours{Outcome: "codec", Fixable: true}, ours{Outcome: "unsupported_format"}
			f.Browser = verdict{}
		}, []string{"promise"}},
		{"the codecs differ", func(f *file) { f.Native = refused }, []string{"codecs"}},
		{"a page less", func(f *file) { f.Kind, f.Module.Pages, f.Native.Pages, f.Independent.Pages = "tiff", 1, 1, 2 }, []string{"pages"}},
		{"crashed", func(f *file) { f.Module, f.Native = ours{Outcome: "crashed"}, refused }, []string{"crashed"}},
		{"the sandbox refuses it", func(f *file) { f.Native.Sandbox = "415" }, []string{"sandbox"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := agreed
			tt.change(&f)
			f.disagree()
			var got []string
			for _, d := range f.Disagreements {
				got = append(got, d.Class)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %+v, want %v", f.Disagreements, tt.want)
			}
		})
	}
}

func TestEndsLike(t *testing.T) {
	for _, tt := range []struct {
		path, pattern string
		want          bool
	}{
		{"/a/b/c.png", "c.png", true},
		{"/a/b/c.png", "b/*.png", true},
		{"/a/b/c.png", "a/*.png", false},
		{"c.png", "b/c.png", false},
	} {
		if got := endsLike(tt.path, tt.pattern); got != tt.want {
			t.Errorf("%s like %s: %v", tt.path, tt.pattern, got)
		}
	}
}

func TestAllowedTags(t *testing.T) {
	for tag, want := range map[string]bool{
		"File:ImageWidth": true, "IFD0:Orientation": true, "ICC-header:ProfileVersion": true, "PNG:Gamma": true, "SourceFile": true,
		"File:Comment": false, "IFD0:Make": false, "GPS:GPSLatitude": false, "PNG:Comment": false, "XMP-dc:Creator": false, "IFD1:Orientation": false,
	} {
		if got := allowedTags.MatchString(tag); got != want {
			t.Errorf("%s: %v, want %v", tag, got, want)
		}
	}
}
