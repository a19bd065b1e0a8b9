package asmgen

import (
	"fmt"
	"go/format"
	"slices"
	"strings"
)

// tiers returns the text of package kernels' file that lists the instruction sets of an architecture. They come as isas
// has them: the weakest first, each for float32 and float64. A kernel's name is that of its field of Kernels or
// Functions, and a suffix. A function of package kernels tells whether the CPU runs a set, hasAVX2 for one.
func tiers(arch string, sets []*isa) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s\npackage kernels\n\nimport \"weft.example/kernels/%s\"\n", header, tags, arch)
	b.WriteString("\n// tiers lists what each instruction set multiplies better with than the one before it.\nfunc tiers() []tier {\n\treturn []tier{\n")
	for _, s := range sets {
		if s.elem == 4 {
			fmt.Fprintf(&b, "{name: %q, runs: has%[2]s(), apply: func(s *Set) { %[3]sF32(&s.F32); %[3]sF64(&s.F64) }},\n", s.name, s.title, s.name)
		}
	}
	b.WriteString("\t}\n}\n\n// functionTiers lists, in the order of tiers, which functions each computes better.\nfunc functionTiers() []functionTier {\n\treturn []functionTier{\n")
	for _, s := range sets {
		if s.elem == 4 {
			fmt.Fprintf(&b, "{runs: has%s(), f32: %[2]sFunctionsF32, f64: %[2]sFunctionsF64},\n", s.title, s.name)
		}
	}
	b.WriteString("\t}\n}\n")
	narrowTiers(&b, sets)
	for _, s := range sets {
		s.tier(&b)
		s.functionTier(&b)
	}
	text, err := format.Source([]byte(b.String()))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// tier writes the function that puts the kernels of an instruction set and element type into Kernels.
func (s *isa) tier(b *strings.Builder) {
	line := func(form string, args ...any) { fmt.Fprintf(b, "\t"+form+"\n", args...) }
	fmt.Fprintf(b, "\nfunc %s%s(k *Kernels[%s]) {\n", s.name, s.float(), s.goType())
	lanes, columns := fmt.Sprint(s.lanes()), fmt.Sprint(s.nv()*s.lanes())
	if s.scalable {
		lanes, columns = s.goName("Lanes")+"()", fmt.Sprintf("%d*lanes", s.nv())
	}
	line("lanes := %s", lanes)
	line("k.Gemm = NewGemm(%d, %s, %d, lanes, %s(), %s)", s.mr, columns, s.sweep, s.goName("Tiles"), mostRows(s.vectors))
	if v := s.turnedWidths(); v > 0 {
		line("k.Gemm.Turned = %d", v)
	}
	line("k.Dot = Inner[%s]{%s(), %s}", s.goType(), s.goName("Dots"), mostRows(s.dots))
	line("k.Update = %s()", s.goName("Update"))
	for _, name := range vectorKernels {
		line("k.%s = %s", name, s.goName(name))
	}
	if s.masks {
		line("k.OuterColumns = RampVectors*lanes")
	}
	if s.solvesRows() {
		line("k.RampSolveRows, k.SolvedRows = %s, lanes", s.goName("RampSolveRows"))
	}
	b.WriteString("}\n")
}

// functionTier is tier for Functions.
func (s *isa) functionTier(b *strings.Builder) {
	line := func(form string, args ...any) { fmt.Fprintf(b, "\t"+form+"\n", args...) }
	fmt.Fprintf(b, "\nfunc %sFunctions%s(f *Functions[%s]) {\n", s.name, s.float(), s.goType())
	lanes, flops := fmt.Sprint(s.lanes()), fmt.Sprint(2*s.lanes()*peakChains(s))
	if s.scalable {
		lanes, flops = fmt.Sprint(tops), fmt.Sprintf("%d * %s()", 2*peakChains(s), s.goName("Lanes"))
	}
	for _, name := range slices.Concat([]string{"AddRow", "AddRowReLU", "SumRows", "Peak"}, plainElementwise()) {
		line("f.%s = %s", name, s.goName(name))
	}
	for _, e := range stepKernels[1:] {
		line("f.Steps.%s = %s", e.name, s.goName(e.name))
	}
	for _, e := range elementwiseKernels {
		if grad := backward(e.name); grad != nil {
			line("f.Act[%s] = Activation[%s]{%s, %s, %v}", e.name, s.goType(), s.goName(e.name), s.goName(grad.name), grad.wantsInput())
		}
	}
	line("f.Softmax = softmax(rowKernels[%s]{%s, %s, %s, %s, %s})", s.goType(), lanes, s.goName("ExpLess"), s.goName("Scale"), s.goName("Greatest"), s.goName("SumRows"))
	line("f.PeakFlops = %s", flops)
	b.WriteString("}\n")
}

