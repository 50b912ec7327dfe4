package imageproc

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// rawPDF makes a file of objects 1, 2, 3 … with a right cross-reference table. More
// is put into the trailer.
func rawPDF(more string, objects ...string) []byte {
	b := []byte("%PDF-1.7\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return fmt.Appendf(b, "%strailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, more, len(b))
}

const (
	pdfCatalogue = "<</Type/Catalog/Pages 2 0 R>>"
	pdfOnePage   = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>"
)

// update appends an incremental update that replaces object num.
func update(b []byte, num int, object string) []byte {
	at := bytes.LastIndex(b, []byte("startxref\n"))
	prev := strings.TrimSuffix(string(b[at+len("startxref\n"):]), "\n%%EOF\n")
	place := len(b)
	b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", num, object)
	return fmt.Appendf(b, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Size 9/Prev %s>>\nstartxref\n%d\n%%%%EOF\n",
		num, place, prev, len(b))
}

// edit replaces what must be there.
func edit(b []byte, from, to string) []byte {
	if !bytes.Contains(b, []byte(from)) {
		panic("nothing to edit: " + from)
	}
	return bytes.Replace(b, []byte(from), []byte(to), 1)
}

// packedPDF is a PDF with object streams, edited.
func packedPDF(from, to string) []byte {
	return edit(testpic.PDF(2, testpic.PDFOptions{XRefStream: true}), from, to)
}

