//go:build !purego && !race

package kernels

import (
	"github.com/klauspost/cpuid/v2"

	"weft/kernels/arm64"
)

// tiers lists what each instruction set does better than the one before it.
func tiers() []tier {
	return []tier{
		{name: "neon", runs: cpuid.CPU.Supports(cpuid.ASIMD), apply: func(s *Set) {
			s.F32.Gemm = newGemm(arm64.MRF32NEON, arm64.NRF32NEON, arm64.SweepF32NEON, arm64.LanesF32NEON, arm64.TilesF32NEON(), arm64.RowsF32NEON())
			s.F32.Dot = Inner[float32]{arm64.DotsF32NEON(), arm64.DotRowsF32NEON()}
			s.F32.MatVec, s.F32.Update = arm64.MatVecF32NEON, arm64.UpdateF32NEON()
			s.F32.Copy, s.F32.Transpose = arm64.CopyF32NEON, arm64.TransposeF32NEON
			s.F32.AddRow, s.F32.AddRowReLU = arm64.AddRowF32NEON, arm64.AddRowReLUF32NEON
			s.F32.SumRows = arm64.SumRowsF32NEON
			s.F32.Axpy = arm64.AxpyF32NEON
			s.F32.Sub = arm64.SubF32NEON
			s.F32.Scale = arm64.ScaleF32NEON
			s.F32.Steps = Steps[float32]{arm64.MomentumF32NEON, arm64.NesterovF32NEON, arm64.RMSPropF32NEON, arm64.AdamF32NEON}
			s.F32.Exp, s.F32.Softmax = arm64.ExpF32NEON, softmax(rowKernels[float32]{arm64.LanesF32NEON, arm64.ExpLessF32NEON, arm64.ScaleF32NEON, arm64.GreatestF32NEON, arm64.SumRowsF32NEON})
			s.F32.Softplus = arm64.SoftplusF32NEON
			s.F32.Act[ReLU] = Activation[float32]{arm64.ReLUF32NEON, arm64.ReLUGradF32NEON, false}
			s.F32.Act[Sigmoid] = Activation[float32]{arm64.SigmoidF32NEON, arm64.SigmoidGradF32NEON, false}
			s.F32.Act[LeakyReLU] = Activation[float32]{arm64.LeakyReLUF32NEON, arm64.LeakyReLUGradF32NEON, false}
			s.F32.Act[Tanh] = Activation[float32]{arm64.TanhF32NEON, arm64.TanhGradF32NEON, false}
			s.F32.Act[GELU] = Activation[float32]{arm64.GELUF32NEON, arm64.GELUGradF32NEON, true}
			s.F32.Act[GELUTanh] = Activation[float32]{arm64.GELUTanhF32NEON, arm64.GELUTanhGradF32NEON, true}
			s.F32.Act[SiLU] = Activation[float32]{arm64.SiLUF32NEON, arm64.SiLUGradF32NEON, true}
			s.F32.Peak, s.F32.PeakFlops = arm64.PeakF32NEON, arm64.PeakFlopsF32NEON

			s.F64.Gemm = newGemm(arm64.MRF64NEON, arm64.NRF64NEON, arm64.SweepF64NEON, arm64.LanesF64NEON, arm64.TilesF64NEON(), arm64.RowsF64NEON())
			s.F64.Dot = Inner[float64]{arm64.DotsF64NEON(), arm64.DotRowsF64NEON()}
			s.F64.MatVec, s.F64.Update = arm64.MatVecF64NEON, arm64.UpdateF64NEON()
			s.F64.Copy, s.F64.Transpose = arm64.CopyF64NEON, arm64.TransposeF64NEON
			s.F64.AddRow, s.F64.AddRowReLU = arm64.AddRowF64NEON, arm64.AddRowReLUF64NEON
			s.F64.SumRows = arm64.SumRowsF64NEON
			s.F64.Axpy = arm64.AxpyF64NEON
			s.F64.Sub = arm64.SubF64NEON
			s.F64.Scale = arm64.ScaleF64NEON
			s.F64.Steps = Steps[float64]{arm64.MomentumF64NEON, arm64.NesterovF64NEON, arm64.RMSPropF64NEON, arm64.AdamF64NEON}
			s.F64.Exp, s.F64.Softmax = arm64.ExpF64NEON, softmax(rowKernels[float64]{arm64.LanesF64NEON, arm64.ExpLessF64NEON, arm64.ScaleF64NEON, arm64.GreatestF64NEON, arm64.SumRowsF64NEON})
			s.F64.Softplus = arm64.SoftplusF64NEON
			s.F64.Act[ReLU] = Activation[float64]{arm64.ReLUF64NEON, arm64.ReLUGradF64NEON, false}
			s.F64.Act[Sigmoid] = Activation[float64]{arm64.SigmoidF64NEON, arm64.SigmoidGradF64NEON, false}
			s.F64.Act[LeakyReLU] = Activation[float64]{arm64.LeakyReLUF64NEON, arm64.LeakyReLUGradF64NEON, false}
			s.F64.Act[Tanh] = Activation[float64]{arm64.TanhF64NEON, arm64.TanhGradF64NEON, false}
			s.F64.Act[GELU] = Activation[float64]{arm64.GELUF64NEON, arm64.GELUGradF64NEON, true}
			s.F64.Act[GELUTanh] = Activation[float64]{arm64.GELUTanhF64NEON, arm64.GELUTanhGradF64NEON, true}
			s.F64.Act[SiLU] = Activation[float64]{arm64.SiLUF64NEON, arm64.SiLUGradF64NEON, true}
			s.F64.Peak, s.F64.PeakFlops = arm64.PeakF64NEON, arm64.PeakFlopsF64NEON
		}},
	}
}
