//go:build !js

package apiclient_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/gateway"
	"credential-capture/internal/sandbox"
)

// A whole workflow. The account is created by the integrator's server, which holds the client
// secret.
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

// exampleAccount starts a sandbox with an integrator's server beside it, and creates an account.
func exampleAccount() (service *httptest.Server, answer []byte) {
	api, mux := sandbox.New(sandbox.Options{}), http.NewServeMux()
	mux.Handle("/", api)
	mux.Handle("/session", gateway.Session(gateway.InProcess(api, "sandbox", "sandbox")))
	service = httptest.NewServer(mux)
	return service, exampleAnswer(service.URL)
}

// exampleAnswer creates an account at the integrator's server.
func exampleAnswer(server string) []byte {
	created, err := http.Post(server+"/session", "application/json", strings.NewReader("{}"))
	if err != nil {
		panic(err)
	}
	defer created.Body.Close()
	answer, err := io.ReadAll(created.Body)
	if err != nil {
		panic(err)
	}
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
