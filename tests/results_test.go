package tests_test

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResults wants each page of docs/results to be one that docs/results/measure wrote, with its picture and a link,
// and one of the pictures in the README. All together are small.
func TestResults(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	readme, docs, script := read("README.md"), read("docs/results.md"), read("docs/results/measure")
	_, flags, found := strings.Cut(script, `/bench" -`)
	flags, _, _ = strings.Cut("-"+flags, ` "$@"`)
	if !found || !strings.Contains(flags, "-time") {
		t.Fatalf("the script's flags are %q", flags)
	}
	pages, bytes, shown := 0, 0, 0
	for _, file := range glob(t, "../docs/results/*") {
		base := filepath.Base(file)
		name, isPage := strings.CutSuffix(base, ".html")
		switch {
		case base == "measure":
			continue
		case !isPage:
			if picture, ok := strings.CutSuffix(base, ".png"); !ok || !strings.Contains(docs, "](results/"+picture+".html)") {
				t.Errorf("%s is no page's", base)
			}
			continue
		}
		pages++
		page := read("docs/results/" + base)
		for _, want := range []string{"<h1>weft on ", "bench " + flags, `<figure id="gemm-float32-1">`, `<figure id="roofline-float32-1">`, "docs/results/" + name} {
			if !strings.Contains(page, want) {
				t.Errorf("%s has no %q", base, want)
			}
		}
		if !strings.Contains(docs, "](results/"+base+")") || !strings.Contains(docs, "docs/results/measure "+name+" ") {
			t.Errorf("docs/results.md has no link to %s, or not its command", base)
		}
		picture := "docs/results/" + name + ".png"
		if strings.Contains(readme, "]("+picture+")") {
			shown++
		}
		image := read(picture)
		if _, err := png.Decode(strings.NewReader(image)); err != nil {
			t.Errorf("%s: %v", picture, err)
		}
		bytes += len(page) + len(image)
	}
	if pages == 0 || shown != 1 || bytes > pages*300e3 {
		t.Errorf("%d pages of %d bytes, %d pictures in the README, want one there and 300 kB at most for each page", pages, bytes, shown)
	}
}
