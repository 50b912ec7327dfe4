package units

import (
	"testing"
)

// TestAccept_files has what the file dialog offers on each system.
func TestAccept_files(t *testing.T) {
	const all = "image/jpeg,image/png,image/webp,image/gif,image/bmp,image/tiff"
	tabled(t, "screens/parts.js", `m.acceptOf`, []row{
		{"iOS hands out JPEG where HEIC isn't asked for", []any{"iPhone Safari", false}, all},
		{"Chrome on Android offers the camera", []any{"Android Chrome", true}, all + ",image/heic,image/heif,image/avif,application/pdf,android/allowCamera"},
		{"Firefox on Android does anyway", []any{"Android Firefox", false}, all + ",image/heic,image/heif,image/avif"},
		{"a desktop", []any{"Windows", true}, all + ",image/heic,image/heif,image/avif,application/pdf"},
	})
}
