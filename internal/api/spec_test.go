package api_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/api"
)

// The document is the contract with every client, so a change of it must be a
// visible difference in a review. UPDATE=1 writes it anew.
func TestSpecIsTheGoldenDocument(t *testing.T) {
	t.Parallel()
	got, err := api.Spec()
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/openapi.json"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the OpenAPI document differs from %s (UPDATE=1 writes it anew):\n%s", golden, cmp.Diff(string(want), string(got)))
	}
}
