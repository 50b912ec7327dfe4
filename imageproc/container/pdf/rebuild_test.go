package pdf

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// doubling is the objects of a page tree whose n branches each have the next twice.
func doubling(n int) []string {
	objects := []string{testpdf.Catalog}
	for i := range n {
		objects = append(objects, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R %[1]d 0 R]>>", i+3))
	}
	return append(objects, testpdf.Page)
}

// withoutTable is a file without its table, trailer included, and with another end.
func withoutTable(b []byte, end string) []byte {
	return append(bytes.Clone(b[:bytes.LastIndex(b, []byte("xref\n0"))]), end...)
}

// shifted is a file with bytes before its header, so that all offsets are wrong.
func shifted(b []byte, front string) []byte { return append([]byte(front), b...) }

const trailer = "trailer\n<</Root 1 0 R/Size 9>>\n"

func TestInspect_rebuildsTable(t *testing.T) {
	one := testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page)
	start := bytes.LastIndex(one, []byte("xref\n0"))
	startxref := fmt.Sprintf("startxref\n%d", start)
	packed := testpdf.New(25, testpdf.Options{XRefStream: true})
	plain := testpdf.New(25, testpdf.Options{})
	two := "2 0 obj\n<</Type/Pages/Kids[3 0 R 3 0 R]>>\nendobj\n"
	long := strings.Repeat("\x00", 2*container.MaxPiece+17)
	for _, tt := range []struct {
		name string
		file []byte
		want int // pages, 0 for an error
	}{
		{"no end mark", testpic.Edit(one, "%%EOF", ""), 1},
		{"no startxref", testpic.Edit(one, "startxref", "startxxxx"), 1},
		{"an end in the middle of startxref's number", one[:bytes.LastIndex(one, []byte("\n%%EOF"))-1], 1},
		{"an end after the trailer", one[:bytes.LastIndex(one, []byte("startxref"))], 1},
		{"much after the end mark", append(bytes.Clone(one), make([]byte, tailSize)...), 1},
		{"HTML after the end mark", append(bytes.Clone(one), strings.Repeat("<p>startxref</p>\n", 300)...), 1},
		{"two end marks", append(bytes.Clone(one), "%%EOF\n"...), 1},
		{"startxref that is no number", testpic.Edit(one, startxref, "startxref\nhere"), 1},
		{"startxref 0", testpic.Edit(one, startxref, "startxref\n0"), 1},
		{"startxref beyond the end", testpic.Edit(one, startxref, "startxref\n99999"), 1},
		{"startxref into the middle", testpic.Edit(one, startxref, "startxref\n12"), 1},
		{"a predecessor at 0", testpic.Edit(one, "/Size 4", "/Size 4/Prev 0"), 1},
		{"a predecessor beyond the end", testpic.Edit(one, "/Size 4", "/Size 4/Prev 99999"), 1},
		{"a row that is no row", testpic.Edit(one, "0000000009 00000 n", "000000000x 00000 n"), 1},
		{"a row of a third kind", testpic.Edit(one, "0000000009 00000 n", "0000000009 00000 x"), 1},
		{"an object beyond the end", testpic.Edit(one, "0000000009", "9999999999"), 1},
		{"a table of too many rows", testpic.Edit(one, "xref\n0 4", "xref\n0 99999999999"), 1},
		{"a table of more rows than there are", testpic.Edit(one, "xref\n0 4", "xref\n0 4000000"), 1},
		{"bytes before the header", shifted(plain, "\ufeff\r\n"), 25},
		{"bytes before the header of a packed file", shifted(packed, "HTTP/1.1 200 OK\r\n\r\n"), 25},
		{"line ends that became \\r\\n", bytes.ReplaceAll(plain, []byte("\n"), []byte("\r\n")), 25},
		{"no table, only a trailer", withoutTable(plain, trailer), 25},
		{"the last of two definitions", withoutTable(one, two+trailer), 2},
		{"the last of two definitions, of which one is packed", append(bytes.Clone(packed), one[len("%PDF-1.7\n"):]...), 1},
		{"a packed file after a plain one", append(bytes.Clone(one), shifted(packed, "\n")...), 25},
		{"headings over two lines", withoutTable(one, strings.Replace(two, "2 0 obj", "endobj 2\r\n0\tobj", 1)+trailer), 2},
		{"objects on both sides of a read", withoutTable(one, long+"\n"+two+long+trailer), 2},
		{"the word object", withoutTable(one, strings.Replace(two, "obj\n", "objects\n", 1)+trailer), 1},
		{"a heading without a number", withoutTable(one, strings.Replace(two, "2 0", "x 0", 1)+trailer), 1},
		{"trailers that are broken", withoutTable(one, trailer+strings.Repeat("trailer\n(", 100)), 1},
		{"an end before the trailer", withoutTable(one, ""), 0},
		{"an end in an update", withoutTable(one, trailer+long+two), 0},
		{"an end in the trailer", withoutTable(one, trailer[:len(trailer)-5]), 0},
		{"a trailer without a root", withoutTable(one, "trailer\n<</Size 9>>\n"), 0},
		{"a page that is missing", withoutTable(testpic.Edit(one, "3 0 R", "3 0 R 7 0 R"), trailer), 0},
		{"an unknown filter", shifted(testpic.Edit(packed, "/FlateDecode", "/CrypticCode"), "\n\n"), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, err := imagetest.Read(Inspect, tt.file)
			if tt.want == 0 && (fault.CodeOf(err) == fault.Truncated || fault.CodeOf(err) == fault.Corrupt) {
				return
			}
			if err != nil || info.Pages != tt.want {
				t.Errorf("%d pages, %v, want %d", info.Pages, err, tt.want)
			}
		})
	}
}

