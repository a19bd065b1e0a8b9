// Package embed tests that other modules can depend on weft, as docs/embed.md says.
package embed
