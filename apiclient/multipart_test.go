//go:build !js

package apiclient

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"regexp"
	"slices"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
)

// parsed is one field of a form as the standard library reads it.
type parsed struct{ field, name, mime, content string }

func parse(t *testing.T, p payload) []parsed {
	t.Helper()
	var body bytes.Buffer
	for _, c := range p.content {
		must.Get(io.Copy(&body, io.NewSectionReader(c, 0, c.Size())))(t)
	}
	if int64(body.Len()) != p.size {
		t.Errorf("%d bytes, announced %d", body.Len(), p.size)
	}
	kind, params, err := mime.ParseMediaType(p.contentType)
	if err != nil || kind != "multipart/form-data" {
		t.Fatalf("%q: %v", p.contentType, err)
	}
	var all []parsed
	r := multipart.NewReader(&body, params["boundary"])
	for {
		part, err := r.NextRawPart()
		if err == io.EOF {
			break
		}
		must.Succeed(t, err)
		if len(part.Header) != 2 {
			t.Errorf("headers %v", part.Header)
		}
		content := must.Get(io.ReadAll(part))(t)
		all = append(all, parsed{part.FormName(), part.FileName(), part.Header.Get("Content-Type"), string(content)})
	}
	if rest, _ := io.ReadAll(&body); len(rest) > 0 {
		t.Errorf("%q after the end", rest)
	}
	return all
}

