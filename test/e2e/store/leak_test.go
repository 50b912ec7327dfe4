package store

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// What the person types; the body of the details may have it, and nothing else.
var typedSecrets = []secret{
	{"first name", []byte("Zephyrine-Möve")},
	{"last name", []byte("Quillfeather")},
	{"date of birth", []byte("1987-11-23")},
	{"e-mail", []byte("z.quillfeather@nightjar.example")},
	{"phone number", []byte("442079460137")},
	{"street", []byte("Nightjar Row 17")},
	{"number of the document", []byte("L898902C36UTO")},
}

// Names and metadata of pictures, which nothing may have.
var pictureSecrets = []secret{
	{"name of a file", []byte("scan-of-zq-passport")},
	{"name of a broken file", []byte("broken-zq-passport")},
	{"comment within a file", []byte("taken in Nightjar Row")},
	{"place in XMP", []byte("48,12.50917N")},
	{"place in EXIF", []byte("\x00\x00\x00\x30\x00\x00\x00\x01\x00\x00\x00\x0c\x00\x00\x00\x01\x00\x00\x00\x1e\x00\x00\x00\x01")},
}

// toldPicture is a picture with its place in EXIF, XMP and a comment.
var toldPicture = sync.OnceValue(func() []byte {
	b := testpic.JPEG(testpic.Scene(1600, 1000), testpic.JPEGOptions{Quality: 85, EXIF: true, GPS: true, Orientation: 6, Thumbnail: true})
	segment := func(marker byte, text string) []byte {
		return append([]byte{0xff, marker, byte((len(text) + 2) >> 8), byte(len(text) + 2)}, text...)
	}
	comment := segment(0xfe, "taken in Nightjar Row")
	xmp := segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta exif:GPSLatitude=\"48,12.50917N\"/>")
	return bytes.Join([][]byte{b[:2], comment, xmp, b[2:]}, nil)
})

// TestLeaks_none goes through a flow with every error and a service that quotes its requests, and
// looks for secrets in everything the page emits: console, addresses, headers, bodies, events,
// messages, storage, cookies, caches, history, and the server's output.
func TestLeaks_none(t *testing.T) {
	picture := drive.File(t, "scan-of-zq-passport.jpg", toldPicture())
	broken := drive.File(t, "broken-zq-passport.jpg", toldPicture()[:9000])
	for _, s := range pictureSecrets[2:] {
		if !bytes.Contains(toldPicture(), s.value) {
			t.Fatalf("the picture has no %s", s.name)
		}
	}
	w := newWire(t)
	quoted := map[string]bool{} // operations whose first request is refused with all its words
	w.refuse = func(r *http.Request, _ []byte) bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		path := r.URL.Path
		if !strings.HasPrefix(path, "/api/v1/") || !strings.HasSuffix(path, "/FACE") && !strings.HasSuffix(path, "/PREPARED_DATA") || quoted[path] {
			return false
		}
		quoted[path] = true
		return true
	}
	w.open(t, false)
	for _, status := range []string{"400", "401", "500", "502", "ERR_"} {
		w.Expect(status)
	}
	w.StartWith("ID", "SELFIE", "DATA")
	execution := w.Execution()
	w.Choose(broken)
	w.Problem()
	w.Choose(picture)
	w.PressAt("review", "FRONT", "use")
	w.Sent("FRONT")
	w.PressAt("instruction", "BACK", "handover") // and back at once: a link is made, with a secret of its own
	w.OnScreen("handover")
	w.dump()
	w.Press("here")
	w.At("instruction", "BACK")
	drive.Control(t, "inject", map[string]any{"path": execution, "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
	w.ByFile("BACK", picture)
	w.Problem()
	w.dump() // a session, a picture that waits and a failure are there
	w.Press("retry")
	w.Sent("BACK")
	w.At("instruction", "FACE")
	w.Choose(picture)
	w.At("review", "FACE")
	w.dump()

	w.Reload()
	w.OnScreen("start")
	w.Eval(`document.querySelector("credential-capture").setAttribute("fields",
		"firstName,lastName,dateOfBirth,email,phoneNumber,address.line1,address.country,id.idNumber")`, nil)
	w.Press("resume")
	w.PressAt("review", "FACE", "use")
	w.Problem() // of the service that quotes
	w.dump()
	w.Press("again")
	w.ByFile("FACE", picture)
	w.At("data", "PREPARED_DATA")
	for field, value := range map[string]string{
		"firstName": "Zephyrine-Möve", "lastName": "Quillfeather", "dateOfBirth": "1987-11-23", "phoneNumber": "+44 20 7946 0137",
		"address.line1": "Nightjar Row 17", "address.country": "GBR", "id.idNumber": "L898902C36UTO", "email": "z.quillfeather@nightjar.example@",
	} {
		w.Fill(field, value)
	}
	w.Press("submit-data")
	w.Problem() // the address that is none
	w.Fill("email", "z.quillfeather@nightjar.example")
	w.dump() // the journal has what was typed
	w.Press("submit-data")
	w.Wait("the form says so", drive.InElement+`.querySelector('.form [data-code=rejected]')`) // the service that quotes
	w.dump()
	w.Press("submit-data")
	w.OnScreen("overview")
	drive.Control(t, "inject", map[string]any{"path": execution, "method": "PUT", "answer": "malformed"})
	w.Press("finalize")
	w.Problem()
	w.Press("retry")
	w.OnScreen("done")
	w.Eval(`console.info("the test still listens")`, nil)
	w.dump()

	for channel, all := range w.found(typedSecrets, pictureSecrets) {
		for _, each := range all {
			t.Errorf("%s has %s", channel, each)
		}
	}
	w.complete(t)
}

// complete checks that the channels have been recorded at all.
func (w *wire) complete(t *testing.T) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.tokens) < 5 {
		t.Errorf("only %d tokens were seen", len(w.tokens))
	}
	sizes := map[string]int{}
	var data []byte
	var bearers bytes.Buffer
	for _, e := range w.all {
		sizes[e.channel] += len(e.text)
		switch e.channel {
		case dataBody:
			data = append(data, e.text...)
		case authorization:
			bearers.Write(e.text)
		}
	}
	for _, s := range typedSecrets {
		if !bytes.Contains(data, s.value) {
			t.Errorf("%s never arrived where it belongs", s.name)
		}
	}
	used := 0
	for token := range w.tokens {
		if bytes.Contains(bearers.Bytes(), []byte("Bearer "+token)) {
			used++
		}
	}
	if used < 4 {
		t.Errorf("only %d tokens were seen where they belong", used)
	}
	for channel, least := range map[string]int{
		"console": 20, "URL": 500, "event problem": 100, "event of the element": 500, "IndexedDB": 100_000, "sessionStorage": 20, handover: 1000,
		"performance timeline": 100, pictureBody: 100_000, "address": 10,
	} {
		if sizes[channel] < least {
			t.Errorf("%s: only %d bytes were seen", channel, sizes[channel])
		}
	}
	if t.Failed() {
		b, _ := json.Marshal(sizes)
		t.Logf("bytes by channel: %s", b)
	}
}
