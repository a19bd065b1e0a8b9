package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/klauspost/cpuid/v2"

	"weft.example/bench/results"
)

// caches are the levels of the first core's. Linux knows them where a virtual machine hides
// the third level from CPUID.
func caches() []results.Cache {
	found := []results.Cache{{Level: 1, Bytes: cpuid.CPU.Cache.L1D}, {Level: 2, Bytes: cpuid.CPU.Cache.L2}, {Level: 3, Bytes: cpuid.CPU.Cache.L3}}
	for i := range found {
		if found[i].Bytes <= 0 {
			found[i].Bytes = linuxCache("/sys/devices/system/cpu/cpu0/cache", found[i].Level)
		}
	}
	return found
}

// linuxCache reads the size of a level that holds data, 0 where nothing says it.
func linuxCache(dir string, level int) int {
	word := func(folder, name string) string {
		b, _ := os.ReadFile(filepath.Join(folder, name))
		return strings.TrimSpace(string(b))
	}
	folders, _ := filepath.Glob(filepath.Join(dir, "index*"))
	for _, f := range folders {
		if word(f, "level") != strconv.Itoa(level) || word(f, "type") == "Instruction" {
			continue
		}
		size, unit := word(f, "size"), 1
		if kib, found := strings.CutSuffix(size, "K"); found {
			size, unit = kib, 1<<10
		}
		if n, err := strconv.Atoi(size); err == nil {
			return n * unit
		}
	}
	return 0
}

func cacheList(caches []results.Cache) string {
	var list []string
	for _, c := range caches {
		list = append(list, c.String())
	}
	return strings.Join(list, ", ")
}
