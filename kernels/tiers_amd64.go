//go:build !purego && !race

package kernels

import (
	"github.com/klauspost/cpuid/v2"

	"weft/kernels/amd64"
)

// tiers lists what each instruction set does better than the one before it.
func tiers() []tier {
	return []tier{
		{name: "avx2", runs: cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3), apply: func(s *Set) {
			s.F32.Gemm = newGemm(amd64.MRF32AVX2, amd64.NRF32AVX2, amd64.SweepF32AVX2, amd64.LanesF32AVX2, amd64.TilesF32AVX2(), amd64.RowsF32AVX2())
			s.F32.Dot = Inner[float32]{amd64.DotsF32AVX2(), amd64.DotRowsF32AVX2()}
			s.F32.MatVec, s.F32.Update = amd64.MatVecF32AVX2, amd64.UpdateF32AVX2()
			s.F32.Copy, s.F32.Transpose = amd64.CopyF32AVX2, amd64.TransposeF32AVX2
			s.F32.AddRow, s.F32.AddRowReLU = amd64.AddRowF32AVX2, amd64.AddRowReLUF32AVX2
			s.F32.SumRows = amd64.SumRowsF32AVX2
			s.F32.Axpy = amd64.AxpyF32AVX2
			s.F32.Sub = amd64.SubF32AVX2
			s.F32.Scale = amd64.ScaleF32AVX2
			s.F32.Steps = Steps[float32]{amd64.MomentumF32AVX2, amd64.NesterovF32AVX2, amd64.RMSPropF32AVX2, amd64.AdamF32AVX2}
			s.F32.Exp, s.F32.Softmax = amd64.ExpF32AVX2, softmax(rowKernels[float32]{amd64.LanesF32AVX2, amd64.ExpLessF32AVX2, amd64.ScaleF32AVX2, amd64.GreatestF32AVX2, amd64.SumRowsF32AVX2})
			s.F32.Softplus = amd64.SoftplusF32AVX2
			s.F32.Act[ReLU] = Activation[float32]{amd64.ReLUF32AVX2, amd64.ReLUGradF32AVX2, false}
			s.F32.Act[Sigmoid] = Activation[float32]{amd64.SigmoidF32AVX2, amd64.SigmoidGradF32AVX2, false}
			s.F32.Act[LeakyReLU] = Activation[float32]{amd64.LeakyReLUF32AVX2, amd64.LeakyReLUGradF32AVX2, false}
			s.F32.Act[Tanh] = Activation[float32]{amd64.TanhF32AVX2, amd64.TanhGradF32AVX2, false}
			s.F32.Act[GELU] = Activation[float32]{amd64.GELUF32AVX2, amd64.GELUGradF32AVX2, true}
			s.F32.Act[GELUTanh] = Activation[float32]{amd64.GELUTanhF32AVX2, amd64.GELUTanhGradF32AVX2, true}
			s.F32.Act[SiLU] = Activation[float32]{amd64.SiLUF32AVX2, amd64.SiLUGradF32AVX2, true}
			s.F32.Peak, s.F32.PeakFlops = amd64.PeakF32AVX2, amd64.PeakFlopsF32AVX2

			s.F64.Gemm = newGemm(amd64.MRF64AVX2, amd64.NRF64AVX2, amd64.SweepF64AVX2, amd64.LanesF64AVX2, amd64.TilesF64AVX2(), amd64.RowsF64AVX2())
			s.F64.Dot = Inner[float64]{amd64.DotsF64AVX2(), amd64.DotRowsF64AVX2()}
			s.F64.MatVec, s.F64.Update = amd64.MatVecF64AVX2, amd64.UpdateF64AVX2()
			s.F64.Copy, s.F64.Transpose = amd64.CopyF64AVX2, amd64.TransposeF64AVX2
			s.F64.AddRow, s.F64.AddRowReLU = amd64.AddRowF64AVX2, amd64.AddRowReLUF64AVX2
			s.F64.SumRows = amd64.SumRowsF64AVX2
			s.F64.Axpy = amd64.AxpyF64AVX2
			s.F64.Sub = amd64.SubF64AVX2
			s.F64.Scale = amd64.ScaleF64AVX2
			s.F64.Steps = Steps[float64]{amd64.MomentumF64AVX2, amd64.NesterovF64AVX2, amd64.RMSPropF64AVX2, amd64.AdamF64AVX2}
			s.F64.Exp, s.F64.Softmax = amd64.ExpF64AVX2, softmax(rowKernels[float64]{amd64.LanesF64AVX2, amd64.ExpLessF64AVX2, amd64.ScaleF64AVX2, amd64.GreatestF64AVX2, amd64.SumRowsF64AVX2})
			s.F64.Softplus = amd64.SoftplusF64AVX2
			s.F64.Act[ReLU] = Activation[float64]{amd64.ReLUF64AVX2, amd64.ReLUGradF64AVX2, false}
			s.F64.Act[Sigmoid] = Activation[float64]{amd64.SigmoidF64AVX2, amd64.SigmoidGradF64AVX2, false}
			s.F64.Act[LeakyReLU] = Activation[float64]{amd64.LeakyReLUF64AVX2, amd64.LeakyReLUGradF64AVX2, false}
			s.F64.Act[Tanh] = Activation[float64]{amd64.TanhF64AVX2, amd64.TanhGradF64AVX2, false}
			s.F64.Act[GELU] = Activation[float64]{amd64.GELUF64AVX2, amd64.GELUGradF64AVX2, true}
			s.F64.Act[GELUTanh] = Activation[float64]{amd64.GELUTanhF64AVX2, amd64.GELUTanhGradF64AVX2, true}
			s.F64.Act[SiLU] = Activation[float64]{amd64.SiLUF64AVX2, amd64.SiLUGradF64AVX2, true}
			s.F64.Peak, s.F64.PeakFlops = amd64.PeakF64AVX2, amd64.PeakFlopsF64AVX2
		}},
		{name: "avx512", runs: cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512VL, cpuid.BMI2), apply: func(s *Set) {
			s.F32.Gemm = newGemm(amd64.MRF32AVX512, amd64.NRF32AVX512, amd64.SweepF32AVX512, amd64.LanesF32AVX512, amd64.TilesF32AVX512(), amd64.RowsF32AVX512())
			s.F32.Dot = Inner[float32]{amd64.DotsF32AVX512(), amd64.DotRowsF32AVX512()}
			s.F32.MatVec, s.F32.Update = amd64.MatVecF32AVX512, amd64.UpdateF32AVX512()
			s.F32.Copy, s.F32.Transpose = amd64.CopyF32AVX512, amd64.TransposeF32AVX512
			s.F32.AddRow, s.F32.AddRowReLU = amd64.AddRowF32AVX512, amd64.AddRowReLUF32AVX512
			s.F32.SumRows = amd64.SumRowsF32AVX512
			s.F32.Axpy = amd64.AxpyF32AVX512
			s.F32.Sub = amd64.SubF32AVX512
			s.F32.Scale = amd64.ScaleF32AVX512
			s.F32.Steps = Steps[float32]{amd64.MomentumF32AVX512, amd64.NesterovF32AVX512, amd64.RMSPropF32AVX512, amd64.AdamF32AVX512}
			s.F32.Exp, s.F32.Softmax = amd64.ExpF32AVX512, softmax(rowKernels[float32]{amd64.LanesF32AVX512, amd64.ExpLessF32AVX512, amd64.ScaleF32AVX512, amd64.GreatestF32AVX512, amd64.SumRowsF32AVX512})
			s.F32.Softplus = amd64.SoftplusF32AVX512
			s.F32.Act[ReLU] = Activation[float32]{amd64.ReLUF32AVX512, amd64.ReLUGradF32AVX512, false}
			s.F32.Act[Sigmoid] = Activation[float32]{amd64.SigmoidF32AVX512, amd64.SigmoidGradF32AVX512, false}
			s.F32.Act[LeakyReLU] = Activation[float32]{amd64.LeakyReLUF32AVX512, amd64.LeakyReLUGradF32AVX512, false}
			s.F32.Act[Tanh] = Activation[float32]{amd64.TanhF32AVX512, amd64.TanhGradF32AVX512, false}
			s.F32.Act[GELU] = Activation[float32]{amd64.GELUF32AVX512, amd64.GELUGradF32AVX512, true}
			s.F32.Act[GELUTanh] = Activation[float32]{amd64.GELUTanhF32AVX512, amd64.GELUTanhGradF32AVX512, true}
			s.F32.Act[SiLU] = Activation[float32]{amd64.SiLUF32AVX512, amd64.SiLUGradF32AVX512, true}
			s.F32.Peak, s.F32.PeakFlops = amd64.PeakF32AVX512, amd64.PeakFlopsF32AVX512

			s.F64.Gemm = newGemm(amd64.MRF64AVX512, amd64.NRF64AVX512, amd64.SweepF64AVX512, amd64.LanesF64AVX512, amd64.TilesF64AVX512(), amd64.RowsF64AVX512())
			s.F64.Dot = Inner[float64]{amd64.DotsF64AVX512(), amd64.DotRowsF64AVX512()}
			s.F64.MatVec, s.F64.Update = amd64.MatVecF64AVX512, amd64.UpdateF64AVX512()
			s.F64.Copy, s.F64.Transpose = amd64.CopyF64AVX512, amd64.TransposeF64AVX512
			s.F64.AddRow, s.F64.AddRowReLU = amd64.AddRowF64AVX512, amd64.AddRowReLUF64AVX512
			s.F64.SumRows = amd64.SumRowsF64AVX512
			s.F64.Axpy = amd64.AxpyF64AVX512
			s.F64.Sub = amd64.SubF64AVX512
			s.F64.Scale = amd64.ScaleF64AVX512
			s.F64.Steps = Steps[float64]{amd64.MomentumF64AVX512, amd64.NesterovF64AVX512, amd64.RMSPropF64AVX512, amd64.AdamF64AVX512}
			s.F64.Exp, s.F64.Softmax = amd64.ExpF64AVX512, softmax(rowKernels[float64]{amd64.LanesF64AVX512, amd64.ExpLessF64AVX512, amd64.ScaleF64AVX512, amd64.GreatestF64AVX512, amd64.SumRowsF64AVX512})
			s.F64.Softplus = amd64.SoftplusF64AVX512
			s.F64.Act[ReLU] = Activation[float64]{amd64.ReLUF64AVX512, amd64.ReLUGradF64AVX512, false}
			s.F64.Act[Sigmoid] = Activation[float64]{amd64.SigmoidF64AVX512, amd64.SigmoidGradF64AVX512, false}
			s.F64.Act[LeakyReLU] = Activation[float64]{amd64.LeakyReLUF64AVX512, amd64.LeakyReLUGradF64AVX512, false}
			s.F64.Act[Tanh] = Activation[float64]{amd64.TanhF64AVX512, amd64.TanhGradF64AVX512, false}
			s.F64.Act[GELU] = Activation[float64]{amd64.GELUF64AVX512, amd64.GELUGradF64AVX512, true}
			s.F64.Act[GELUTanh] = Activation[float64]{amd64.GELUTanhF64AVX512, amd64.GELUTanhGradF64AVX512, true}
			s.F64.Act[SiLU] = Activation[float64]{amd64.SiLUF64AVX512, amd64.SiLUGradF64AVX512, true}
			s.F64.Peak, s.F64.PeakFlops = amd64.PeakF64AVX512, amd64.PeakFlopsF64AVX512
		}},
	}
}
