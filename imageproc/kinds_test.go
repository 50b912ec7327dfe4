package imageproc

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// TestValidate_unsupportedJPEG: Validate names the coding, and Fit decodes nothing.
func TestValidate_unsupportedJPEG(t *testing.T) {
	scene := testpic.Scene(320, 240)
	sof := func(b []byte, marker byte) []byte {
		return bytes.Replace(b, []byte{0xff, testpic.SOF0, 0, 17}, []byte{0xff, marker, 0, 17}, 1)
	}
	plain := testpic.Blocks(scene, testpic.Baseline, testpic.JPEGOptions{})
	for _, tt := range []struct {
		coding string
		b      []byte
	}{
		{"arithmetic-coded", testpic.Blocks(scene, testpic.Arithmetic, testpic.JPEGOptions{})},
		{"arithmetic-coded", sof(plain, 0xca)}, // progressive too
		{"12-bit", testpic.Blocks(scene, testpic.TwelveBit, testpic.JPEGOptions{})},
		{"lossless", testpic.Blocks(scene, testpic.Lossless, testpic.JPEGOptions{})},
		{"hierarchical", sof(plain, 0xc5)},
		{"of 5 components", bytes.Replace(plain, []byte{0, 17, 8, 0, 240, 1, 64, 3},
			[]byte{0, 23, 8, 0, 240, 1, 64, 5, 8, 0x11, 0, 9, 0x11, 0}, 1)},
	} {
		t.Run(tt.coding, func(t *testing.T) {
			r := mustValidate(t, tt.b, Limits{})
			if len(r.Problems) != 1 {
				t.Fatalf("got %+v", r.Problems)
			}
			p := r.Problems[0]
			if p.Code != fault.UnsupportedFormat || p.Fixable || p.Details["format"] != "jpeg" || p.Details["coding"] != tt.coding || !strings.Contains(p.Message, tt.coding) {
				t.Errorf("got %+v, want %s named", p, tt.coding)
			}
			_, c, err := fit(tt.b, nil)
			if fault.CodeOf(err) != fault.UnsupportedFormat || c.decodes != 0 {
				t.Errorf("fit: %v after %d decodes", err, c.decodes)
			}
		})
	}
}

func TestFormat_String(t *testing.T) {
	for f, want := range map[Format]string{JPEG: "JPEG", WebP: "WebP", HEIC: "HEIC", Unknown: "unknown", "": "unknown"} {
		if got := f.String(); got != want {
			t.Errorf("%q is %s, want %s", string(f), got, want)
		}
	}
	p := mustValidate(t, testpic.HEIC(640, 480, 6), Limits{}).Problems[0]
	if p.Details["format"] != "heic" || !strings.Contains(p.Message, "HEIC") || !p.Fixable {
		t.Errorf("got %+v, want HEIC named, for the browser to try", p)
	}
}

// TestFit_dropsFurtherPictures: what phones append to a picture is stripped without a decode.
func TestFit_dropsFurtherPictures(t *testing.T) {
	scene := testpic.Scene(320, 240)
	second := testpic.JPEG(testpic.Scene(160, 120), testpic.JPEGOptions{GPS: true})
	o := testpic.JPEGOptions{Orientation: 6, Profile: testpic.DisplayP3, XMP: true}
	motion := o
	motion.Trailing = testpic.Video(50_000)
	for name, b := range map[string][]byte{
		"MPF":               testpic.MPF(scene, o, second, second),
		"motion photo":      testpic.JPEG(scene, motion),
		"MPF with a video":  append(testpic.MPF(scene, o, second), testpic.Video(100)...),
		"PNG with a video":  testpic.PNG(scene, testpic.PNGOptions{Orientation: 6, Profile: testpic.DisplayP3, Trailing: testpic.Video(100)}),
		"progressive video": testpic.Blocks(scene, testpic.Progressive, motion),
	} {
		r, c, err := fit(b, nil)
		if err != nil || r.Action != Stripped || c.decodes != 0 || !r.Report.Metadata.Trailing {
			t.Errorf("%s: %+v, %v", name, r, err)
			continue
		}
		out := imagetest.Contents(t, r.Output)
		for _, gone := range []string{"ftypmp42", "MPF\x00", "private"} {
			if bytes.Contains(out, []byte(gone)) {
				t.Errorf("%s: %q is still there", name, gone)
			}
		}
		if !r.Info.Metadata.ICC || r.Info.Orientation != 6 {
			t.Errorf("%s: %+v, want its profile and orientation", name, r.Info)
		}
		checkResult(t, b, r, c, &FitOptions{})
	}
}

