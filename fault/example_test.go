package fault_test

import (
	"errors"
	"fmt"

	"credential-capture/fault"
)

// This example switches on the code of an error.
func ExampleError() {
	err := fmt.Errorf("submit data: %w", fault.New(fault.InvalidData, "must be a date as YYYY-MM-DD").On("dateOfBirth"))

	var e *fault.Error
	if !errors.As(err, &e) {
		fmt.Println("cancelled:", err)
		return
	}
	switch e.Code {
	case fault.InvalidData:
		fmt.Println("ask again for", e.Field)
	case fault.Unauthorized, fault.Expired:
		fmt.Println("request a fresh session")
	default:
		fmt.Println(e, "retryable:", e.Retryable())
	}
	// Output: ask again for dateOfBirth
}

// This example compares an error with a code.
func ExampleCode() {
	err := fmt.Errorf("add part: %w", fault.New(fault.Offline, "the device has no network"))
	if errors.Is(err, fault.Offline) {
		fmt.Println("retry when online:", fault.Offline.Retryable())
	}
	// Output: retry when online: true
}

// This example finds the code of any error.
func ExampleCodeOf() {
	fmt.Println(fault.CodeOf(fault.New(fault.TooLarge, "16,000,000 bytes").With("limit", 15_000_000)))
	fmt.Println(fault.CodeOf(errors.New("unexpected")))
	// Output:
	// too_large
	// internal
}
