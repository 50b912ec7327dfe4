package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// update appends an incremental update that replaces object num.
func update(b []byte, num int, object string) []byte {
	at := bytes.LastIndex(b, []byte("startxref\n"))
	prev := strings.TrimSuffix(string(b[at+len("startxref\n"):]), "\n%%EOF\n")
	place := len(b)
	b = fmt.Appendf(bytes.Clone(b), "%d 0 obj\n%s\nendobj\n", num, object)
	return fmt.Appendf(b, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Size 9/Prev %s>>\nstartxref\n%d\n%%%%EOF\n",
		num, place, prev, len(b))
}

// packedPDF is a PDF with object streams, edited.
func packedPDF(from, to string) []byte {
	return testpic.Edit(testpdf.New(2, testpdf.Options{XRefStream: true}), from, to)
}

func TestInspect_pages(t *testing.T) {
	three := testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>", testpdf.Page, testpdf.Page, testpdf.Page)
	kids := func(n int) string { return strings.Repeat("3 0 R ", n) }
	many := []string{testpdf.Catalog, ""}
	var list strings.Builder
	for i := range 400 {
		fmt.Fprintf(&list, "%d 0 R ", i+3)
		many = append(many, testpdf.Page)
	}
	deep := []string{testpdf.Catalog}
	for i := range 100 {
		deep = append(deep, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]/Count 1>>", i+3))
	}
	for _, tt := range []struct {
		name string
		file []byte
		want int
	}{
		{"a tree of one", testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page), 1},
		{"a count that says more", testpic.Edit(three, "/Count 3", "/Count 99"), 3},
		{"a count that says less", testpic.Edit(three, "/Count 3", "/Count 1"), 3},
		{"no count", testpic.Edit(three, "/Count 3", "/Other 3"), 3},
		{"kids that are given by reference", testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids 3 0 R/Count 1>>", "[4 0 R]", testpdf.Page), 1},
		{"a kid that is nowhere", testpic.Edit(three, "5 0 R]", "77 0 R]"), 2},
		{"an empty branch", testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 1>>", testpdf.Page, "<</Type/Pages/Count 0>>"), 1},
		{"names with escapes", testpdf.Raw("", testpdf.Catalog, "<</K#69d#73[3 0 R]/A# 2/B#4 1>>", testpdf.Page), 1},
		{"comments, strings and numbers between", testpdf.Raw("", testpdf.Catalog,
			"<</Count 3%)>>\n/A(\\)(()))/B<3e>/C[1 0 true null -.5]/Kids[3 0 R 4 0 R]>>", testpdf.Page, testpdf.Page), 2},
		{"a tree of many levels", testpdf.Raw("", append(deep, testpdf.Page)...), 1},
		{"an update that adds a page", update(testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page),
			2, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"), 2},
		{"an update that takes pages away", update(three, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"), 1},
		{"an update of an update", update(update(three, 2, "<<>>"), 2, "<</Kids[4 0 R 3 0 R]>>"), 2},
		{"rows of 19 bytes", testpic.Edit(bytes.ReplaceAll(three, []byte(" n \n"), []byte(" n\n")), " f \n", " f\n"), 3},
		{"rows that end in two bytes", testpic.Edit(bytes.ReplaceAll(three, []byte(" n \n"), []byte(" n\r\n")), " f \n", " f\r\n"), 3},
		{"a first row that is called 1", testpic.Edit(three, "xref\n0 6", "xref\n1 6"), 3},
		{"400 pages, more than are visited", testpdf.Raw("", append([]string{many[0], "<</Type/Pages/Kids[" + list.String() + "]/Count 400>>"}, many[2:]...)...), 400},
		{"400 pages that say one", testpdf.Raw("", append([]string{many[0], "<</Type/Pages/Kids[" + list.String() + "]/Count 1>>"}, many[2:]...)...), maxNodes},
		{"blank lines at the end", append(bytes.Clone(three), "\r\n\r\n"...), 3},
		{"a page tree in object streams", testpdf.New(131, testpdf.Options{XRefStream: true}), 131},
		{"a page that is its own sibling", testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids["+kids(2)+"]/Count 2>>", testpdf.Page), 2},
		{"a page that occurs 5000 times", testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids["+kids(5000)+"]/Count 1>>", testpdf.Page), 5000},
		{"branches that double 40 times", testpdf.Raw("", doubling(40)...), maxPages},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if info := must.Get(imagetest.Read(Inspect, tt.file))(t); info.Pages != tt.want {
				t.Errorf("%d pages, want %d", info.Pages, tt.want)
			}
		})
	}
}

func TestInspect_broken(t *testing.T) {
	good := testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page)
	start := bytes.LastIndex(good, []byte("xref\n0"))
	withContents := func(size int, more string) []byte {
		return testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]>>", "<</Type/Page/Contents 4 0 R"+more+">>",
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", size, strings.Repeat("f", size)))
	}
	for _, tt := range []struct {
		name string
		file []byte
		want fault.Code
	}{
		{"names with broken escapes", testpdf.Raw("", testpdf.Catalog, "<</K#69ds[3 0 R 3#]/X#/#4/Y 1>>", testpdf.Page), fault.Corrupt},
		{"only a header", []byte("%PDF-1.7\n"), fault.Truncated},
		{"an end behind startxref", []byte("%PDF-1.7\nstartxref\n"), fault.Truncated},
		{"an update that is its own predecessor", testpic.Edit(good, "/Size 4", fmt.Sprintf("/Size 4/Prev %d/XRefStm %d", start, start)), ""},
		{"no root", testpic.Edit(good, "/Root", "/Boot"), fault.Corrupt},
		{"a root that is nowhere", testpic.Edit(good, "/Root 1", "/Root 9"), fault.Corrupt},
		{"a root that is a page", testpic.Edit(good, "/Root 1", "/Root 3"), fault.Corrupt},
		{"no pages", testpic.Edit(good, "[3 0 R]", "[     ]"), fault.Corrupt},
		{"a page without contents", testpic.Edit(good, "/Annots", "/Robots"), fault.Empty},
		{"a page whose contents are nowhere", testpic.Edit(good, "/Annots[<<", "/Contents 9 0 R/X[<<"), fault.Corrupt},
		{"contents that are just blank", withContents(maxBlank, ""), fault.Empty},
		{"contents that may be drawn", withContents(maxBlank+1, ""), ""},
		{"blank contents beside an image", withContents(0, "/Resources<</XObject<</I 4 0 R>>>>"), ""},
		{"a list of blank contents", testpdf.Raw("", testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]>>", "<</Contents[4 0 R 4 0 R]>>", "<</Length 0>>\nstream\n\nendstream"), fault.Empty},
		{"a blank page of a portfolio", testpdf.Raw("", "<</Pages 2 0 R/Collection<<>>>>", "<</Type/Pages/Kids[3 0 R]>>", "<</Type/Page>>"), ""},
		{"a count of no pages", testpic.Edit(good, "/Count 1", "/Count 0"), fault.Corrupt},
		{"a linearized file that is cut", []byte("%PDF-1.7\n3 0 obj\n<</Linearized 1>>\nendobj\nxref\n0 0\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n1 0 obj\n<</Type/Cat"), fault.Truncated},
		{"a page tree with a loop", testpic.Edit(good, "[3 0 R]", "[2 0 R]"), fault.Corrupt},
		{"an object where another should be", testpic.Edit(good, "3 0 obj", "4 0 obj"), fault.Corrupt},
		{"arrays in arrays", testpic.Edit(good, "/MediaBox[0 0 10 10]", strings.Repeat("[", maxDepth+5)), fault.Corrupt},
		{"a key that is no name", testpic.Edit(good, "/Type/Catalog", "(Type)/Catal"), fault.Corrupt},
		{"a string without an end", testpic.Edit(good, "/Type/Catalog", "/Type(Catalog"), fault.Truncated},
		{"a hexadecimal string without an end", testpic.Edit(good, "/Pages 2 0 R>>", "/Pages<0000000"), fault.Corrupt},
		{"columns that are too wide", packedPDF("/W[1 4 2]", "/W[9 4 2]"), fault.Corrupt},
		{"columns of no width", packedPDF("/W[1 4 2]", "/W[0 0 0]"), fault.Corrupt},
		{"two columns", packedPDF("/W[1 4 2]", "/W[1 4]  "), fault.Corrupt},
		{"a cross-reference stream of another type", packedPDF("/Type/XRef", "/Type/XReg"), fault.Corrupt},
		{"TIFF's predictor over PNG's rows", packedPDF("/Predictor 12", "/Predictor 2 "), fault.Corrupt},
		{"a predictor over too many columns", packedPDF("/Columns 7", "/Columns 99"), fault.Corrupt},
		{"an unknown filter", packedPDF("/FlateDecode", "/CrypticCode"), fault.Corrupt},
		{"an object stream without a count", packedPDF("/N ", "/M "), fault.Corrupt},
		{"an index that is larger than its stream", packedPDF("/First ", "/First 99"), fault.Corrupt},
		{"a size of a negative number", packedPDF("/Size ", "/Size -"), fault.Corrupt},
		// Libraries allocate what /Size says.
		{"a size of 10^11", fmt.Appendf(nil, "%%PDF-1.7\n3 0 obj\n<</Type/XRef/Size 100000000000/W[1 2 1]/Root 1 0 R/Length 4>>\nstream\n\x01\x00\x09\x00\nendstream\nendobj\nstartxref\n9\n%%%%EOF\n"), fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := imagetest.Read(Inspect, tt.file)
			runtime.ReadMemStats(&after)
			must.Code(t, err, tt.want)
			if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
				t.Errorf("%d bytes are allocated", n)
			}
		})
	}
}

func TestInspect_encrypted(t *testing.T) {
	pages := []string{testpdf.Catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", testpdf.Page}
	for _, tt := range []struct {
		name string
		file []byte
		want bool
	}{
		{"none", testpdf.Raw("", pages...), false},
		{"null", testpdf.Raw("/Encrypt null", pages...), false},
		{"a dictionary", testpdf.Raw("/Encrypt<</Filter/Standard>>", pages...), true},
		{"a reference to nowhere", testpdf.Raw("/Encrypt 9 0 R", pages...), true},
		{"in a trailer that an update left out", update(testpdf.Raw("/Encrypt 9 0 R", pages...), 3, testpdf.Page), true},
		{"in a cross-reference stream", testpdf.New(2, testpdf.Options{XRefStream: true, Encrypted: true}), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, err := imagetest.Read(Inspect, tt.file)
			if err != nil || info.Encrypted != tt.want {
				t.Errorf("got %+v, %v, want %v", info, err, tt.want)
			}
		})
	}
}

func TestInspect_limitsInflation(t *testing.T) {
	if _, err := imagetest.Read(Inspect, testpdf.Bomb(maxInflated+1)); !errors.Is(err, fault.Corrupt) {
		t.Errorf("just above: %v", err)
	}
	// Just below, the stream is read, and holds no catalogue.
	_, err := imagetest.Read(Inspect, testpdf.Bomb(maxInflated-1))
	if !errors.Is(err, fault.Corrupt) || !strings.Contains(err.Error(), "catalogue") {
		t.Errorf("just below: %v", err)
	}
}

// TestUnpredict: one row for each of PNG's filters, computed by hand.
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
		params dictionary
		data   []byte
		want   []byte // nil for an error
	}{
		{"PNG", dictionary{"Predictor": 15.0, "Columns": 3.0}, rows, want},
		{"none", nil, rows, rows},
		{"predictor 1", dictionary{"Predictor": 1.0}, rows, rows},
		{"TIFF", dictionary{"Predictor": 2.0, "Columns": 3.0}, []byte{1, 2, 3, 250, 10, 1, 7}, []byte{1, 3, 6, 250, 4, 5, 7}},
		{"64 columns", dictionary{"Predictor": 12.0, "Columns": 64.0}, nil, []byte{}},
		{"65 columns", dictionary{"Predictor": 12.0, "Columns": 65.0}, nil, nil},
		{"no columns", dictionary{"Predictor": 12.0}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := unpredict(bytes.Clone(tt.data), tt.params)
			if (err != nil) != (tt.want == nil) || !bytes.Equal(got, tt.want) {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestParser(t *testing.T) {
	long := strings.Repeat("0 ", maxValues)
	for _, tt := range []struct {
		name, text string
		want       any
		err        error
	}{
		{"a reference", "12 0 R ", reference{12}, nil},
		{"a number", "12 0 T ", 12.0, nil},
		{"a number before a name", "12/N ", 12.0, nil},
		{"a negative number", "-3 0 R ", -3.0, nil},
		{"a fraction", "+.5 0 R ", 0.5, nil},
		{"true", "true ", true, nil},
		{"null", "null ", nil, nil},
		{"a name with a blank in it", "/A#20B ", nameObject("A B"), nil},
		{"a name with a bare #", "/A#2 ", nameObject("A#2"), nil},
		{"a number at the end of the block", "12", nil, errCut},
		{"a number that may be a reference", "12 0", nil, errCut},
		{"a name at the end of the block", "/Nam", nil, errCut},
		{"half of a dictionary's end", "<</A 1>", nil, errCut},
		{"half of a dictionary's beginning", "<", nil, errCut},
		{"a string that ends in a backslash", "(a\\", nil, errCut},
		{"an array without an end", "[1 2", nil, errCut},
		{"only a comment", "% nothing", nil, errCut},
		{"a word", "obj ", nil, fault.Corrupt},
		{"an end without a beginning", ">> ", nil, fault.Corrupt},
		{"not a number", "NaN ", nil, nil}, // compared below: it differs even from itself
		{"too many values", "[" + long + "]", nil, fault.Corrupt},
		{"arrays just deep enough", strings.Repeat("[", maxDepth) + "5 " + strings.Repeat("]", maxDepth), nil, nil},
		{"arrays just too deep", strings.Repeat("[", maxDepth+1) + "5 " + strings.Repeat("]", maxDepth+1), nil, fault.Corrupt},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := parser{b: []byte(tt.text)}
			got := p.value(0)
			if tt.err == nil && p.err != nil || !errors.Is(p.err, tt.err) {
				t.Fatalf("error %v, want %v", p.err, tt.err)
			}
			if p.err != nil {
				return
			}
			switch got.(type) {
			case []any:
				return
			case float64:
				if tt.want == nil {
					if n, ok := toInt(got); ok {
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

// FuzzPDF reads bytes as a document and as a single object.
func FuzzPDF(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		info := &container.Info{Format: container.PDF}
		w := container.NewReader(imagetest.File(b))
		switch err := Inspect(w, info); {
		case err == nil && info.Pages < 1 && !info.Password:
			t.Errorf("got %+v", info)
		case err != nil && !slices.Contains([]fault.Code{fault.Corrupt, fault.Truncated, fault.Empty}, fault.CodeOf(err)):
			t.Errorf("error %v", err)
		}
		p := parser{b: b}
		p.value(0)
		if p.err == nil && p.at > len(b) {
			t.Errorf("read to %d of %d", p.at, len(b))
		}
		if p.err != nil && p.err != errCut && !errors.Is(p.err, fault.Corrupt) {
			t.Errorf("error %v", p.err)
		}
	})
}