// narrowTiers writes the list of Narrow's kernels, and the functions that put them there. Those of bytes may want more of a CPU.
func narrowTiers(b *strings.Builder, sets []*isa) {
	b.WriteString("\n// narrowTiers lists, by tiers, which products with narrow weights each computes better.\nfunc narrowTiers() []narrowTier {\n\treturn []narrowTier{\n")
	tier := 0
	for _, s := range sets {
		if s.elem != 4 {
			continue
		}
		if s.narrow.rows > 0 {
			fmt.Fprintf(b, "{%d, has%s(), %s},\n", tier, s.title, s.name+"Narrow")
			fmt.Fprintf(b, "{%d, has%s(), %s},\n", tier, s.bytesCPU(), s.name+"Bytes")
		}
		tier++
	}
	b.WriteString("\t}\n}\n")
	for _, s := range sets {
		if s.elem == 4 && s.narrow.rows > 0 {
			fmt.Fprintf(b, "\nfunc %sNarrow(n *Narrow) {\n\tn.BF16 = %s\n", s.name, s.panels("BF16", "float32, uint16, float32"))
			for _, name := range []string{"Range", "Quantize", "Dequantize"} {
				fmt.Fprintf(b, "\tn.%s = %s.%s%s\n", name, s.arch, name, s.title)
			}
			fmt.Fprintf(b, "}\n\nfunc %sBytes(n *Narrow) { n.Int8 = %s }\n", s.name, s.panels("Int8", "uint8, int8, int32"))
		}
	}
}

// bytesCPU is what has the instructions that tiles of bytes use, in the name of a function of package kernels.
func (s *isa) bytesCPU() string {
	if s.evex {
		return "VNNI"
	}
	return s.title
}

// panels spells the tiles of a type of weights.
func (s *isa) panels(name, types string) string {
	var tiles, widths []string
	for _, v := range s.narrow.widths {
		tiles = append(tiles, s.arch+"."+panelName(s, name, v))
		widths = append(widths, fmt.Sprint(v))
	}
	return fmt.Sprintf("Panels[%s]{[]PanelTile[%[1]s]{%s}, []int{%s}, %d}", types, strings.Join(tiles, ", "), strings.Join(widths, ", "), s.narrow.rows)
}

// goName is what package kernels calls a kernel of an instruction set and element type.
func (s *isa) goName(kernel string) string { return s.arch + "." + kernel + s.suffix() }

// vectorKernels are the fields of Kernels that are a kernel each.
var vectorKernels = []string{"MatVec", "MatVecT", "SymvRows", "RampDots", "RampAxpy", "RampOuter", "RampOuter2", "RampSolve", "VecVec", "Axpy", "Scale", "AbsSum", "AbsMax", "AbsFind", "Rotate", "Swap", "Copy", "Transpose", "TriangleRows"}

// plainElementwise are the element-wise kernels that are fields of Functions themselves.
func plainElementwise() (names []string) {
	for _, e := range elementwiseKernels {
		if !slices.Contains(vectorKernels, e.name) && e.name != "ExpLess" && backward(e.name) == nil && !strings.HasSuffix(e.name, "Grad") {
			names = append(names, e.name)
		}
	}
	return names
}

// backward is the backward kernel of an activation, nil if name is none.
func backward(name string) *elementwise {
	i := slices.IndexFunc(elementwiseKernels, func(e elementwise) bool { return e.name == name+"Grad" })
	if i < 0 {
		return nil
	}
	return &elementwiseKernels[i]
}

// wantsInput tells whether a backward kernel takes the input of the forward one, x, and not its output.
func (e *elementwise) wantsInput() bool { return strings.HasSuffix(e.decl, ", x *T") }

// mostRows spells, for each width from 1 on, the most rows that a tile has.
func mostRows(widths []int) string {
	var list []string
	for n := 1; n <= widths[0]; n++ {
		list = append(list, fmt.Sprint(most(widths, n)))
	}
	return "[]int{" + strings.Join(list, ", ") + "}"
}

// suffix ends the name of each kernel of an instruction set and element type.
func (s *isa) suffix() string { return s.float() + s.title }
