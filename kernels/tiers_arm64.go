//go:build !purego && !race

package kernels

func tiers() []tier { return nil }