// TestFit_keepsTheDefaultImage: stripped or encoded, an APNG shows its default image.
func TestFit_keepsTheDefaultImage(t *testing.T) {
	b := testpic.APNG(testpic.Scene(320, 240), testpic.Noise(320, 240, 1), testpic.Noise(320, 240, 2))
	for _, side := range []int{320, 310} {
		r, _, err := fit(b, &FitOptions{Limits: Limits{MaxSide: side}})
		must.Succeed(t, err)
		imagetest.WantCorners(t, imagetest.MustPixels(t, imagetest.Contents(t, r.Output)), imagetest.UprightCorners(1))
	}
}

func TestValidate_advice(t *testing.T) {
	scene := testpic.Scene(320, 240)
	root := func(more string) []byte {
		return testpdf.Raw("", "<</Type/Catalog/Pages 2 0 R"+more+">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page)
	}
	for _, tt := range []struct {
		name   string
		b      []byte
		limits Limits
		want   string // codes and details
	}{
		{"a TIFF of one page", testpic.TIFF(scene, 1), PictureLimits(), ""},
		{"a TIFF of two, of which a part keeps the first", testpic.TIFFPages(scene, scene), PictureLimits(), "first_page map[pages:2] "},
		{"a TIFF of two, which a document keeps", testpic.TIFFPages(scene, scene), DocumentLimits(), ""},
		{"a plain PDF", root(""), DocumentLimits(), ""},
		{"a form", root("/AcroForm<</Fields[]>>"), DocumentLimits(), ""},
		{"a static XFA form, whose pages are there", root("/AcroForm<</XFA[]>>"), DocumentLimits(), ""},
		{"a dynamic XFA form", root("/AcroForm<</XFA[]>>/NeedsRendering true"), DocumentLimits(), "xfa map[] "},
		{"a portfolio", root("/Collection<</View/D>>"), DocumentLimits(), "portfolio map[] "},
		{"both", root("/Collection<<>>/AcroForm<</XFA[]>>/NeedsRendering true"), DocumentLimits(), "xfa map[] portfolio map[] "},
	} {
		r := mustValidate(t, tt.b, tt.limits)
		got := ""
		for _, a := range r.Advice {
			got += fmt.Sprint(a.Code, " ", a.Details, " ")
		}
		if got != tt.want || r.Fatal() != nil {
			t.Errorf("%s: got %q, want %q; %+v", tt.name, got, tt.want, r.Problems)
		}
	}
}

func TestLimits_RefuseEncrypted(t *testing.T) {
	limits := DocumentLimits()
	for name, b := range testpdf.Encrypted() {
		opens := !strings.HasSuffix(name, "-user")
		for _, limits.RefuseEncrypted = range []bool{false, true} {
			r := mustValidate(t, b, limits)
			if want := opens && !limits.RefuseEncrypted; r.OK() != want {
				t.Errorf("%s, RefuseEncrypted %v: %+v", name, limits.RefuseEncrypted, r.Problems)
			}
			if !r.OK() && (len(r.Problems) > 1 || r.Problems[0].Code != fault.PDFEncrypted) {
				t.Errorf("%s: %+v", name, r.Problems)
			}
		}
	}
}
