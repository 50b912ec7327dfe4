package apiclient

import (
	"mime"
	"regexp"
	"strings"
	"testing"
)

// These tests are about names and contents that mean to be more than that: whatever a file
// is called, the body has exactly the parts that were given, as mime/multipart reads it.

// TestNamesStayNames: the first column is what a file is called by whoever made it.
func TestNamesStayNames(t *testing.T) {
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
			p, err := formOf("FRONT", []File{{Name: tt.given, Type: "image/jpeg", Content: Bytes("content")}})
			if err != nil {
				t.Fatal(err)
			}
			want := parsed{"file", tt.want, "image/jpeg", "content"}
			if got := parse(t, p); len(got) != 1 || got[0] != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// TestContentsStayContents: a content may look like a boundary, and hold the very one of a
// body before: each body has a new one of 122 random bits, chosen after the contents are
// known and by nothing in them.
func TestContentsStayContents(t *testing.T) {
	first, err := formOf("FRONT", []File{jpegOf("x")})
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(first.contentType)
	if err != nil {
		t.Fatal(err)
	}
	old := params["boundary"]
	if !regexp.MustCompile(`^credential-capture-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(old) {
		t.Errorf("the boundary %q has no 122 random bits", old)
	}
	for _, content := range []string{
		"\r\n--" + old + "--\r\n", "--" + old, "\r\n--" + old + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny",
		"\r\n--credential-capture-", "\r\n--", "\r\n", "--", "\n--" + old,
	} {
		p, err := formOf("DOCUMENT", []File{jpegOf(content), jpegOf("second")})
		if err != nil {
			t.Fatal(err)
		}
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
