//go:build (!amd64 && !arm64 && !riscv64) || purego || race

package kernels

// tiers is empty: the Go reference runs alone. Under the race detector it does
// so on every architecture, since assembly is invisible to it.
func tiers() []tier { return nil }

// functionTiers is empty for the same reasons.
func functionTiers() []functionTier { return nil }

// narrowTiers is empty for the same reasons.
func narrowTiers() []narrowTier { return nil }
