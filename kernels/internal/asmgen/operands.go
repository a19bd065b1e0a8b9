package asmgen

// operands is what machines can whose multiply-adds take an operand from memory. t is spare: a partial vector may have to
// be loaded to it.
type operands interface {
	fmaLoad(acc, x, t vec, p reg, disp int, of extent)  // acc += x·what p+disp points to
	fmaRung(acc, x, t vec, set, i, disp int, of extent) // acc += x·row i of a dot tile's
	fmaRow(acc, x, t vec, i int)                        // acc += x·the element of row i
}

// fma adds x times what p points to. It costs no instruction to load it where a machine has such operands: what is
// loaded for one multiply-add alone goes this way.
func (m mover) fma(acc, x, t vec, p reg) {
	if m.part > 0 {
		m.mc.(masked).fmaPart(acc, x, p, m.disp, m.part)
		return
	}
	if o, ok := m.mc.(operands); ok && !m.one && m.few == 0 {
		o.fmaLoad(acc, x, t, p, m.disp, m.extent())
		return
	}
	m.load(t, p)
	m.mc.fma(acc, t, x)
}

// fmaRung is mover.fma for what rung loads.
func fmaRung(mc machine, acc, x, t vec, set, i, disp int, of extent) {
	if o, ok := mc.(operands); ok && of != firstElement {
		o.fmaRung(acc, x, t, set, i, disp, of)
		return
	}
	mc.rung(t, set, i, disp, of)
	mc.fma(acc, t, x)
}

// fmaRow is mover.fma for what row repeats.
func fmaRow(mc machine, acc, x, t vec, i int) {
	if o, ok := mc.(operands); ok {
		o.fmaRow(acc, x, t, i)
		return
	}
	mc.row(t, i)
	mc.fma(acc, x, t)
}
