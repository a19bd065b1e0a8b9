package tests_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocsPaths wants every file that the documents name to exist.
func TestDocsPaths(t *testing.T) {
	root := ".."
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"} {
		pages = append(pages, filepath.Join(root, name))
	}
	named := regexp.MustCompile("`([A-Za-z0-9_./]+)`|\\]\\(([A-Za-z0-9_./-]+)\\)")
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			path, from := m[1], root
			if m[2] != "" {
				path, from = m[2], filepath.Dir(page)
			} else if !isPath(root, path) {
				continue
			}
			found++
			if _, err := os.Stat(filepath.Join(from, filepath.FromSlash(path))); err != nil {
				t.Errorf("%s names %s, which is not there", filepath.Base(page), path)
			}
		}
	}
	if found < 20 {
		t.Errorf("%d paths found in %d pages, want more: is the pattern right?", found, len(pages))
	}
}

// isPath tells whether a word in backquotes is meant as a file of the module: it has a folder that exists, or ends as a file does.
func isPath(root, word string) bool {
	if strings.Contains(word, "...") {
		return false // packages
	}
	if strings.HasSuffix(word, ".go") || strings.HasSuffix(word, ".md") || strings.HasSuffix(word, "/") {
		return strings.Contains(word, "/")
	}
	folder, _, inside := strings.Cut(word, "/")
	if !inside {
		return false
	}
	_, err := os.Stat(filepath.Join(root, folder))
	return err == nil && folder != ""
}
