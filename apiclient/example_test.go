//go:build !js

package apiclient_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/sandbox"
)

// A whole workflow. The account is created by the integrator's server, which holds
// the client secret; here a function of this test does so at a sandbox.
func ExampleClient_wholeFlow() {
	service, answer := exampleAccount()
	defer service.Close()

	client, err := apiclient.New(apiclient.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	session, err := client.Session(answer)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, photo := context.Background(), examplePhoto()
	for _, step := range session.Steps() {
		switch step.Part {
		case apiclient.PartDocument:
			_, err = session.UploadDocument(ctx, step.ID, []apiclient.File{photo, photo}, nil)
		case apiclient.PartPreparedData:
			_, err = session.SubmitData(ctx, &apiclient.PreparedData{FirstName: "Jane"}, nil)
		default:
			_, err = session.AddPart(ctx, step.ID, photo, nil)
		}
		fmt.Println(step.Category, step.Part, err)
	}
	fmt.Println("finalize", session.Finalize(ctx))
	// Output:
	// ID FRONT <nil>
	// ID BACK <nil>
	// SELFIE FACE <nil>
	// DOCUMENT DOCUMENT <nil>
	// DATA PREPARED_DATA <nil>
	// finalize <nil>
}

// When the service rejects a token, the client calls Renew and repeats the request.
func ExampleConfig_renew() {
	service, answer := exampleAccount()
	defer service.Close()

	client, err := apiclient.New(apiclient.Config{
		Renew: func(context.Context) ([]byte, error) {
			fmt.Println("renew")
			return exampleAnswer(service.URL), nil // from the integrator's server
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	expired := bytes.ReplaceAll(answer, []byte(`"token":"`), []byte(`"token":"EXPIRED`))
	session, err := client.Session(expired)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = session.AddPart(context.Background(), apiclient.PartFace, examplePhoto(), nil)
	fmt.Println("done:", err == nil)
	// Output:
	// renew
	// done: true
}

// OnProgress receives the bytes that have been sent.
func ExampleCallOptions_progress() {
	service, answer := exampleAccount()
	defer service.Close()
	session := exampleSession(answer)

	var last string
	_, err := session.AddPart(context.Background(), apiclient.PartFront, examplePhoto(), &apiclient.CallOptions{
		OnProgress: func(sent, total int64) { last = fmt.Sprintf("%d %%", 100*sent/total) },
	})
	fmt.Println(last, err)
	// Output: 100 % <nil>
}

// The code of an error decides what to do next.
func ExampleSession_AddPart_errorCode() {
	service, answer := exampleAccount()
	defer service.Close()
	session := exampleSession(answer)

	heic := apiclient.File{Type: "image/heic", Content: apiclient.Bytes("…")}
	_, err := session.AddPart(context.Background(), apiclient.PartFront, heic, nil)
	var e *fault.Error
	if errors.As(err, &e) {
		switch e.Code {
		case fault.UnsupportedFormat, fault.TooLarge:
			fmt.Println("convert with imageproc.Fit first:", e.Code)
		case fault.Offline, fault.Network, fault.Timeout:
			fmt.Println("try again later")
		default:
			fmt.Println(e)
		}
	}
	// Output: convert with imageproc.Fit first: unsupported_format
}

// exampleAccount starts a sandbox and creates an account.
func exampleAccount() (service *httptest.Server, answer []byte) {
	service = httptest.NewServer(sandbox.New(sandbox.Options{}))
	return service, exampleAnswer(service.URL)
}

// exampleAnswer creates an account as the integrator's server does.
func exampleAnswer(service string) []byte {
	var grant struct {
		AccessToken string `json:"access_token"`
	}
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	form, err := http.PostForm(service+"/oauth2/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"sandbox"}, "client_secret": {"sandbox"},
	})
	must(err)
	defer form.Body.Close()
	must(json.NewDecoder(form.Body).Decode(&grant))
	r, err := http.NewRequest("POST", service+"/api/v1/accounts", strings.NewReader(workflow))
	must(err)
	r.Header.Set("Authorization", "Bearer "+grant.AccessToken)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Integrator/1.0")
	created, err := http.DefaultClient.Do(r)
	must(err)
	defer created.Body.Close()
	answer, err := io.ReadAll(created.Body)
	must(err)
	return answer
}

func exampleSession(answer []byte) *apiclient.Session {
	client, err := apiclient.New(apiclient.Config{})
	if err != nil {
		panic(err)
	}
	session, err := client.Session(answer)
	if err != nil {
		panic(err)
	}
	return session
}

func examplePhoto() apiclient.File {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 400)), nil); err != nil {
		panic(err)
	}
	return apiclient.File{Type: "image/jpeg", Content: apiclient.Bytes(b.Bytes())}
}
