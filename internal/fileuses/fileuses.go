// Package fileuses tells which files of a package use which others, for tests that hold a package to an order of its files.
package fileuses

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Package is the parsed files of a package without its tests.
type Package struct {
	Fset  *token.FileSet
	Files map[string]*ast.File // by name, without the folder
}

// Use is one file's mention of what another declares.
type Use struct {
	User, Owner string // names of files
	Name        string // of what is declared
	At          token.Position
}

// Parse parses the package in a folder.
func Parse(folder string) (Package, error) {
	p := Package{token.NewFileSet(), map[string]*ast.File{}}
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return p, err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(p.Fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return p, err
		}
		p.Files[filepath.Base(path)] = file
	}
	return p, nil
}

// Uses returns the uses between different files. Other packages are taken for empty: what is found through their types is left out.
func (p Package) Uses() (uses []Use) {
	var list []*ast.File
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		list = append(list, p.Files[name])
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: empty{}, Error: func(error) {}} // of what other packages lack
	own, _ := config.Check("own", p.Fset, list, &info)
	for id, object := range info.Uses {
		at := p.Fset.Position(id.Pos())
		user, owner := filepath.Base(at.Filename), filepath.Base(p.Fset.Position(object.Pos()).Filename)
		if object.Pkg() == own && user != owner {
			uses = append(uses, Use{user, owner, object.Name(), at})
		}
	}
	return uses
}

// empty imports packages as if they declared nothing.
type empty struct{}

func (empty) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
	p.MarkComplete()
	return p, nil
}
