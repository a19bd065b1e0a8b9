package kernels

// eachRow calls do with what there is of each row of a ramp, with as much of v, and with the row's element of r.
func eachRow[T Float](p *Ramp[T], a, v, r *T, do func(row, v []T, r *T)) {
	first, lda := 0, p.LDA
	for i := range p.M {
		var row, along []T
		if from, n := p.From+i*p.FromStep, p.To-p.From+i*(p.ToStep-p.FromStep); n > 0 {
			row, along = vec(at(a, first+from), n), vec(at(v, from), n)
		}
		do(row, along, at(r, i))
		first, lda = first+lda, lda+p.Bend
	}
}

func rampDots[T Float](p *Ramp[T], a, v, r *T) {
	eachRow(p, a, v, r, func(row, v []T, r *T) {
		var sum T
		for j, x := range row {
			sum += x * v[j]
		}
		sum *= p.Alpha
		if p.Beta != 0 {
			sum += p.Beta * *r
		}
		*r = sum
	})
}

func rampAxpy[T Float](p *Ramp[T], a, v, r *T) {
	eachRow(p, a, v, r, func(row, v []T, r *T) {
		factor := p.Alpha * *r
		for j, x := range row {
			v[j] += factor * x
		}
	})
}

func rampOuter[T Float](p *Ramp[T], a, v, r *T) {
	eachRow(p, a, v, r, func(row, v []T, r *T) {
		factor := p.Alpha * *r
		for j, x := range v {
			row[j] += factor * x
		}
	})
}

func rampOuter2[T Float](p *Ramp[T], a, v, r *T) {
	rampOuter(p, a, v, r)
	rampOuter(p, a, at(v, p.Apart), at(r, p.Apart))
}

func rampSolve[T Float](p *Ramp[T], a, v, f *T) {
	own, step := p.To, -1
	if p.FromStep > 0 {
		own, step = p.From-1, 1
	}
	first, lda := 0, p.LDA
	for i := range p.M {
		x := at(v, own)
		*x *= *at(f, own)
		if from, to := p.From+i*p.FromStep, p.To+i*p.ToStep; to > from {
			for j, e := range vec(at(a, first+from), to-from) {
				*at(v, from+j) += p.Alpha * *x * e
			}
		}
		first, lda, own = first+lda, lda+p.Bend, own+step
	}
}

func rampSolveRows[T Float](p *Ramp[T], a, v, f *T) {
	own, lowest, step := p.To, p.To, 1
	if p.FromStep < 0 {
		own, lowest, step = p.From-1, p.From-p.M, -1
	}
	first, lda := 0, p.LDA
	for i := range p.M {
		x := at(v, own)
		if from, to := p.From+i*p.FromStep, p.To+i*p.ToStep; to > from {
			for j, e := range vec(at(a, first+from), to-from) {
				*x -= e * *at(v, from+j)
			}
		}
		*x *= *at(f, own-lowest)
		first, lda, own = first+lda, lda+p.Bend, own+step
	}
}
