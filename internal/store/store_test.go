package store_test

import (
	"testing"

	"github.com/airra/airra/internal/store/storetest"
)

func TestEveryDatabaseKeepsTheSamePromises(t *testing.T) {
	t.Parallel()
	for name, address := range addresses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, address(t)) })
		})
	}
}
