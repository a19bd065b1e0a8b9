// Package kernelcalls lists what in a package mentions a kernel. A kernel gets pointers and
// counts, and checks nothing, so each mention wants a proof that its slices are long enough; tests
// of the packages that call kernels hold those proofs, and compare them with this list.
package kernelcalls

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"

	"weft.example/kernels"
)

// Differences parses the package in a folder and returns a line for each "function kernel" that
// has no proof, and for each proof of what is not there. Others are a package's own names for
// kernels, with the kernels that have as many arguments, and kernels' names that mean something
// else there, with none.
func Differences(folder string, proofs, others map[string]string) (lines []string, err error) {
	names := kernelNames()
	for name, kernel := range others {
		names[name] = names[kernel] // 0 for none, as of any name
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			for _, kernel := range mentioned(d, names) {
				found[nameOf(d)+" "+kernel] = true
			}
		}
	}
	for call := range found {
		if proofs[call] == "" {
			lines = append(lines, call+": a kernel without a proof that its slices are long enough")
		}
	}
	for call := range proofs {
		if !found[call] {
			lines = append(lines, call+": a proof without a kernel")
		}
	}
	return lines, nil
}

// anyNumber is that of the arguments of kernels that share a name and not a number of them.
const anyNumber = -1

// kernelNames has each kernel's name with its number of arguments.
func kernelNames() map[string]int {
	names := map[string]int{}
	var visit func(t reflect.Type, name string)
	visit = func(t reflect.Type, name string) {
		switch t.Kind() {
		case reflect.Func:
			if n, ok := names[name]; ok && n != t.NumIn() {
				names[name] = anyNumber
				return
			}
			names[name] = t.NumIn()
		case reflect.Array, reflect.Slice:
			visit(t.Elem(), name)
		case reflect.Struct:
			for i := range t.NumField() {
				visit(t.Field(i).Type, t.Field(i).Name)
			}
		}
	}
	visit(reflect.TypeFor[kernels.Kernels[float64]](), "")
	visit(reflect.TypeFor[kernels.Functions[float64]](), "")
	visit(reflect.TypeFor[kernels.Narrow](), "")
	return names
}

// mentioned lists the kernels in a declaration: what is selected or called by a kernel's name,
// but for functions called with another number of arguments.
func mentioned(d ast.Decl, names map[string]int) (list []string) {
	others := map[ast.Node]bool{}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch f := n.Fun.(type) {
			case *ast.SelectorExpr:
				others[f] = !taken(names[f.Sel.Name], len(n.Args))
			case *ast.Ident:
				if names[f.Name] != 0 && taken(names[f.Name], len(n.Args)) {
					list = append(list, f.Name)
				}
			}
		case *ast.SelectorExpr:
			if names[n.Sel.Name] != 0 && !others[n] {
				list = append(list, n.Sel.Name)
			}
		}
		return true
	})
	return list
}

// taken tells whether a kernel of so many arguments is called with so many.
func taken(want, have int) bool { return want == have || want == anyNumber }

// nameOf is that of a function, with its receiver's before it.
func nameOf(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return "package"
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	switch of := t.(type) {
	case *ast.IndexExpr:
		t = of.X
	case *ast.IndexListExpr:
		t = of.X
	}
	return fmt.Sprintf("%s.%s", t, f.Name.Name)
}
