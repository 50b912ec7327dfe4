package sandbox_test

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"credential-capture/internal/middleware"
	"credential-capture/internal/sandbox"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// TestUpload_pictures: a file's type is detected by content.
func TestUpload_pictures(t *testing.T) {
	in := newService(t, sandbox.Options{})
	small := testpic.Scene(320, 200)
	whole := testpic.JPEG(small, testpic.JPEGOptions{EXIF: true, GPS: true, ICC: true})
	png := testpic.PNG(small, testpic.PNGOptions{})
	const maxBytes = 15_000_000
	for _, tt := range []struct {
		name   string
		file   []byte
		status int
	}{
		{"JPEG", whole, 200},
		{"PNG", png, 200},
		{"JPEG with trailing bytes", testpic.JPEG(small, testpic.JPEGOptions{Trailing: []byte("trailing")}), 200},
		{"empty", nil, 415},
		{"text", []byte("no picture"), 415},
		{"HTML", []byte("<html><script>alert(1)</script>"), 415},
		{"GIF", testpic.GIF(small, 1), 415},
		{"WebP", testpic.WebP(small, testpic.WebPOptions{}), 415},
		{"HEIC", testpic.HEIC(640, 480, 1), 415},
		{"BMP", testpic.BMP(small), 415},
		{"TIFF", testpic.TIFF(small, 1), 415},
		{"PDF", testpdf.New(1, testpdf.Options{}), 415},
		{"JPEG's first two bytes", whole[:2], 415},
		{"JPEG's first three bytes", whole[:3], 400},
		{"half a JPEG", whole[:len(whole)/2], 400},
		{"half a PNG", png[:len(png)/2], 400},
		{"PNG's signature", png[:8], 400},
		{"300 px, JPEG", jpegOf(300, 300), 400},
		{"301 px wide, JPEG", jpegOf(301, 1), 200},
		{"301 px high, JPEG", jpegOf(1, 301), 200},
		{"300 px, PNG", testpic.PNGHeader(300, 200), 400},
		{"301 px, PNG", testpic.PNGHeader(301, 200), 200},
		{"8000 px, JPEG", jpegOf(8000, 8000), 200},
		{"8001 px wide, JPEG", jpegOf(8001, 600), 400},
		{"8001 px high, JPEG", jpegOf(600, 8001), 400},
		{"8000 px, PNG", testpic.PNGHeader(8000, 8000), 200},
		{"8001 px, PNG", testpic.PNGHeader(600, 8001), 400},
		{"15,000,000 bytes, JPEG", weighing(jpegOf(400, 300), maxBytes), 200},
		{"15,000,001 bytes, JPEG", weighing(jpegOf(400, 300), maxBytes+1), 413},
		{"16 MiB", weighing(jpegOf(400, 300), 16<<20), 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := in.open(`[{"category":"SELFIE"}]`)
			w.upload("POST", "SELFIE", "FACE", tt.file).want(t, tt.status)
			if len(tt.file) < 1<<20 { // once is enough of what takes long
				w = in.open(`[{"category":"SELFIE"}]`)
				status := tt.status
				if strings.HasPrefix(tt.name, "300 px") {
					status = 200 // PUT has no lower limit
				}
				w.upload("PUT", "SELFIE", "FACE", tt.file).want(t, status)
			}
		})
	}
}

func TestUpload_forms(t *testing.T) {
	in := newService(t, sandbox.Options{})
	picture := string(testpic.JPEG(image.NewGray(image.Rect(0, 0, 320, 8)), testpic.JPEGOptions{}))
	field := func(name, content string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"a\"\r\n\r\n" + content + "\r\n"
	}
	good := field("file", picture) + "--b--\r\n"
	const kind = "multipart/form-data; boundary=b"
	for _, tt := range []struct {
		name, kind, body string
		status           int
	}{
		{"good", kind, good, 200},
		{"type that doesn't fit", kind, swap(t, good, "\r\n\r\n", "\r\nContent-Type: text/html\r\n\r\n"), 200},
		{"type in capitals", "Multipart/Form-Data; boundary=b", good, 200},
		{"no type", "", good, 415},
		{"broken type", "multipart/form-data; boundary", good, 415},
		{"JSON", "application/json", `{}`, 415},
		{"bare picture", "image/jpeg", picture, 415},
		{"mixed", "multipart/mixed; boundary=b", good, 415},
		{"no boundary", "multipart/form-data", good, 400},
		{"another boundary", "multipart/form-data; boundary=c", good, 400},
		{"no end", kind, field("file", picture), 400},
		{"no body", kind, "", 400},
		{"no field", kind, "--b--\r\n", 400},
		{"another field", kind, field("files", picture) + "--b--\r\n", 400},
		{"another field too", kind, field("file", picture) + field("extra", "") + "--b--\r\n", 400},
		{"two files", kind, field("file", picture) + good, 400},
		{"no disposition", kind, "--b\r\n\r\n" + picture + "\r\n--b--\r\n", 400},
		{"broken header", kind, "--b\r\nContent-Disposition\r\n\r\n" + picture + "\r\n--b--\r\n", 400},
		{"64 fields", kind, strings.Repeat(field("file", ""), 64) + "--b--\r\n", 400},
		{"cut in the file", kind, good[:len(good)/2], 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, method := range []string{"POST", "PUT"} {
				w := in.open(`[{"category":"SELFIE"}]`)
				w.send(method, "SELFIE", "FACE", tt.kind, []byte(tt.body)).want(t, tt.status)
				if got := len(held(w)); (got == 1) != (tt.status == 200) {
					t.Errorf("%s: %d parts are there", method, got)
				}
			}
		})
	}
}

