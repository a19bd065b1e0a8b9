// Package tests checks weft from outside: its numbers against others', and
// what its documentation promises.
package tests
