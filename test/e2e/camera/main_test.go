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

// withFakes opens a page with fake cameras, on a phone.
func withFakes(t *testing.T, cameras ...string) *drive.Page {
	t.Helper()
	return drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone,
		Before: drive.FakeCameras + "; fakes.push(" + strings.Join(cameras, ", ") + ")"})
}
