package testpdf

import (
	"embed"
	"strings"
)

// qpdf has PDFs of two blank pages that qpdf 11.3.0 encrypted, with --object-streams=generate and
// the owner's password "owner": "r6-aes-256-owner.pdf" has an empty user's password, and
// "r6-aes-256-user.pdf" has "secret"; so has "r6-aes-256-open.pdf", whose owner's is empty.
//
//go:embed qpdf/*.pdf
var qpdf embed.FS

// Encrypted returns PDFs of two pages by name: encrypted by revisions 2 to 6 of the standard
// handler, with a password if the name ends in "-user".
func Encrypted() map[string][]byte {
	files := make(map[string][]byte)
	entries, err := qpdf.ReadDir("qpdf")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		b, err := qpdf.ReadFile("qpdf/" + e.Name())
		if err != nil {
			panic(err)
		}
		files[strings.TrimSuffix(e.Name(), ".pdf")] = b
	}
	return files
}
