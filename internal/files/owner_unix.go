//go:build unix

package files

import (
	"os"
	"syscall"
)

// keepOwner gives f the owner and the group of old, or at least the group, and tells
// whether it has that.
func keepOwner(f *os.File, old os.FileInfo) bool {
	s, ok := old.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	return f.Chown(int(s.Uid), int(s.Gid)) == nil || f.Chown(-1, int(s.Gid)) == nil
}
