package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"credential-capture/internal/sandbox"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

func pagesOf(n int) [][]byte {
	list := make([][]byte, n)
	for i := range list {
		list[i] = jpegOf(400+i, 300)
	}
	return list
}

func pdf(pages int) []byte { return testpdf.New(pages, testpdf.Options{}) }

// TestUploadDocument: all uploads but the last must succeed.
func TestUploadDocument(t *testing.T) {
	in := newService(t, sandbox.Options{})
	half := weighing(jpegOf(400, 300), 7_500_000)
	onePDF := func(b []byte) [][][]byte { return [][][]byte{{b}} }
	for _, tt := range []struct {
		name    string
		kind    string // of the document
		uploads [][][]byte
		status  int
	}{
		{"one picture", "BS", [][][]byte{pagesOf(1)}, 200},
		{"30 pictures", "BS", [][][]byte{pagesOf(30)}, 200},
		{"31 pictures", "BS", [][][]byte{pagesOf(31)}, 400},
		{"29 and 1", "BS", [][][]byte{pagesOf(29), pagesOf(1)}, 200},
		{"30 and 1", "BS", [][][]byte{pagesOf(30), pagesOf(1)}, 400},
		{"2 of a credit card", "CC", [][][]byte{pagesOf(2)}, 200},
		{"3 of a credit card", "CC", [][][]byte{pagesOf(3)}, 400},
		{"PDF of 30", "BS", onePDF(pdf(30)), 200},
		{"PDF of 31", "BS", onePDF(pdf(31)), 400},
		{"PDF of 2, credit card", "CC", onePDF(pdf(2)), 200},
		{"PDF of 3, credit card", "CC", onePDF(pdf(3)), 400},
		{"PDF with a stream of references", "BS", onePDF(testpdf.New(3, testpdf.Options{XRefStream: true})), 200},
		{"encrypted PDF", "BS", onePDF(testpdf.New(3, testpdf.Options{Encrypted: true})), 400},
		{"half a PDF", "BS", onePDF(pdf(2)[:400]), 400},
		{"PDF's first bytes", "BS", onePDF([]byte("%PDF-1.4\n")), 400},
		{"two PDFs", "BS", [][][]byte{{pdf(1), pdf(1)}}, 400},
		{"PDF and a picture", "BS", [][][]byte{{pdf(1), jpegOf(400, 300)}}, 400},
		{"picture and a PDF", "BS", [][][]byte{{jpegOf(400, 300), pdf(1)}}, 400},
		{"PDF, then a picture", "BS", [][][]byte{{pdf(1)}, pagesOf(1)}, 400},
		{"picture, then a PDF", "BS", [][][]byte{pagesOf(1), {pdf(1)}}, 400},
		{"PDF, then a PDF", "BS", [][][]byte{{pdf(1)}, {pdf(1)}}, 400},
		{"JPEG and PNG", "BS", [][][]byte{{jpegOf(400, 300), testpic.PNGHeader(400, 300)}}, 200},
		{"good and text", "BS", [][][]byte{{jpegOf(400, 300), []byte("text")}}, 415},
		{"good and small", "BS", [][][]byte{{jpegOf(400, 300), jpegOf(300, 300)}}, 400},
		{"15,000,000 bytes at once", "BS", [][][]byte{{half, half}}, 200},
		{"15,000,001 bytes at once", "BS", [][][]byte{{half, weighing(half, 7_500_001)}}, 413},
		{"15,000,000 bytes in two", "BS", [][][]byte{{half}, {half}}, 200},
		{"15,000,001 bytes in two", "BS", [][][]byte{{half}, {weighing(half, 7_500_001)}}, 413},
		{"PDF of 15,000,000 bytes", "BS", onePDF(heavyPDF(15_000_000)), 200},
		{"PDF of 15,000,001 bytes", "BS", onePDF(heavyPDF(15_000_001)), 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := in.open(`[{"category":"DOCUMENT","type":"` + tt.kind + `"}]`)
			before := 0
			for i, files := range tt.uploads {
				want := 200
				if i == len(tt.uploads)-1 {
					want, before = tt.status, len(held(w))
				}
				w.upload("POST", "DOCUMENT", "DOCUMENT", files...).want(t, want)
			}
			if tt.status != 200 && len(held(w)) != before {
				t.Errorf("a refused upload left something behind: %v", held(w))
			}
		})
	}
}

// heavyPDF is a PDF of one page and n bytes.
func heavyPDF(n int) []byte {
	rest := len(testpdf.New(1, testpdf.Options{Padding: n})) - n
	return testpdf.New(1, testpdf.Options{Padding: n - rest})
}

