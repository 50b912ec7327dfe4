//go:build !js || gocodec

package pdf

import (
	"bytes"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// TestInspect_emptyPassword compares with qpdf, which has encrypted the files. Their page tree is in
// an encrypted object stream.
func TestInspect_emptyPassword(t *testing.T) {
	files := testpdf.Encrypted()
	if len(files) != 16 {
		t.Fatalf("%d files", len(files))
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			cut := file[:bytes.LastIndex(file, []byte("startxref"))]
			for _, b := range [][]byte{file, cut, shifted(file, "\ufeff")} {
				info, err := imagetest.Read(Inspect, b)
				password, pages := strings.HasSuffix(name, "-user"), 2
				if password {
					pages = 0
				}
				if err != nil || !info.Encrypted || info.Password != password || info.Pages != pages {
					t.Errorf("got %+v, %v", info, err)
				}
			}
		})
	}
}

func TestInspect_otherEncryption(t *testing.T) {
	old, aes := testpdf.Encrypted()["r2-rc4-40-owner"], testpdf.Encrypted()["r6-aes-256-owner"]
	user := testpdf.Encrypted()["r6-aes-256-user"]
	attachments := func(b []byte) []byte { // the pages, which are encrypted, can't be read then
		return testpic.Edit(testpic.Edit(b, "/StmF /StdCF", "/StmF /Identity"), "/StrF /StdCF", "/StrF /Identity")
	}
	for _, tt := range []struct {
		name     string
		file     []byte
		password bool
		code     fault.Code
	}{
		{"a certificate", testpic.Edit(aes, "/Standard", "/PubSec  "), true, ""},
		{"an unknown revision", testpic.Edit(aes, "/R 6", "/R 7"), true, ""},
		{"revision 6 as 5", testpic.Edit(aes, "/R 6", "/R 5"), true, ""},
		{"no U", testpic.Edit(old, "/U ", "/X "), true, ""},
		{"no O", testpic.Edit(old, "/O ", "/X "), true, ""},
		{"no UE", testpic.Edit(aes, "/UE ", "/UX "), true, ""},
		{"other permissions", testpic.Edit(old, "/P -", "/P -1"), true, ""},
		{"an unknown method", testpic.Edit(aes, "/AESV3", "/AESV9"), true, ""},
		{"attachments alone", attachments(aes), false, fault.Corrupt},
		{"strings alone", testpic.Edit(user, "/StmF /StdCF", "/StmF /Identity"), true, ""},
		{"attachments of a user's password", attachments(user), false, fault.Corrupt},
		{"streams that are not encrypted", testpic.Edit(aes, "/StmF /StdCF", "/StmF /Identity"), false, fault.Corrupt},
		{"an old method", testpic.Edit(aes, "/AESV3", "/AESV2"), false, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, err := imagetest.Read(Inspect, tt.file)
			if fault.CodeOf(err) != tt.code || info.Password != tt.password {
				t.Errorf("got %+v, %v", info, err)
			}
		})
	}
}

func TestFile_bytes(t *testing.T) {
	f := &file{}
	for text, want := range map[stringObject]string{
		"()": "", "<>": "", "(a(b)c)": "a(b)c", `(\(\)\\\n\r\t\b\f)`: "()\\\n\r\t\b\f",
		`(\101\1012\7)`: "AA2\a", "(a\\\r\nb\\\nc\\\rd)": "abcd", `(\x)`: "x", `(\`: "", `(\777)`: "\xff",
		"<414>": "A@", "<4 1\n42>": "AB", "(": "",
	} {
		if got := string(f.bytes(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
