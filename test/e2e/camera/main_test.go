package camera

import (
	"strings"
	"testing"

	"credential-capture/test/e2e/drive"
)

func TestMain(m *testing.M) { drive.Main(m) }

// Fake cameras, as FakeCameras takes them.
const (
	frontCamera = `{deviceId: "f", label: "Front Camera", facing: "user"}`
	rearCamera  = `{deviceId: "b", label: "camera2 0, facing back", facing: "environment"}`
)

// sizes are windows in CSS px: phones with the browser's bars, a phone on its side, a tablet, a desktop.
var sizes = []drive.Viewport{{Width: 390, Height: 664}, {Width: 390, Height: 844}, {Width: 360, Height: 640}, {Width: 412, Height: 780},
	{Width: 320, Height: 568}, {Width: 844, Height: 390}, {Width: 820, Height: 1180}, {Width: 1280, Height: 800}}

// withFakes opens a page with fake cameras, on a phone.
func withFakes(t *testing.T, cameras ...string) *drive.Page {
	t.Helper()
	return drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone,
		Before: drive.FakeCameras + "; fakes.push(" + strings.Join(cameras, ", ") + ")"})
}

// unguided is withFakes for what guidance has no part in: analyzing frames costs more than all else of a camera.
func unguided(t *testing.T, cameras ...string) *drive.Page {
	t.Helper()
	p := withFakes(t, cameras...)
	p.Set("guidance", "off")
	return p
}
