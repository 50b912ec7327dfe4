// Command kyc runs a whole workflow with the public packages. Its argument is the
// origin of a server whose POST /session creates an account.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"strings"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, server string) error {
	photo, err := picture()
	if err != nil {
		return err
	}
	front, err := fit(ctx, photo)
	if err != nil {
		return err
	}
	_, err = fit(ctx, photo[:len(photo)/2])
	var e *fault.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("a broken file fits: %v", err)
	}
	if e.Code != fault.Truncated && e.Code != fault.Corrupt {
		return err
	}
	fmt.Printf("fit of a broken file: %s, retryable %v\n", e.Code, e.Retryable())
	return workflow(ctx, server, front)
}

// fit makes a picture fit for upload.
func fit(ctx context.Context, photo []byte) (apiclient.File, error) {
	fitted, err := imageproc.Fit(ctx, bytes.NewReader(photo), gocodec.New(), nil)
	if err != nil {
		return apiclient.File{}, err
	}
	fmt.Println("fit:", fitted.Action, fitted.Info.Width, "×", fitted.Info.Height, "px")
	return apiclient.File{Type: fitted.Info.Format.MIME(), Content: fitted.Output}, nil
}

// workflow runs all operations of a session.
func workflow(ctx context.Context, server string, file apiclient.File) error {
	renewals := 0
	client, err := apiclient.New(apiclient.Config{Renew: func(context.Context) ([]byte, error) {
		renewals++
		return account(server)
	}})
	if err != nil {
		return err
	}
	init, err := account(server)
	if err != nil {
		return err
	}
	session, err := client.Session(init)
	if err != nil {
		return err
	}
	var sent, total int64
	progress := &apiclient.CallOptions{OnProgress: func(s, t int64) { sent, total = s, t }}
	for _, part := range []apiclient.Part{apiclient.PartFront, apiclient.PartBack, apiclient.PartFace} {
		if _, err := session.AddPart(ctx, part, file, progress); err != nil {
			return err
		}
	}
	if sent == 0 || sent != total {
		return fmt.Errorf("progress ended at %d of %d", sent, total)
	}
	fmt.Println("progress: all bytes sent")
	if _, err := session.UpdatePart(ctx, apiclient.PartBack, file, nil); err != nil {
		return err
	}
	if err := session.DeletePart(ctx, apiclient.PartFace, nil); err != nil {
		return err
	}
	var parts []string
	for _, step := range session.Steps() {
		parts = append(parts, string(step.Part))
		switch step.Part {
		case apiclient.PartFace:
			_, err = session.AddPart(ctx, step.ID, file, nil)
		case apiclient.PartDocument:
			_, err = session.UploadDocument(ctx, step.ID, []apiclient.File{file, file}, nil)
		case apiclient.PartPreparedData:
			_, err = session.SubmitData(ctx, &apiclient.PreparedData{DateOfBirth: "31.1.1990"}, nil)
			var e *fault.Error
			if !errors.As(err, &e) {
				return fmt.Errorf("a wrong date was accepted: %v", err)
			}
			fmt.Println("data:", e.Code, "in", e.Field)
			_, err = session.SubmitData(ctx, &apiclient.PreparedData{DateOfBirth: "1990-01-31"}, nil)
		}
		if err != nil {
			return err
		}
	}
	fmt.Println("steps:", strings.Join(parts, " "))
	if err := session.Finalize(ctx); err != nil {
		return err
	}
	fmt.Println("finalized")
	_, err = session.AddPart(ctx, apiclient.PartFront, file, nil)
	fmt.Println("after the end:", fault.CodeOf(err))
	if renewals > 0 {
		return fmt.Errorf("%d renewals", renewals)
	}
	return nil
}

// account has the server create an account and returns the answer.
func account(server string) ([]byte, error) {
	answer, err := http.Post(server+"/session", "application/json", strings.NewReader("{}"))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(answer.Body)
}

// picture is a JPEG with a comment that Fit removes.
func picture() ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		return nil, err
	}
	comment := "\xff\xfe\x00\x0ataken by" // marker COM, length 10
	return append(append(b.Bytes()[:2:2], comment...), b.Bytes()[2:]...), nil
}
