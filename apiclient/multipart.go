package apiclient

import (
	"io"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"credential-capture/fault"
)

// Bytes is Content in memory.
type Bytes []byte

// ReadAt is io.ReaderAt's.
func (b Bytes) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off >= int64(len(b)) {
		return 0, io.EOF
	}
	n := copy(p, b[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Size is the length in bytes.
func (b Bytes) Size() int64 { return int64(len(b)) }

// endings maps the types that the API takes. No other type gets into a header.
var endings = map[string]string{
	"image/jpeg":      ".jpg",
	"image/png":       ".png",
	"application/pdf": ".pdf",
}

const pdfType = "application/pdf"

// checkDocument checks what can be told without looking into the files: how many
// there are and of which kinds.
func checkDocument(files []File, kind string) error {
	most := maxPages
	if kind == creditCard {
		most = maxCreditCardPages
	}
	if len(files) > most {
		return fault.New(fault.TooManyPages, "too many pages").With("pages", len(files)).With("limit", most)
	}
	for _, f := range files {
		if f.Type == pdfType && len(files) > 1 {
			return fault.New(fault.MixedDocument, "a document is pictures, or one single PDF")
		}
	}
	return nil
}

// formOf makes a multipart/form-data body (RFC 7578) around the files: a few
// literal bytes before, between and after them; their own bytes stay where they
// are.
func formOf(part string, files []File) (payload, error) {
	total := int64(0)
	for i := range files {
		if err := checkFile(part, &files[i]); err != nil {
			return payload{}, err
		}
		if total += files[i].Content.Size(); total > maxUpload {
			return payload{}, fault.New(fault.TooLarge, "more than can be uploaded").With("limit", maxUpload)
		}
	}
	if len(files) == 0 {
		return payload{}, fault.New(fault.Empty, "no file")
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return payload{}, fault.Wrap(fault.Internal, err, "no random numbers")
	}
	// 122 random bits don't occur in a file by chance.
	boundary := "credential-capture-" + id.String()
	p := payload{contentType: "multipart/form-data; boundary=" + boundary}
	lead := "--" + boundary
	for i, f := range files {
		p.add(Bytes(lead + "\r\nContent-Disposition: form-data; name=\"" + fileField +
			"\"; filename=\"" + fileName(part, i, len(files), f) +
			"\"\r\nContent-Type: " + f.Type + "\r\n\r\n"))
		p.add(f.Content)
		lead = "\r\n--" + boundary
	}
	p.add(Bytes(lead + "--\r\n"))
	return p, nil
}

func (p *payload) add(c Content) {
	p.content = append(p.content, c)
	p.size += c.Size()
}

func checkFile(part string, f *File) error {
	if f.Content == nil || f.Content.Size() <= 0 {
		return fault.New(fault.Empty, "the file is empty")
	}
	if endings[f.Type] == "" || f.Type == pdfType && part != partDocument {
		return fault.New(fault.UnsupportedFormat, "%s takes no such type", part)
	}
	// Per file, so that a sum can't overflow.
	if f.Content.Size() > maxUpload {
		return fault.New(fault.TooLarge, "more than can be uploaded").With("limit", maxUpload)
	}
	return nil
}

// maxName is the length, in bytes, of what is kept of a given name.
const maxName = 64

// fileName keeps letters, digits and hyphens of a given name, or names the file by
// what it is, and gives it the ending of its type. Nothing that it returns can end
// a header's quotes or line.
func fileName(part string, i, n int, f File) string {
	given := f.Name
	if slash := strings.LastIndexAny(given, `/\`); slash >= 0 {
		given = given[slash+1:]
	}
	if dot := strings.LastIndexByte(given, '.'); dot > 0 {
		given = given[:dot]
	}
	var kept strings.Builder
	for j := 0; j < len(given) && kept.Len() < maxName; j++ {
		if c := given[j]; c == '-' || c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			kept.WriteByte(c)
		}
	}
	name := kept.String()
	if name == "" {
		name = strings.ToLower(part)
		if n > 1 {
			name += "-" + strconv.Itoa(i+1)
		}
	}
	return name + endings[f.Type]
}
