package blas

import (
	"fmt"
	"testing"

	"weft/kernels"
)

func benchForms[T kernels.Float](b *testing.B, typ string, m, n, k int, ta, tb bool) {
	w := NewWorkspace[T](kernels.Best(), nil)
	x, y, z := Make[T](m*k), Make[T](n*k), Make[T](m*n)
	for _, v := range [][]T{x, y, z} {
		for i := range v {
			v[i] = T(i%7) - 3
		}
	}
	av, bv := Rows(x, k), Rows(y, n)
	name := "NN"
	if ta {
		av = Rows(x, m).T()
	}
	if tb {
		bv = Rows(y, k).T()
	}
	name = map[bool]string{false: "N", true: "T"}[ta] + map[bool]string{false: "N", true: "T"}[tb]
	chosen := planFor(&w.bs, m, n, k, av, bv)
	for _, p := range []plan{
		{strips, false, false}, {strips, true, false}, {strips, false, true}, {strips, true, true},
		{turned, av.RS != 1, false}, {dots, av.CS != 1, bv.RS != 1},
	} {
		if p.form == strips && bv.CS != 1 && !p.packB {
			continue
		}
		mark := ""
		if p == chosen {
			mark = "*"
		}
		b.Run(fmt.Sprintf("%s/%s/%dx%dx%d/%v%s", typ, name, m, n, k, p, mark), func(b *testing.B) {
			for b.Loop() {
				w.job = job[T]{plan: p, m: m, n: n, k: k, alpha: 1, a: av, b: bv, c: z, ldc: n, grid: grid{1, 1}}
				w.share()
			}
			b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOPS")
		})
	}
}

func BenchmarkSquare(b *testing.B) {
	for _, n := range []int{64, 96, 128, 192, 256, 384, 512, 768, 1000, 1024, 1536, 2048} {
		benchForms[float32](b, "s", n, n, n, false, false)
	}
	for _, n := range []int{512, 768, 1000, 1024, 2048} {
		benchForms[float32](b, "s", n, n, n, true, false)
		benchForms[float64](b, "d", n, n, n, true, false)
	}
	for _, n := range []int{64, 128, 256, 384, 512, 768, 1000, 1024, 1536, 2048} {
		benchForms[float64](b, "d", n, n, n, false, false)
	}
}

func BenchmarkForward(b *testing.B) {
	for _, s := range [][3]int{{1, 512, 784}, {8, 512, 784}, {16, 512, 784}, {32, 512, 784}, {64, 512, 784}, {128, 256, 512}, {256, 128, 784}, {1024, 64, 256}, {64, 10, 256}, {1024, 1024, 1024}, {4096, 20, 784}, {209, 20, 12288}} {
		benchForms[float32](b, "s", s[0], s[1], s[2], false, true)
		benchForms[float64](b, "d", s[0], s[1], s[2], false, true)
	}
}

func BenchmarkBackward(b *testing.B) {
	for _, s := range [][3]int{{64, 512, 784}, {128, 256, 512}, {256, 128, 784}, {1024, 64, 256}, {64, 10, 256}, {1024, 1024, 1024}, {209, 20, 12288}} {
		benchForms[float32](b, "s", s[1], s[2], s[0], true, false)
		benchForms[float64](b, "d", s[1], s[2], s[0], true, false)
		benchForms[float64](b, "d", s[0], s[2], s[1], false, false)
		benchForms[float32](b, "s", s[0], s[2], s[1], false, false)
	}
}

func BenchmarkSkinny(b *testing.B) {
	for _, s := range [][3]int{{1024, 8, 1024}, {8, 1024, 1024}, {1024, 1024, 8}, {2048, 2048, 2}, {1, 1024, 1024}, {1024, 1, 1024}, {10000, 16, 16}, {16, 10000, 16}, {16, 16, 10000}, {333, 7, 511}} {
		benchForms[float32](b, "s", s[0], s[1], s[2], false, false)
		benchForms[float32](b, "s", s[0], s[1], s[2], true, true)
	}
}
