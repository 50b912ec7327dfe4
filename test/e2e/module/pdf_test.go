package module

import (
	"bytes"
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpdf"
)

// TestValidate_pdf loads fallback.wasm for encrypted and damaged PDFs alone. Where that fails, the code
// is network.
func TestValidate_pdf(t *testing.T) {
	p := drive.SharedModule(t, "{worker: false}")
	p.Eval(`window.look = async offline => {
		const {fetch} = window, file = document.querySelector("#files").files[0];
		let loads = 0;
		window.fetch = (url, ...more) => {
			if (!String(url.url ?? url).endsWith("fallback.wasm")) return fetch(url, ...more);
			loads++;
			return offline ? Promise.reject(new TypeError("offline")) : fetch(url, ...more);
		};
		try {
			const {pages, problems} = await capture.validate(file, {part: "DOCUMENT"});
			return [problems.map(p => p.code + ":" + p.message).join(), pages, loads];
		} catch (e) {
			return [e.code ?? e.name, 0, loads];
		} finally {
			window.fetch = fetch;
		}
	}`, nil)
	two, encrypted := testpdf.New(2, testpdf.Options{}), testpdf.Encrypted()
	cut, blank := two[:len(two)/2], testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page>>")
	noTable := two[:bytes.LastIndex(two, []byte("startxref"))]
	for _, tt := range []struct {
		name    string
		file    []byte
		offline bool
		want    string
	}{
		{"sound", two, true, "[ 2 0]"},
		{"packed", testpdf.New(2, testpdf.Options{XRefStream: true}), true, "[ 2 0]"},
		{"without a table", noTable, false, "[ 2 1]"},
		{"with an empty password", encrypted["r6-aes-256-owner"], false, "[ 2 1]"},
		{"with a password", encrypted["r6-aes-256-user"], false, "[pdf_encrypted:the PDF requires a password 0 1]"},
		{"with a password, without an end", encrypted["r6-aes-256-user"][:len(encrypted["r6-aes-256-user"])-6], false, "[pdf_encrypted:the PDF requires a password 0 1]"},
		{"cut", cut, false, "[truncated:the PDF ends before its trailer 0 1]"},
		{"blank", blank, false, "[empty:all pages of the PDF are blank 0 1]"},
		{"cut, offline", cut, true, "[network 0 1]"},
		{"with an empty password, offline", encrypted["r6-aes-256-owner"], true, "[network 0 1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Give(drive.File(t, "x.pdf", tt.file))
			if got := fmt.Sprint(drive.Value[[]any](p, fmt.Sprintf("look(%v)", tt.offline))); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
