package blas

import (
	"go/ast"
	"os"
	"regexp"
	"testing"

	"weft.example/internal/fileuses"
)

// TestFiles wants every file in doc.go's list, and no use of what a later file of it declares.
func TestFiles(t *testing.T) {
	p := parsed(t)
	order := listedFiles(t)
	rank := map[string]int{}
	for i, name := range order {
		rank[name] = i
	}
	for name := range p.Files {
		if _, ok := rank[name]; !ok && name != "doc.go" {
			t.Errorf("%s is not in doc.go's list", name)
		}
	}
	for _, name := range order {
		if p.Files[name] == nil {
			t.Errorf("doc.go lists %s, which is not there", name)
		}
	}
	uses := p.Uses()
	for _, u := range uses {
		if rank[u.User] < rank[u.Owner] {
			t.Errorf("%s uses %s of %s, which stands below it", u.At, u.Name, u.Owner)
		}
	}
	if len(uses) < 1000 {
		t.Errorf("%d uses between files, want more", len(uses))
	}
}

// TestParameters wants no function of more than 8 parameters, but exported ones with gonum's signatures and the checks
// of those.
func TestParameters(t *testing.T) {
	for name, file := range parsed(t).Files {
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

// TestHidden wants a function that hides a variable of its own from the compiler to keep it alive: another one could have its place on
// the stack else.
func TestHidden(t *testing.T) {
	hidden := 0
	for name, file := range parsed(t).Files {
		for _, d := range file.Decls {
			of := map[string]map[string]bool{"Hide": {}, "KeepAlive": {}} // names of variables
			ast.Inspect(d, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 {
					f, isMember := call.Fun.(*ast.SelectorExpr)
					x, isAddress := call.Args[0].(*ast.UnaryExpr)
					if isMember && isAddress && of[f.Sel.Name] != nil {
						of[f.Sel.Name][x.X.(*ast.Ident).Name] = true
					}
				}
				return true
			})
			for v := range of["Hide"] {
				if hidden++; !of["KeepAlive"][v] {
					t.Errorf("%s: %s hides %s and does not keep it alive", name, d.(*ast.FuncDecl).Name.Name, v)
				}
			}
		}
	}
	if hidden < 10 {
		t.Errorf("%d variables are hidden, want more", hidden)
	}
}

func parsed(t *testing.T) fileuses.Package {
	t.Helper()
	p, err := fileuses.Parse(".")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// listedFiles returns the list in doc.go.
func listedFiles(t *testing.T) (names []string) {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z_]+\.go) +`).FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	return names
}