// TestInspect_rebuildIsLinear reads floods once and little more, whatever they are of.
func TestInspect_rebuildIsLinear(t *testing.T) {
	const size = 10 << 20
	flood := func(s string) []byte { return bytes.Repeat([]byte(s), size/len(s)) }
	var objects bytes.Buffer
	for i := range maxObjects - 3 {
		fmt.Fprintf(&objects, "%d 0 obj ", i+10)
	}
	one := withoutTable(testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page), "")
	for _, tt := range []struct {
		name  string
		flood []byte
		want  int // pages of the file with the flood before its objects, 0 for an error
	}{
		{"one object", flood("1 0 obj\n"), 1},
		{"one object without a blank", flood("1 0 obj"), 1}, // "obj1" is no word
		{"objects that hold each other", flood("1 0 obj<</A["), 1},
		{"strings without an end", flood("1 0 obj("), 1},
		{"tables", flood("xref\n0 1\n"), 1},
		{"trailers", flood("trailer<<"), 1},
		{"trailers that are strings", flood("trailer("), 1},
		{"cross-reference streams", flood("1 0 obj<</Type/XRef/W[1 1 1]/Size 9>>stream\n"), 1},
		{"cross-reference streams that are strings", flood("1 0 obj(/XRef "), 1},
		{"startxref", flood("startxref\n9\n"), 1},
		{"digits", flood("1"), 1},
		{"white space", flood(" "), 1},
		{"just few enough objects", objects.Bytes(), 1},
		{"just too many objects", append(objects.Bytes(), "9 0 obj "...), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, file := range [][]byte{tt.flood, append(append(bytes.Clone(tt.flood), one...), trailer...)} {
				src := &imagetest.Counted{Source: imagetest.File(file)}
				info := &container.Info{}
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := Inspect(container.NewReader(src), info)
				runtime.ReadMemStats(&after)
				if n := after.TotalAlloc - before.TotalAlloc; n > 32<<20 {
					t.Errorf("%d bytes are allocated", n)
				}
				if limit := int64(len(file)) + 2<<20; src.Read > limit {
					t.Errorf("%d bytes of %d are read", src.Read, len(file))
				}
				if &file[0] == &tt.flood[0] {
					continue
				}
				if info.Pages != tt.want || (err == nil) != (tt.want > 0) {
					t.Errorf("%d pages, %v, want %d", info.Pages, err, tt.want)
				}
			}
		})
	}
}
