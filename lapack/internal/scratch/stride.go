package scratch

// Line is the elements of a line of cache.
const Line = 8

// Stride returns a leading dimension for rows of n elements: whole lines of cache, and an odd number of them, so that the rows of a
// column share few sets.
func Stride(n int) int { return ((n+Line-1)/Line | 1) * Line }
