// Where every call of a module of Go leads: by its types, and where a value or an interface is called by the call graph
// (variable type analysis). Takes the folder of the module; prints one array of JSON.
package main

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"go/types"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/tools/go/callgraph/cha"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

type target struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Name string `json:"name"`
}

type site struct {
	Path    string   `json:"path"`
	Line    int      `json:"line"`
	Name    string   `json:"name"`
	Targets []target `json:"targets"`
	Way     *string  `json:"way"`
}

type oracle struct {
	root  string
	files *token.FileSet
	// By the opening parenthesis of a call: what the call graph says that runs.
	callees map[string][]target
	sites   []site
}

func main() {
	root, err := filepath.Abs(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	files := token.NewFileSet()
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: root, Fset: files, Tests: true}, "./...")
	if err != nil {
		log.Fatal(err)
	}
	packages.PrintErrors(loaded)
	// A package is loaded once more with its tests: that one knows all of its files.
	sort.SliceStable(loaded, func(a, b int) bool { return len(loaded[a].Syntax) > len(loaded[b].Syntax) })
	one := &oracle{root: root, files: files, callees: map[string][]target{}, sites: []site{}}
	one.readGraph(loaded)
	seen := map[string]bool{}
	for _, loadedPackage := range loaded {
		for _, file := range loadedPackage.Syntax {
			name := files.Position(file.Pos()).Filename
			if !seen[name] && one.inside(name) {
				seen[name] = true
				one.readFile(file, loadedPackage.TypesInfo)
			}
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(one.sites); err != nil {
		log.Fatal(err)
	}
}

func (o *oracle) readGraph(loaded []*packages.Package) {
	program, _ := ssautil.Packages(loaded, ssa.InstantiateGenerics)
	program.Build()
	graph := vta.CallGraph(ssautil.AllFunctions(program), cha.CallGraph(program))
	for _, node := range graph.Nodes {
		for _, edge := range node.Out {
			if edge.Site == nil || edge.Callee.Func.Object() == nil {
				continue
			}
			at := o.files.Position(edge.Site.Pos()).String()
			if found := o.targetOf(edge.Callee.Func.Object()); found != nil {
				o.callees[at] = append(o.callees[at], *found)
			}
		}
	}
}

func (o *oracle) inside(name string) bool {
	return strings.HasPrefix(name, o.root+string(filepath.Separator))
}

// Nil: it is not of this module.
func (o *oracle) targetOf(object types.Object) *target {
	place := o.files.Position(object.Pos())
	if !object.Pos().IsValid() || !o.inside(place.Filename) {
		return nil
	}
	path, _ := filepath.Rel(o.root, place.Filename)
	return &target{Path: filepath.ToSlash(path), Line: place.Line, Name: object.Name()}
}

func (o *oracle) readFile(file *ast.File, info *types.Info) {
	for _, declaration := range file.Decls {
		var around types.Object
		if function, ok := declaration.(*ast.FuncDecl); ok {
			around = info.Defs[function.Name]
		}
		ast.Inspect(declaration, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				o.readCall(call, info, around)
			}
			return true
		})
	}
}

func (o *oracle) readCall(call *ast.CallExpr, info *types.Info, around types.Object) {
	name := nameOf(call.Fun)
	if name == nil {
		return
	}
	place := o.files.Position(call.Fun.Pos())
	path, _ := filepath.Rel(o.root, place.Filename)
	made := site{Path: filepath.ToSlash(path), Line: place.Line, Name: name.Name, Targets: []target{}}
	run := o.callees[o.files.Position(call.Lparen).String()]
	switch object := info.Uses[name].(type) {
	case *types.Func:
		object = object.Origin()
		direct := o.targetOf(object)
		if direct == nil {
			made.Targets = append(made.Targets, run...)
			break
		}
		made.Targets = append([]target{*direct}, run...)
		if object != around {
			made.Way = wayOf(object, direct.Path == made.Path, qualified(call.Fun, info))
		}
	case *types.Var:
		direct := o.targetOf(object)
		isOfPackage := object.Pkg() != nil && object.Parent() == object.Pkg().Scope()
		if direct != nil && isOfPackage {
			made.Targets = append(made.Targets, *direct)
		}
		made.Targets = append(made.Targets, run...)
		if len(made.Targets) == 0 {
			made.Targets = nil
		}
	case nil:
		made.Targets = nil
	}
	o.sites = append(o.sites, made)
}

func wayOf(function *types.Func, isSameFile, isQualified bool) *string {
	way := "import"
	if function.Signature().Recv() != nil {
		way = "member"
	} else if isSameFile {
		way = "same file"
	} else if !isQualified {
		way = "same package"
	}
	return &way
}

// Whether it is written with the name of a package before it.
func qualified(called ast.Expr, info *types.Info) bool {
	selector, ok := bare(called).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, ok := selector.X.(*ast.Ident)
	if !ok {
		return false
	}
	_, ok = info.Uses[of].(*types.PkgName)
	return ok
}

// Without parentheses and type arguments.
func bare(called ast.Expr) ast.Expr {
	switch one := called.(type) {
	case *ast.ParenExpr:
		return bare(one.X)
	case *ast.IndexExpr:
		return bare(one.X)
	case *ast.IndexListExpr:
		return bare(one.X)
	}
	return called
}

func nameOf(called ast.Expr) *ast.Ident {
	switch one := bare(called).(type) {
	case *ast.Ident:
		return one
	case *ast.SelectorExpr:
		return one.Sel
	}
	return nil
}