// TestUpload_tooSlow ends a body in the middle as middleware.MinUploadRate does.
func TestUpload_tooSlow(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	for _, part := range []string{"DOCUMENT DOCUMENT", "DATA PREPARED_DATA"} {
		category, classifier, _ := strings.Cut(part, " ")
		r := w.rawUpload(t.Context(), "http://sandbox.example", category, classifier, jpegOf(400, 300))
		if category == "DATA" {
			r.Header.Set("Content-Type", "application/json")
		}
		r.Body = io.NopCloser(io.MultiReader(io.LimitReader(r.Body, 200), iotest.ErrReader(middleware.ErrTooSlow)))
		answer := httptest.NewRecorder()
		in.s.ServeHTTP(answer, r)
		if answer.Code != http.StatusRequestTimeout {
			t.Errorf("%s is answered %d, want 408", classifier, answer.Code)
		}
	}
}

// TestUpload_allocatesByContentLengthOnce: 60 empty files in a body that claims 15 MB.
func TestUpload_allocatesByContentLengthOnce(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	r := w.rawUpload(t.Context(), "http://sandbox.example", "DOCUMENT", "DOCUMENT", make([][]byte, 60)...)
	r.ContentLength = 15_000_000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	in.s.ServeHTTP(httptest.NewRecorder(), r)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 30_000_000 {
		t.Errorf("%d bytes are allocated, want about 15,000,000", n)
	}
}

// FuzzUpload: any body gets a documented status, and is stored if that is 200.
func FuzzUpload(f *testing.F) {
	picture := jpegOf(400, 300)
	kind, body := multipartOf(picture)
	f.Add("FRONT", kind, body)
	f.Add("FRONT", kind, body[:len(body)/2])
	kind, body = multipartOf(testpdf.New(2, testpdf.Options{}))
	f.Add("DOCUMENT", kind, body)
	kind, body = multipartOf(testpdf.New(2, testpdf.Options{XRefStream: true}))
	f.Add("DOCUMENT", kind, body)
	kind, body = multipartOf(picture, testpic.PNGHeader(400, 300))
	f.Add("DOCUMENT", kind, body)
	f.Add("PREPARED_DATA", "application/json", []byte(`{"firstName":"Jane","bank":{"amount":1}}`))
	f.Add("FRONT", "multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n\xff\xd8\xff\r\n--b--"))
	categories := map[string]string{"FRONT": "ID", "BACK": "ID", "FACE": "SELFIE", "DOCUMENT": "DOCUMENT", "PREPARED_DATA": "DATA"}
	in := newService(f, sandbox.Options{MaxExecutions: 2})
	f.Fuzz(func(t *testing.T, classifier, kind string, body []byte) {
		category, known := categories[classifier]
		if !known {
			t.Skip()
		}
		one := *in
		one.t = t
		w := one.open(all)
		r := w.send("POST", category, classifier, kind, body)
		switch r.status {
		case 200:
			if stored := held(w); classifier != "PREPARED_DATA" && len(stored) == 0 {
				t.Errorf("%s is answered 200, but nothing is stored", classifier)
			}
			again := w.send("POST", category, classifier, kind, body)
			if classifier != "DOCUMENT" && again.status != 409 {
				t.Errorf("the same again: %s", again)
			}
		case 400, 413, 415:
			if stored := held(w); len(stored) != 0 {
				t.Errorf("%s, but %v is stored", r, stored)
			}
			if bytes.Contains(r.body, []byte("\ufffd")) {
				t.Errorf("the answer repeats the request: %s", r)
			}
		default:
			t.Errorf("got %s", r)
		}
	})
}

// held lists a workflow's stored parts: "CLASSIFIER/PAGE kind WxH pages".
func held(w *workflow) []string {
	w.in.t.Helper()
	var list []string
	credentials, _ := w.retrieve("").want(w.in.t, 200).member("credentials").([]any)
	for _, c := range credentials {
		for _, p := range c.(map[string]any)["parts"].([]any) {
			m := p.(map[string]any)
			list = append(list, fmt.Sprintf("%v/%v %v %vx%v %v", m["classifier"], m["page"], m["type"], m["width"], m["height"], m["pages"]))
		}
	}
	return list
}
