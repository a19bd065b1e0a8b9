package blas

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestFiles wants every file in doc.go's list, and no use of what a later file of it declares.
func TestFiles(t *testing.T) {
	fset, files := parsePackage(t)
	order := listedFiles(t)
	rank := map[string]int{}
	for i, name := range order {
		rank[name] = i
	}
	for name := range files {
		if _, ok := rank[name]; !ok && name != "doc.go" {
			t.Errorf("%s is not in doc.go's list", name)
		}
	}
	for _, name := range order {
		if files[name] == nil {
			t.Errorf("doc.go lists %s, which is not there", name)
		}
	}
	uses := 0
	for id, object := range resolved(fset, files) {
		if object.Pkg() == nil || object.Pkg().Path() != "blas" {
			continue
		}
		user, owner := fileOf(fset, id.Pos()), fileOf(fset, object.Pos())
		if uses++; rank[user] < rank[owner] {
			t.Errorf("%s uses %s of %s, which stands below it", fset.Position(id.Pos()), id.Name, owner)
		}
	}
	if uses < 1000 {
		t.Errorf("%d uses resolved, want more", uses)
	}
}

// TestParameters wants no function of more than 8 parameters, but exported ones with gonum's signatures and the checks
// of those.
func TestParameters(t *testing.T) {
	_, files := parsePackage(t)
	for name, file := range files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Name.IsExported() {
				continue
			}
			n := 0
			for _, p := range f.Type.Params.List {
				n += max(1, len(p.Names))
			}
			if n > 8 {
				t.Errorf("%s: %s has %d parameters, want at most 8", name, f.Name.Name, n)
			}
		}
	}
}

func parsePackage(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset, files := token.NewFileSet(), map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		if files[path], err = parser.ParseFile(fset, path, nil, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return fset, files
}

// listedFiles returns the list in doc.go.
func listedFiles(t *testing.T) (names []string) {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z]+\.go)   `).FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	return names
}

// resolved has what each identifier means. Other packages are taken for empty.
func resolved(fset *token.FileSet, files map[string]*ast.File) map[*ast.Ident]types.Object {
	var list []*ast.File
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list = append(list, files[name])
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: empty{}, Error: func(error) {}} // of what other packages lack
	config.Check("blas", fset, list, &info)
	return info.Uses
}

// empty imports packages as if they declared nothing.
type empty struct{}

func (empty) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
	p.MarkComplete()
	return p, nil
}

func fileOf(fset *token.FileSet, p token.Pos) string { return filepath.Base(fset.Position(p).Filename) }
