package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"time"

	"credential-capture/apiclient"
)

// sessionTimeout is for a whole session.
const sessionTimeout = 5 * time.Minute

// session is what the load needs of an opened one.
type session struct {
	WorkflowExecution struct {
		ID          string
		Credentials []struct {
			API struct {
				Token string
				Parts struct{ Face string }
			}
		}
	}
}

// open opens a session as the page does.
func open(url string) (init []byte, s session, err error) {
	init, err = read(http.Post(url+"/session", "application/json", strings.NewReader(`{"credentials":[{"category":"SELFIE"}]}`)))
	if err == nil {
		err = json.Unmarshal(init, &s)
	}
	return init, s, err
}

func read(resp *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s is answered %s", resp.Request.URL, resp.Status)
	}
	return body, err
}

// upload runs a session with the real client, verifies what arrived, and returns the upload's
// time in ms.
func upload(url, service string, picture stamped) (ms float64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), sessionTimeout)
	defer cancel()
	init, opened, err := open(url)
	if err != nil {
		return 0, err
	}
	client, err := apiclient.New(apiclient.Config{})
	if err != nil {
		return 0, err
	}
	s, err := client.Session(init)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	_, err = s.AddPart(ctx, "FACE", apiclient.File{Type: "image/jpeg", Content: picture}, nil)
	ms = float64(time.Since(began).Microseconds()) / 1000
	if err == nil {
		err = verify(service, opened.WorkflowExecution.ID, picture)
	}
	if err == nil {
		err = s.Finalize(ctx)
	}
	return ms, err
}

// inspector reads the sandbox's contents; its certificate is self-signed.
var inspector = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, MaxIdleConnsPerHost: 200}}

// verify compares the sandbox's contents with the picture.
func verify(url, execution string, picture stamped) error {
	body, err := read(inspector.Get(url + "/sandbox/executions/" + execution))
	if err == nil && strings.Count(string(body), `"`+picture.sum()+`"`) != 1 {
		err = fmt.Errorf("what arrived is not what was sent: %.300s", body)
	}
	return err
}

// stamped is a picture with a few bytes of its own.
type stamped struct {
	picture []byte
	stamp   string
}

// stampAt is an offset within the first comment.
const stampAt = 1000

func (s stamped) Size() int64 { return int64(len(s.picture)) }

func (s stamped) ReadAt(b []byte, off int64) (int, error) {
	n, err := bytes.NewReader(s.picture).ReadAt(b, off)
	for i := range s.stamp {
		if at := stampAt + int64(i) - off; at >= 0 && at < int64(n) {
			b[at] = s.stamp[i]
		}
	}
	return n, err
}

func (s stamped) sum() string {
	h := sha256.New()
	_, _ = io.Copy(h, io.NewSectionReader(s, 0, s.Size()))
	return fmt.Sprintf("%x", h.Sum(nil))
}

// pictureOf makes a JPEG of size bytes, with long comments.
func pictureOf(size int) ([]byte, error) {
	var small bytes.Buffer
	if err := jpeg.Encode(&small, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		return nil, err
	}
	const head, comment, longest = 2, 4, 0xffff - 2 // bytes of SOI, and of a comment's marker and length
	made := append([]byte{}, small.Bytes()[:head]...)
	for left := size - small.Len(); left > comment; left = size - small.Len() - (len(made) - head) {
		n := min(left-comment, longest)
		made = append(made, 0xff, 0xfe, byte((n+2)>>8), byte(n+2))
		made = append(made, bytes.Repeat([]byte{'.'}, n)...)
	}
	return append(made, small.Bytes()[head:]...), nil
}
