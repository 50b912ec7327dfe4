package flow

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

func TestMain(m *testing.M) { drive.Main(m) }
