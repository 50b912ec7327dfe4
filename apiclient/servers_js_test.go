package apiclient_test

import (
	"os"
	"testing"

	"credential-capture/apiclient"
)

// probes returns the two origins of the misbehaving server, which wasmexec runs.
func probes(t *testing.T) (url, elsewhere string) {
	t.Helper()
	return fromEnv(t, "FAULT_SERVER_URL"), fromEnv(t, "FAULT_SERVER_URL_2")
}

// sandboxURL returns the API's address, which wasmexec runs too.
func sandboxURL(t *testing.T) string {
	t.Helper()
	return fromEnv(t, "SANDBOX_URL")
}

func fromEnv(t *testing.T, name string) string {
	t.Helper()
	url := os.Getenv(name)
	if url == "" {
		t.Fatalf("%s is not set: run this with -exec=build/bin/wasmexec", name)
	}
	return url
}

func transport(*testing.T) apiclient.Transport { return apiclient.NewTransport() }