func TestFormOf_parsesAsMultipart(t *testing.T) {
	for _, tt := range []struct {
		name  string
		part  Part
		files []File
		want  []parsed
	}{
		{"one picture", "FRONT", []File{{Type: "image/jpeg", Content: Bytes("\xff\xd8\r\n--x")}},
			[]parsed{{"file", "front.jpg", "image/jpeg", "\xff\xd8\r\n--x"}}},
		{"a given name", "BACK", []File{{Name: "scan_1.jpeg", Type: "image/png", Content: Bytes("p")}},
			[]parsed{{"file", "scan_1.png", "image/png", "p"}}},
		{"pages in order", "DOCUMENT", []File{jpegOf("one"), {Type: "image/png", Content: Bytes("two")}, jpegOf("three")},
			[]parsed{
				{"file", "document-1.jpg", "image/jpeg", "one"},
				{"file", "document-2.png", "image/png", "two"},
				{"file", "document-3.jpg", "image/jpeg", "three"}}},
		{"a PDF", "DOCUMENT", []File{{Type: "application/pdf", Content: Bytes("%PDF")}},
			[]parsed{{"file", "document.pdf", "application/pdf", "%PDF"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := must.Get(formOf(tt.part, tt.files))(t)
			if got := parse(t, p); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFormOf_rejects(t *testing.T) {
	large := func(n int64) File { return File{Type: "image/jpeg", Content: hollow(n)} }
	for _, tt := range []struct {
		name  string
		part  Part
		files []File
		want  fault.Code
	}{
		{"no file", "DOCUMENT", nil, fault.Empty},
		{"no content", "FRONT", []File{{Type: "image/jpeg"}}, fault.Empty},
		{"no bytes", "FRONT", []File{jpegOf("")}, fault.Empty},
		{"no type", "FRONT", []File{{Content: Bytes("x")}}, fault.UnsupportedFormat},
		{"another type", "FRONT", []File{{Type: "image/webp", Content: Bytes("x")}}, fault.UnsupportedFormat},
		{"a type with more in it", "FRONT", []File{{Type: "image/jpeg\r\nX: 1", Content: Bytes("x")}}, fault.UnsupportedFormat},
		{"a PDF as a picture", "FRONT", []File{{Type: "application/pdf", Content: Bytes("x")}}, fault.UnsupportedFormat},
		{"just small enough", "FRONT", []File{large(maxUpload)}, ""},
		{"just too large", "FRONT", []File{large(maxUpload + 1)}, fault.TooLarge},
		{"a sum just small enough", "DOCUMENT", []File{large(maxUpload - 1), large(1)}, ""},
		{"a sum just too large", "DOCUMENT", []File{large(maxUpload - 1), large(2)}, fault.TooLarge},
		{"a sum beyond 64 bits", "DOCUMENT", []File{large(1<<63 - 1), large(1<<63 - 1)}, fault.TooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := formOf(tt.part, tt.files)
			wantCode(t, err, tt.want)
		})
	}
}

// hollow is Content of so many bytes that nobody reads.
type hollow int64

func (h hollow) ReadAt([]byte, int64) (int, error) { return 0, io.ErrUnexpectedEOF }
func (h hollow) Size() int64                       { return int64(h) }

func TestCheckDocument(t *testing.T) {
	pages := func(n int) []File {
		all := make([]File, n)
		for i := range all {
			all[i] = jpegOf("x")
		}
		return all
	}
	pdf := File{Type: "application/pdf", Content: Bytes("x")}
	for _, tt := range []struct {
		name  string
		files []File
		kind  string
		want  fault.Code
	}{
		{"30 pages", pages(30), "BS", ""},
		{"31 pages", pages(31), "BS", fault.TooManyPages},
		{"2 sides of a card", pages(2), "CC", ""},
		{"3 sides of a card", pages(3), "CC", fault.TooManyPages},
		{"a PDF", []File{pdf}, "", ""},
		{"two PDFs", []File{pdf, pdf}, "", fault.MixedDocument},
		{"a PDF and a picture", []File{jpegOf("x"), pdf}, "", fault.MixedDocument},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := checkDocument(tt.files, tt.kind)
			wantCode(t, err, tt.want)
		})
	}
}

// FuzzFileName holds names to what can't break out of a header: the body has exactly the
// parts that were given, called what is left of their names.
func FuzzFileName(f *testing.F) {
	f.Add("passport.jpg")
	f.Add("a\"; name=\"other\r\nX-Injected: 1\r\n\r\n")
	f.Add("../../etc/passwd\x00.png")
	f.Add("a\xed\xa0\x80\u2028\r\n--credential-capture-")
	f.Add(strings.Repeat("long", 100))
	f.Fuzz(func(t *testing.T, name string) {
		files := []File{{Name: name, Type: "image/png", Content: Bytes(name + "content")}, {Name: name, Type: "image/jpeg", Content: Bytes("second")}}
		p := must.Get(formOf("DOCUMENT", files))(t)
		want := []parsed{
			{"file", nameOf(name, "document-1", ".png"), "image/png", name + "content"},
			{"file", nameOf(name, "document-2", ".jpg"), "image/jpeg", "second"},
		}
		if got := parse(t, p); !slices.Equal(got, want) {
			t.Fatalf("%q became %q, want %q", name, got, want)
		}
	})
}

func TestBytes_ReadAt(t *testing.T) {
	b := Bytes("hello")
	p := make([]byte, 3)
	for _, tt := range []struct {
		name string
		off  int64
		want string
		err  error
	}{
		{"within", 1, "ell", nil},
		{"to the end", 2, "llo", nil},
		{"over the end", 3, "lo", io.EOF},
		{"behind", 5, "", io.EOF},
		{"before", -1, "", io.EOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := b.ReadAt(p, tt.off)
			if string(p[:n]) != tt.want || err != tt.err {
				t.Errorf("got %q, %v, want %q, %v", p[:n], err, tt.want, tt.err)
			}
		})
	}
}

// These tests are about names and contents that mean to be more than that: whatever a file
// is called, the body has exactly the parts that were given, as mime/multipart reads it.

// TestFormOf_hostileNames: the first column is what a file is called by whoever made it.
func TestFormOf_hostileNames(t *testing.T) {
	const boundary = "credential-capture-00000000-0000-4000-8000-000000000000"
	for _, tt := range []struct{ name, given, want string }{
		{"plain", "scan_1-b.jpg", "scan_1-b.jpg"},
		{"nothing", "", "front.jpg"},
		{"CR", "a\rb.jpg", "ab.jpg"},
		{"LF", "a\nb.jpg", "ab.jpg"},
		{"a header", "a\r\nX-Injected: 1.jpg", "aX-Injected1.jpg"},
		{"the end of the headers", "a\r\n\r\nbody.jpg", "abody.jpg"},
		{"a header in the ending", "a.jpg\r\nX-Injected: 1", "a.jpg"},
		{"quotes", `a"; name="other".jpg`, "anameother.jpg"},
		{"a backslash before the quote", `a\".jpg`, "front.jpg"},
		{"NUL", "a\x00b.jpg", "ab.jpg"},
		{"other control characters", "a\x01\x08\x0b\x0c\x1b\x7f\u0085b.jpg", "ab.jpg"},
		{"another part", "a\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny.jpg",
			"a--credential-capture-00000000-0000-4000-8000-000000000000Conten.jpg"},
		{"the last boundary", "\r\n--" + boundary + "--\r\n.jpg", "--" + boundary + "--.jpg"},
		{"64 bytes", strings.Repeat("a", 64) + ".jpg", strings.Repeat("a", 64) + ".jpg"},
		{"65 bytes", strings.Repeat("a", 65) + ".jpg", strings.Repeat("a", 64) + ".jpg"},
		{"4 kB", strings.Repeat("a", 4096), strings.Repeat("a", 64) + ".jpg"},
		{"4 kB that mean no good", strings.Repeat("\"\r\n", 1366), "front.jpg"},
		{"letters of other scripts", "pässport-паспорт-旅券.jpg", "pssport--.jpg"},
		{"letters that look like others", "ｐassport\u2044.jpg", "assport.jpg"},
		{"line ends of Unicode", "a\u2028X: 1\u2029b.jpg", "aX1b.jpg"},
		{"right to left", "a\u202egpj.exe", "agpj.jpg"},
		{"a lone surrogate, as JavaScript's strings come", "a\ufffdb.jpg", "ab.jpg"},
		{"a lone surrogate in bytes", "a\xed\xa0\x80b.jpg", "ab.jpg"},
		{"no UTF-8", "a\xff\xfeb.jpg", "ab.jpg"},
		{"an encoded line end", "a%0d%0aX-Injected%3a1.jpg", "a0d0aX-Injected3a1.jpg"},
		{"an encoded word", "=?utf-8?b?DQpYOiAx?=.jpg", "utf-8bDQpYOiAx.jpg"},
		{"an extended parameter", `a"; filename*=utf-8''b.jpg`, "afilenameutf-8b.jpg"},
		{"a way up", "../../etc/passwd", "passwd.jpg"},
		{"a way up by backslashes", `..\..\windows\system.ini`, "system.jpg"},
		{"another ending", "a.php", "a.jpg"},
		{"hidden", ".htaccess", "htaccess.jpg"},
		{"dots only", "..", "front.jpg"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := must.Get(formOf("FRONT", []File{{Name: tt.given, Type: "image/jpeg", Content: Bytes("content")}}))(t)
			want := parsed{"file", tt.want, "image/jpeg", "content"}
			if got := parse(t, p); len(got) != 1 || got[0] != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestFormOf_hostileContents: a content may look like a boundary, and hold the very one of a
// body before: each body has a new one of 128 random bits, chosen after the contents are
// known and by nothing in them.
func TestFormOf_hostileContents(t *testing.T) {
	first := must.Get(formOf("FRONT", []File{jpegOf("x")}))(t)
	_, params, err := mime.ParseMediaType(first.contentType)
	must.Succeed(t, err)
	old := params["boundary"]
	if !regexp.MustCompile(`^credential-capture-[0-9a-f]{32}$`).MatchString(old) {
		t.Errorf("the boundary %q has no 128 random bits", old)
	}
	for _, content := range []string{
		"\r\n--" + old + "--\r\n", "--" + old, "\r\n--" + old + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny",
		"\r\n--credential-capture-", "\r\n--", "\r\n", "--", "\n--" + old,
	} {
		p := must.Get(formOf("DOCUMENT", []File{jpegOf(content), jpegOf("second")}))(t)
		if strings.Contains(p.contentType, old) {
			t.Fatal("the same boundary twice")
		}
		if got := parse(t, p); len(got) != 2 || got[0].content != content || got[1].content != "second" {
			t.Errorf("%q became %q", content, got)
		}
	}
}

// pattern is what may stay of a name, said another way than fileName says it.
var pattern = regexp.MustCompile(`[^-_0-9A-Za-z]+`)

// nameOf is fileName by another way.
func nameOf(given, otherwise, ending string) string {
	parts := regexp.MustCompile(`[/\\]`).Split(given, -1)
	given = parts[len(parts)-1]
	if cut := regexp.MustCompile(`(?s)^(.+)\.[^.]*$`).FindStringSubmatch(given); cut != nil {
		given = cut[1]
	}
	kept := pattern.ReplaceAllString(given, "")
	if len(kept) > maxName {
		kept = kept[:maxName]
	}
	if kept == "" {
		kept = otherwise
	}
	return kept + ending
}
