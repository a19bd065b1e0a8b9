//go:build !purego && !race

package kernels

import (
	"runtime"

	"golang.org/x/sys/cpu"
	"golang.org/x/sys/unix"

	"weft/kernels/riscv64"
)

// tiers lists what each instruction set does better than the one before it.
func tiers() []tier {
	return []tier{
		{name: "rvv", runs: hasV(), apply: func(s *Set) {
			lanes32 := riscv64.LanesF32RVV()
			s.F32.Gemm = newGemm(riscv64.MRF32RVV, riscv64.VectorsF32RVV*lanes32, riscv64.SweepF32RVV, lanes32, riscv64.TilesF32RVV(), riscv64.RowsF32RVV())
			s.F32.Dot = Inner[float32]{riscv64.DotsF32RVV(), riscv64.DotRowsF32RVV()}
			s.F32.MatVec, s.F32.Update = riscv64.MatVecF32RVV, riscv64.UpdateF32RVV()
			s.F32.Copy, s.F32.Transpose = riscv64.CopyF32RVV, riscv64.TransposeF32RVV
			s.F32.AddRow, s.F32.AddRowReLU = riscv64.AddRowF32RVV, riscv64.AddRowReLUF32RVV
			s.F32.SumRows = riscv64.SumRowsF32RVV
			s.F32.Axpy = riscv64.AxpyF32RVV
			s.F32.Sub = riscv64.SubF32RVV
			s.F32.Scale = riscv64.ScaleF32RVV
			s.F32.Steps = Steps[float32]{riscv64.MomentumF32RVV, riscv64.NesterovF32RVV, riscv64.RMSPropF32RVV, riscv64.AdamF32RVV}
			s.F32.Exp, s.F32.Softmax = riscv64.ExpF32RVV, softmax(rowKernels[float32]{riscv64.TopsF32RVV, riscv64.ExpLessF32RVV, riscv64.ScaleF32RVV, riscv64.GreatestF32RVV, riscv64.SumRowsF32RVV})
			s.F32.Softplus = riscv64.SoftplusF32RVV
			s.F32.Act[ReLU] = Activation[float32]{riscv64.ReLUF32RVV, riscv64.ReLUGradF32RVV, false}
			s.F32.Act[Sigmoid] = Activation[float32]{riscv64.SigmoidF32RVV, riscv64.SigmoidGradF32RVV, false}
			s.F32.Act[LeakyReLU] = Activation[float32]{riscv64.LeakyReLUF32RVV, riscv64.LeakyReLUGradF32RVV, false}
			s.F32.Act[Tanh] = Activation[float32]{riscv64.TanhF32RVV, riscv64.TanhGradF32RVV, false}
			s.F32.Act[GELU] = Activation[float32]{riscv64.GELUF32RVV, riscv64.GELUGradF32RVV, true}
			s.F32.Act[GELUTanh] = Activation[float32]{riscv64.GELUTanhF32RVV, riscv64.GELUTanhGradF32RVV, true}
			s.F32.Act[SiLU] = Activation[float32]{riscv64.SiLUF32RVV, riscv64.SiLUGradF32RVV, true}
			s.F32.Peak, s.F32.PeakFlops = riscv64.PeakF32RVV, riscv64.PeakFlopsF32RVV*lanes32

			lanes64 := riscv64.LanesF64RVV()
			s.F64.Gemm = newGemm(riscv64.MRF64RVV, riscv64.VectorsF64RVV*lanes64, riscv64.SweepF64RVV, lanes64, riscv64.TilesF64RVV(), riscv64.RowsF64RVV())
			s.F64.Dot = Inner[float64]{riscv64.DotsF64RVV(), riscv64.DotRowsF64RVV()}
			s.F64.MatVec, s.F64.Update = riscv64.MatVecF64RVV, riscv64.UpdateF64RVV()
			s.F64.Copy, s.F64.Transpose = riscv64.CopyF64RVV, riscv64.TransposeF64RVV
			s.F64.AddRow, s.F64.AddRowReLU = riscv64.AddRowF64RVV, riscv64.AddRowReLUF64RVV
			s.F64.SumRows = riscv64.SumRowsF64RVV
			s.F64.Axpy = riscv64.AxpyF64RVV
			s.F64.Sub = riscv64.SubF64RVV
			s.F64.Scale = riscv64.ScaleF64RVV
			s.F64.Steps = Steps[float64]{riscv64.MomentumF64RVV, riscv64.NesterovF64RVV, riscv64.RMSPropF64RVV, riscv64.AdamF64RVV}
			s.F64.Exp, s.F64.Softmax = riscv64.ExpF64RVV, softmax(rowKernels[float64]{riscv64.TopsF64RVV, riscv64.ExpLessF64RVV, riscv64.ScaleF64RVV, riscv64.GreatestF64RVV, riscv64.SumRowsF64RVV})
			s.F64.Softplus = riscv64.SoftplusF64RVV
			s.F64.Act[ReLU] = Activation[float64]{riscv64.ReLUF64RVV, riscv64.ReLUGradF64RVV, false}
			s.F64.Act[Sigmoid] = Activation[float64]{riscv64.SigmoidF64RVV, riscv64.SigmoidGradF64RVV, false}
			s.F64.Act[LeakyReLU] = Activation[float64]{riscv64.LeakyReLUF64RVV, riscv64.LeakyReLUGradF64RVV, false}
			s.F64.Act[Tanh] = Activation[float64]{riscv64.TanhF64RVV, riscv64.TanhGradF64RVV, false}
			s.F64.Act[GELU] = Activation[float64]{riscv64.GELUF64RVV, riscv64.GELUGradF64RVV, true}
			s.F64.Act[GELUTanh] = Activation[float64]{riscv64.GELUTanhF64RVV, riscv64.GELUTanhGradF64RVV, true}
			s.F64.Act[SiLU] = Activation[float64]{riscv64.SiLUF64RVV, riscv64.SiLUGradF64RVV, true}
			s.F64.Peak, s.F64.PeakFlops = riscv64.PeakF64RVV, riscv64.PeakFlopsF64RVV*lanes64
		}},
	}
}

// hasV tells whether the CPU has V of version 1. A kernel too old to be asked for versions, or an
// emulator of one, announces V for version 0.7 too, which takes the way that Lanes asks for vectors
// of 32-bit elements for one of elements that it lacks, and answers 0.
func hasV() bool {
	return cpu.RISCV64.HasV || announced('V') && riscv64.LanesF32RVV() > 0
}

// announced tells whether Linux announces a one-letter extension to programs.
func announced(letter byte) bool {
	const hwcap = 16 // AT_HWCAP
	if runtime.GOOS != "linux" {
		return false
	}
	entries, _ := unix.Auxv() // none of them if it fails
	for _, e := range entries {
		if e[0] == hwcap {
			return e[1]>>(letter-'A')&1 != 0
		}
	}
	return false
}