func TestPDFPages(t *testing.T) {
	three := rawPDF("", pdfCatalogue, "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>", pdfOnePage, pdfOnePage, pdfOnePage)
	kids := func(n int) string { return strings.Repeat("3 0 R ", n) }
	many := []string{pdfCatalogue, ""}
	var list strings.Builder
	for i := range 400 {
		fmt.Fprintf(&list, "%d 0 R ", i+3)
		many = append(many, pdfOnePage)
	}
	deep := []string{pdfCatalogue}
	for i := range 100 {
		deep = append(deep, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]/Count 1>>", i+3))
	}
	for _, tt := range []struct {
		name string
		file []byte
		want int
	}{
		{"a tree of one", rawPDF("", pdfCatalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", pdfOnePage), 1},
		{"a count that says more", edit(three, "/Count 3", "/Count 99"), 3},
		{"a count that says less", edit(three, "/Count 3", "/Count 1"), 3},
		{"no count", edit(three, "/Count 3", "/Other 3"), 3},
		{"kids that are given by reference", rawPDF("", pdfCatalogue, "<</Type/Pages/Kids 3 0 R/Count 1>>", "[4 0 R]", pdfOnePage), 1},
		{"a kid that is nowhere", edit(three, "5 0 R]", "77 0 R]"), 2},
		{"an empty branch", rawPDF("", pdfCatalogue, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 1>>", pdfOnePage, "<</Type/Pages/Count 0>>"), 1},
		{"names written in another way", rawPDF("", pdfCatalogue, "<</K#69ds[3 0 R 3#]/X#/#4/Y 1>>", pdfOnePage), -1},
		{"names written in another right way", rawPDF("", pdfCatalogue, "<</K#69d#73[3 0 R]/A# 2/B#4 1>>", pdfOnePage), 1},
		{"comments, strings and numbers between", rawPDF("", pdfCatalogue,
			"<</Count 3%)>>\n/A(\\)(()))/B<3e>/C[1 0 true null -.5]/Kids[3 0 R 4 0 R]>>", pdfOnePage, pdfOnePage), 2},
		{"a tree of many levels", rawPDF("", append(deep, pdfOnePage)...), 1},
		{"an update that adds a page", update(rawPDF("", pdfCatalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", pdfOnePage),
			2, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"), -1},
		{"an update that takes pages away", update(three, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"), 1},
		{"an update of an update", update(update(three, 2, "<<>>"), 2, "<</Kids[4 0 R 3 0 R]>>"), 2},
		{"rows of 19 bytes", edit(bytes.ReplaceAll(three, []byte(" n \n"), []byte(" n\n")), " f \n", " f\n"), 3},
		{"rows that end in two bytes", edit(bytes.ReplaceAll(three, []byte(" n \n"), []byte(" n\r\n")), " f \n", " f\r\n"), 3},
		{"a first row that is called 1", edit(three, "xref\n0 6", "xref\n1 6"), 3},
		{"400 pages, more than are visited", rawPDF("", append([]string{many[0], "<</Type/Pages/Kids[" + list.String() + "]/Count 400>>"}, many[2:]...)...), 400},
		{"400 pages that say one", rawPDF("", append([]string{many[0], "<</Type/Pages/Kids[" + list.String() + "]/Count 1>>"}, many[2:]...)...), maxPDFNodes},
		{"blank lines at the end", append(bytes.Clone(three), "\r\n\r\n"...), 3},
		{"a page tree in object streams", testpic.PDF(131, testpic.PDFOptions{XRefStream: true}), 131},
		{"a page that is its own sibling", rawPDF("", pdfCatalogue, "<</Type/Pages/Kids["+kids(2)+"]/Count 2>>", pdfOnePage), -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, err := Inspect(file(tt.file))
			switch {
			case tt.want < 0:
				if !errors.Is(err, fault.Corrupt) {
					t.Errorf("got %+v, %v, want corrupt", info, err)
				}
			case err != nil:
				t.Error(err)
			case info.Pages != tt.want:
				t.Errorf("%d pages, want %d", info.Pages, tt.want)
			}
		})
	}
}

func TestPDFBroken(t *testing.T) {
	good := rawPDF("", pdfCatalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", pdfOnePage)
	start := bytes.LastIndex(good, []byte("xref\n0"))
	for _, tt := range []struct {
		name string
		file []byte
		want fault.Code
	}{
		{"only a header", []byte("%PDF-1.7\n"), fault.Truncated},
		{"no end mark", edit(good, "%%EOF", "%%EO"), fault.Truncated},
		{"no startxref", edit(good, "startxref", "startxxxx"), fault.Truncated},
		{"much after the end mark", append(bytes.Clone(good), make([]byte, pdfTail)...), fault.Truncated},
		{"startxref that is no number", edit(good, fmt.Sprintf("startxref\n%d", start), "startxref\nhere"), fault.Corrupt},
		{"startxref 0", edit(good, fmt.Sprintf("startxref\n%d", start), "startxref\n0"), fault.Corrupt},
		{"startxref beyond the end", edit(good, fmt.Sprintf("startxref\n%d", start), "startxref\n99999"), fault.Corrupt},
		{"startxref into the middle", edit(good, fmt.Sprintf("startxref\n%d", start), "startxref\n12"), fault.Corrupt},
		{"an update that is its own predecessor", edit(good, "/Size 4", fmt.Sprintf("/Size 4/Prev %d/XRefStm %d", start, start)), ""},
		{"a predecessor beyond the end", edit(good, "/Size 4", "/Size 4/Prev 99999"), fault.Corrupt},
		{"no root", edit(good, "/Root", "/Boot"), fault.Corrupt},
		{"a root that is nowhere", edit(good, "/Root 1", "/Root 9"), fault.Corrupt},
		{"a root that is a page", edit(good, "/Root 1", "/Root 3"), fault.Corrupt},
		{"no pages", edit(good, "[3 0 R]", "[     ]"), fault.Corrupt},
		{"a page tree with a loop", edit(good, "[3 0 R]", "[2 0 R]"), fault.Corrupt},
		{"an object where another should be", edit(good, "3 0 obj", "4 0 obj"), fault.Corrupt},
		{"a row that is no row", edit(good, "0000000009 00000 n", "000000000x 00000 n"), fault.Corrupt},
		{"a row of a third kind", edit(good, "0000000009 00000 n", "0000000009 00000 x"), fault.Corrupt},
		{"an object beyond the end", edit(good, "0000000009", "9999999999"), fault.Corrupt},
		{"a table of too many rows", edit(good, "xref\n0 4", "xref\n0 99999999999"), fault.Corrupt},
		{"a table of more rows than there are", edit(good, "xref\n0 4", "xref\n0 4000000"), fault.Corrupt},
		{"arrays in arrays", edit(good, "/MediaBox[0 0 10 10]", strings.Repeat("[", maxPDFDepth+5)), fault.Corrupt},
		{"a key that is no name", edit(good, "/Type/Catalog", "(Type)/Catal"), fault.Corrupt},
		{"a string without an end", edit(good, "/Type/Catalog", "/Type(Catalog"), fault.Truncated},
		{"a hexadecimal string without an end", edit(good, "/Pages 2 0 R>>", "/Pages<0000000"), fault.Corrupt},
		{"columns that are too wide", packedPDF("/W[1 4 2]", "/W[9 4 2]"), fault.Corrupt},
		{"columns of no width", packedPDF("/W[1 4 2]", "/W[0 0 0]"), fault.Corrupt},
		{"two columns", packedPDF("/W[1 4 2]", "/W[1 4]  "), fault.Corrupt},
		{"a cross-reference stream of another type", packedPDF("/Type/XRef", "/Type/XReg"), fault.Corrupt},
		{"an unknown predictor", packedPDF("/Predictor 12", "/Predictor 2 "), fault.Corrupt},
		{"a predictor over too many columns", packedPDF("/Columns 7", "/Columns 99"), fault.Corrupt},
		{"an unknown filter", packedPDF("/FlateDecode", "/CrypticCode"), fault.Corrupt},
		{"an object stream without a count", packedPDF("/N ", "/M "), fault.Corrupt},
		{"an index that is larger than its stream", packedPDF("/First ", "/First 99"), fault.Corrupt},
		{"a size of a negative number", packedPDF("/Size ", "/Size -"), fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Inspect(file(tt.file)); fault.CodeOf(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestPDFEncryption(t *testing.T) {
	pages := []string{pdfCatalogue, "<</Type/Pages/Kids[3 0 R]/Count 1>>", pdfOnePage}
	for _, tt := range []struct {
		name string
		file []byte
		want bool
	}{
		{"none", rawPDF("", pages...), false},
		{"null", rawPDF("/Encrypt null", pages...), false},
		{"a dictionary", rawPDF("/Encrypt<</Filter/Standard>>", pages...), true},
		{"a reference to nowhere", rawPDF("/Encrypt 9 0 R", pages...), true},
		{"in a trailer that an update left out", update(rawPDF("/Encrypt 9 0 R", pages...), 3, pdfOnePage), true},
		{"in a cross-reference stream", testpic.PDF(2, testpic.PDFOptions{XRefStream: true, Encrypted: true}), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, err := Inspect(file(tt.file))
			if err != nil || info.Encrypted != tt.want {
				t.Errorf("got %+v, %v, want %v", info, err, tt.want)
			}
		})
	}
}

// TestPDFInflatesOnlySoMuch packs a stream that decompresses without end.
func TestPDFInflatesOnlySoMuch(t *testing.T) {
	if _, err := Inspect(file(pdfBomb(maxPDFInflated + 1))); !errors.Is(err, fault.Corrupt) {
		t.Errorf("just above: %v", err)
	}
	// Just below, the stream is taken, and holds nothing of use.
	_, err := Inspect(file(pdfBomb(maxPDFInflated - 1)))
	if !errors.Is(err, fault.Corrupt) || !strings.Contains(err.Error(), "catalogue") {
		t.Errorf("just below: %v", err)
	}
}

// TestUnpredict has one row for each of PNG's filters, worked out by hand.
func TestUnpredict(t *testing.T) {
	rows := []byte{
		0, 10, 20, 30, // as it is
		1, 1, 2, 3, // less the left one
		2, 1, 1, 1, // less the one above
		3, 1, 1, 1, // less the mean of both
		4, 1, 1, 1, // less what Paeth chooses
		9, 7, 7, 7, // an unknown filter, taken as it is
		2, 1, // half a row, dropped
	}
	want := []byte{10, 20, 30, 1, 3, 6, 2, 4, 7, 2, 4, 6, 3, 5, 7, 7, 7, 7}
	for _, tt := range []struct {
		name   string
		params pdfDict
		data   []byte
		want   []byte // nil for an error
	}{
		{"PNG", pdfDict{"Predictor": 15.0, "Columns": 3.0}, rows, want},
		{"none", nil, rows, rows},
		{"predictor 1", pdfDict{"Predictor": 1.0}, rows, rows},
		{"TIFF", pdfDict{"Predictor": 2.0, "Columns": 3.0}, rows, nil},
		{"64 columns", pdfDict{"Predictor": 12.0, "Columns": 64.0}, nil, []byte{}},
		{"65 columns", pdfDict{"Predictor": 12.0, "Columns": 65.0}, nil, nil},
		{"no columns", pdfDict{"Predictor": 12.0}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := unpredict(bytes.Clone(tt.data), tt.params)
			if (err != nil) != (tt.want == nil) || !bytes.Equal(got, tt.want) {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestPDFObjects(t *testing.T) {
	long := strings.Repeat("0 ", maxPDFValues)
	for _, tt := range []struct {
		name, text string
		want       any
		err        error
	}{
		{"a reference", "12 0 R ", pdfRef{12}, nil},
		{"a number", "12 0 T ", 12.0, nil},
		{"a number before a name", "12/N ", 12.0, nil},
		{"a negative number", "-3 0 R ", -3.0, nil},
		{"a fraction", "+.5 0 R ", 0.5, nil},
		{"true", "true ", true, nil},
		{"null", "null ", nil, nil},
		{"a name with a blank in it", "/A#20B ", pdfName("A B"), nil},
		{"a name with a bare #", "/A#2 ", pdfName("A#2"), nil},
		{"a number at the end of the block", "12", nil, errPDFEnd},
		{"a number that may be a reference", "12 0", nil, errPDFEnd},
		{"a name at the end of the block", "/Nam", nil, errPDFEnd},
		{"half of a dictionary's end", "<</A 1>", nil, errPDFEnd},
		{"half of a dictionary's beginning", "<", nil, errPDFEnd},
		{"a string that ends in a backslash", "(a\\", nil, errPDFEnd},
		{"an array without an end", "[1 2", nil, errPDFEnd},
		{"only a comment", "% nothing", nil, errPDFEnd},
		{"a word", "obj ", nil, fault.Corrupt},
		{"an end without a beginning", ">> ", nil, fault.Corrupt},
		{"not a number", "NaN ", nil, nil}, // compared below: it differs even from itself
		{"too many values", "[" + long + "]", nil, fault.Corrupt},
		{"arrays just deep enough", strings.Repeat("[", maxPDFDepth) + "5 " + strings.Repeat("]", maxPDFDepth), nil, nil},
		{"arrays just too deep", strings.Repeat("[", maxPDFDepth+1) + "5 " + strings.Repeat("]", maxPDFDepth+1), nil, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := pdfParser{b: []byte(tt.text)}
			got, err := p.value(0)
			if tt.err == nil && err != nil || !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			switch got.(type) {
			case []any:
				return
			case float64:
				if tt.want == nil {
					if n, ok := pdfInt(got); ok {
						t.Errorf("%v counts as %d", got, n)
					}
					return
				}
			}
			if got != tt.want {
				t.Errorf("got %#v, want %#v", got, tt.want)
			}
		})
	}
}
