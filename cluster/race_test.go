//go:build race

package cluster

// raced says that memory pools forget on purpose, as they do beside the race detector.
const raced = true