func TestUploadDocument_pageNumbers(t *testing.T) {
	_, w := opened(t, sandbox.Options{}, `[{"category":"DOCUMENT"}]`)
	base := "http://sandbox.example" + w.partPath("DOCUMENT", "DOCUMENT")
	w.upload("POST", "DOCUMENT", "DOCUMENT", pagesOf(2)...).want(t, 200)
	r := w.upload("POST", "DOCUMENT", "DOCUMENT", jpegOf(500, 300)).want(t, 200)
	numbered, _ := r.member("api", "parts", "document").(map[string]any)
	if len(numbered) != 3 || numbered["1"] != base+"/1" || numbered["3"] != base+"/3" {
		t.Errorf("got %v", numbered)
	}
	want := []string{"DOCUMENT/1 image/jpeg 400x300 1", "DOCUMENT/2 image/jpeg 401x300 1", "DOCUMENT/3 image/jpeg 500x300 1"}
	if got := held(w); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}

	w.upload("PUT", "DOCUMENT", "DOCUMENT", jpegOf(400, 300)).want(t, 405)
	r = w.send("DELETE", "DOCUMENT", "DOCUMENT", "", nil).want(t, 200)
	if href := r.member("api", "parts", "document"); href != base {
		t.Errorf("after the deletion document is %v, want %s", href, base)
	}
	w.send("DELETE", "DOCUMENT", "DOCUMENT", "", nil).want(t, 404)
	w.upload("POST", "DOCUMENT", "DOCUMENT", pdf(3)).want(t, 200)
	if got, want := held(w), []string{"DOCUMENT/1 application/pdf 0x0 3"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// everyMember has each member of prepared data.
const everyMember = `{"suffix":"","firstName":"","middleName":"","lastName":"","sex":"F","dateOfBirth":"1815-12-10",
	"socialSecurityNumber":"","nationality":"GBR","email":"","phoneNumber":"","phoneNumber2":"","personalNumber":"",
	"address":{"line1":"","line2":"","line3":"","line4":"","line5":"","postalCode":"","city":"","subdivision":"","country":""},
	"id":{"issuingDate":"","expiryDate":"","idNumber":"","type":"PASSPORT","subType":"TAX_ID"},
	"kyc":{"registrationDate":"2021-9-17","registrationIpAddress":""},
	"bank":{"paymentMethod":"","binNumber":"","lastDigits":"","accountNumber":"","routingNumber":"","amount":19.99,
		"currency":"EUR","transactionTime":"","transactionId":"","ipAddress":""},
	"business":{"name":"","city":"","address":"","state":"","country":"","registrationNumber":"","searchId":"",
		"kybCapabilities":["ADVERSE_MEDIA"]}}`

func TestPreparedData(t *testing.T) {
	in := newService(t, sandbox.Options{})
	const kind = "application/json"
	for _, tt := range []struct {
		name, kind, body string
		status           int
	}{
		{"every member", kind, everyMember, 200},
		{"with a charset", kind + "; charset=utf-8", `{"firstName":"Jane"}`, 200},
		{"empty object", kind, `{}`, 400},
		{"null", kind, `null`, 400},
		{"array", kind, `[]`, 400},
		{"no body", kind, ``, 400},
		{"broken", kind, `{"firstName":`, 400},
		{"more after it", kind, `{"firstName":"a"}x`, 400},
		{"unknown member", kind, `{"firstname":"a"}`, 400},
		{"unknown member of address", kind, `{"address":{"line6":"a"}}`, 400},
		{"member of another object", kind, `{"address":{"amount":1}}`, 400},
		{"number for a string", kind, `{"firstName":1}`, 400},
		{"null for a string", kind, `{"firstName":null}`, 400},
		{"string for an object", kind, `{"address":"a"}`, 400},
		{"string for a number", kind, `{"bank":{"amount":"1"}}`, 400},
		{"string for an array", kind, `{"business":{"kybCapabilities":"a"}}`, 400},
		{"number in an array", kind, `{"business":{"kybCapabilities":[1]}}`, 400},
		{"form", form, `firstName=a`, 415},
		{"64 KiB", kind, pad([]byte(`{"firstName":"a"}`), 64<<10), 200},
		{"over 64 KiB", kind, pad([]byte(`{"firstName":"a"}`), 64<<10+1), 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, method := range []string{"POST", "PUT"} {
				w := in.open(all)
				r := w.send(method, "DATA", "PREPARED_DATA", tt.kind, []byte(tt.body)).want(t, tt.status)
				if strings.Contains(string(r.body), "firstname") {
					t.Errorf("the answer repeats what was sent: %s", r)
				}
			}
		})
	}
}

func TestPreparedData_once(t *testing.T) {
	_, w := opened(t, sandbox.Options{}, `[{"category":"DATA"}]`)
	send := func(method, name string) reply {
		return w.send(method, "DATA", "PREPARED_DATA", "application/json", []byte(`{"firstName":"`+name+`"}`))
	}
	data := func() any {
		return w.retrieve("").member("credentials").([]any)[0].(map[string]any)["data"]
	}
	send("POST", "Ada").want(t, 200)
	send("POST", "Eve").want(t, 409)
	if got, _ := data().(map[string]any); got["firstName"] != "Ada" {
		t.Errorf("got %v, want Ada", got)
	}
	send("PUT", "Eve").want(t, 200)
	if got, _ := data().(map[string]any); got["firstName"] != "Eve" {
		t.Errorf("got %v, want Eve", got)
	}
	w.send("DELETE", "DATA", "PREPARED_DATA", "", nil).want(t, 200)
	w.send("DELETE", "DATA", "PREPARED_DATA", "", nil).want(t, 404)
	if got := data(); got != nil {
		t.Errorf("%v is left", got)
	}
}
