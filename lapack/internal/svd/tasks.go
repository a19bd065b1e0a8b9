package svd

import "weft.example/internal/checked"

// What workers share of a merge of k poles: the roots of the secular equation, the squares of Löwner's formula, and the vectors.

const (
	partRows    = 32 // of a part of roots and of vectors
	partColumns = 64 // of a part of squares
)

func (b *divided) solve(k int) {
	b.poles = k
	b.bl.Run(checked.Operands{}, (k+partRows-1)/partRows, (*rootsTask)(b))
}

func (b *divided) lowner(k int) {
	if k == 1 {
		return
	}
	b.bl.Run(checked.Operands{}, (k+partColumns-1)/partColumns, (*squaresTask)(b))
	b.signed(k)
}

func (b *divided) vectors(k int) {
	b.bl.Run(checked.Operands{}, (k+partRows-1)/partRows, (*vectorsTask)(b))
}

type rootsTask divided

// Do finds some roots.
func (b *rootsTask) Do(_, part int) { b.roots(b.poles, part*partRows, min(b.poles, (part+1)*partRows)) }

type squaresTask divided

// Do computes some squares.
func (b *squaresTask) Do(_, part int) {
	b.squares(b.poles, part*partColumns, min(b.poles, (part+1)*partColumns))
}

type vectorsTask divided

// Do makes some vectors. Rows of the block are not packed yet: each part has a row of that space.
func (b *vectorsTask) Do(_, part int) {
	k := b.poles
	b.merging.vectors(k, part*partRows, min(k, (part+1)*partRows), b.packed[part*k:][:k])
}
