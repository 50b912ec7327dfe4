package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"time"

	"credential-capture/internal/middleware"
)

const (
	maxUpload = 15_000_000 // bytes of a part, or of all pages of a document
	// maxBody leaves room for the frame of a multipart body.
	maxBody   = maxUpload + 64<<10
	maxFields = 64
	// maxBudgetWait is how long a request waits for memory before it is answered 503.
	maxBudgetWait = 30 * time.Second
)

// upload is a request's body.
type upload struct {
	files [][]byte // of the fields "file"
	made  []*part  // from files
	json  []byte
}

func (u *upload) size() int64 {
	n := int64(len(u.json))
	for _, f := range u.files {
		n += int64(len(f))
	}
	return n
}

func readUpload(w http.ResponseWriter, r *http.Request) (*upload, error) {
	if r.Method == http.MethodDelete {
		return &upload{}, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	data := r.PathValue("classifier") == "PREPARED_DATA"
	switch {
	case err == nil && data && kind == "application/json":
		return readJSON(r)
	case err == nil && !data && kind == "multipart/form-data":
		return readFiles(r)
	case data:
		return nil, refuse(http.StatusUnsupportedMediaType, "application/json is expected")
	}
	return nil, refuse(http.StatusUnsupportedMediaType, "multipart/form-data is expected")
}

func tooLarge() error {
	return refuse(http.StatusRequestEntityTooLarge, "the upload is over 15 MB")
}

func readJSON(r *http.Request) (*upload, error) {
	b, err := io.ReadAll(io.LimitReader(r.Body, 64<<10+1))
	if err != nil {
		return nil, broken(err)
	}
	if len(b) > 64<<10 {
		return nil, refuse(http.StatusRequestEntityTooLarge, "the data is over 64 KiB")
	}
	return &upload{json: b}, nil
}

func readFiles(r *http.Request) (*upload, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "the multipart body has no boundary")
	}
	u := &upload{}
	// One allocation for the body, not one a file: Content-Length could claim 15 MB for each
	// of 64 empty files.
	buffer := bytes.NewBuffer(make([]byte, 0, bodySize(r)+bytes.MinRead))
	var ends []int
	for range maxFields {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			u.files = split(buffer, ends)
			return u, u.judge(r.Method, r.PathValue("classifier"))
		}
		if err != nil {
			return nil, broken(err)
		}
		if p.FormName() != "file" {
			return nil, refuse(http.StatusBadRequest, "only fields named \"file\" are expected")
		}
		if _, err := buffer.ReadFrom(p); err != nil {
			return nil, broken(err)
		}
		if ends = append(ends, buffer.Len()); buffer.Len() > maxUpload {
			return nil, tooLarge()
		}
	}
	return nil, refuse(http.StatusBadRequest, "too many fields")
}

// split returns the files that end at the given offsets. A buffer of which more than a
// sixteenth is unused is copied, because the files keep it alive.
func split(buffer *bytes.Buffer, ends []int) [][]byte {
	b := buffer.Bytes()
	if cap(b)-len(b) > len(b)/16+4<<10 {
		b = bytes.Clone(b)
	}
	files, start := make([][]byte, len(ends)), 0
	for i, end := range ends {
		files[i], start = b[start:end:end], end
	}
	return files
}

// judge makes parts of the files. It may take a while: the caller holds no lock.
func (u *upload) judge(method, classifier string) (err error) {
	if len(u.files) == 0 {
		return refuse(http.StatusBadRequest, "there is no field \"file\"")
	}
	if u.made, err = judgeFiles(u.files, classifier); err == nil && method == http.MethodPost {
		err = checkMinSide(u.made)
	}
	return err
}

// broken answers a body that can't be read. Clients repeat what is answered 408, but not 400.
func broken(err error) error {
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return tooLarge()
	case errors.Is(err, middleware.ErrTooSlow):
		return refuse(http.StatusRequestTimeout, "the body comes too slowly")
	}
	return refuse(http.StatusBadRequest, "the body is broken")
}

// dataSchema has the members of prepared data, each with its type's check or its own
// members.
var dataSchema = map[string]any{
	"suffix": isText, "firstName": isText, "middleName": isText, "lastName": isText, "sex": isText, "dateOfBirth": isText,
	"socialSecurityNumber": isText, "nationality": isText, "email": isText, "phoneNumber": isText, "phoneNumber2": isText,
	"personalNumber": isText,
	"address": map[string]any{"line1": isText, "line2": isText, "line3": isText, "line4": isText, "line5": isText,
		"postalCode": isText, "city": isText, "subdivision": isText, "country": isText},
	"id":  map[string]any{"issuingDate": isText, "expiryDate": isText, "idNumber": isText, "type": isText, "subType": isText},
	"kyc": map[string]any{"registrationDate": isText, "registrationIpAddress": isText},
	"bank": map[string]any{"paymentMethod": isText, "binNumber": isText, "lastDigits": isText, "accountNumber": isText, "routingNumber": isText,
		"amount": isNumber, "currency": isText, "transactionTime": isText, "transactionId": isText, "ipAddress": isText},
	"business": map[string]any{"name": isText, "city": isText, "address": isText, "state": isText, "country": isText,
		"registrationNumber": isText, "searchId": isText, "kybCapabilities": isTexts},
}

func isText(v any) bool   { _, ok := v.(string); return ok }
func isNumber(v any) bool { _, ok := v.(float64); return ok }
func isTexts(v any) bool {
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(v any) bool { return !isText(v) })
}

// checkData checks that every member of prepared data is known and of the right type.
func (u *upload) checkData() error {
	var data map[string]any
	if err := json.Unmarshal(u.json, &data); err != nil || len(data) == 0 {
		return refuse(http.StatusBadRequest, "a JSON object with at least one member is expected")
	}
	return checkMembers("the data", data, dataSchema)
}

func checkMembers(of string, object, schema map[string]any) error {
	for name, value := range object {
		switch want := schema[name].(type) {
		case nil:
			return refuse(http.StatusBadRequest, of+" has an unknown member")
		case func(any) bool:
			if !want(value) {
				return refuse(http.StatusBadRequest, name+" has the wrong type")
			}
		case map[string]any:
			inner, ok := value.(map[string]any)
			if !ok {
				return refuse(http.StatusBadRequest, name+" must be an object")
			}
			if err := checkMembers(name, inner, want); err != nil {
				return err
			}
		}
	}
	return nil
}

// bodySize is the request's Content-Length, or maxBody when that is unknown or larger.
func bodySize(r *http.Request) int64 {
	if r.ContentLength < 0 || r.ContentLength > maxBody {
		return maxBody
	}
	return r.ContentLength
}
