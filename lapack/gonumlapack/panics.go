package gonumlapack

// What gonum's LAPACK panics with.
const (
	badLWork  = "lapack: insufficient declared workspace length"
	badLdA    = "lapack: bad leading dimension of A"
	badLdU    = "lapack: bad leading dimension of U"
	badLdVT   = "lapack: bad leading dimension of VT"
	badSVDJob = "lapack: bad SVDJob"
	mLT0      = "lapack: m < 0"
	nLT0      = "lapack: n < 0"
	shortA    = "lapack: insufficient length of a"
	shortD    = "lapack: insufficient length of d"
	shortE    = "lapack: insufficient length of e"
	shortS    = "lapack: insufficient length of s"
	shortTauP = "lapack: insufficient length of tauP"
	shortTauQ = "lapack: insufficient length of tauQ"
	shortU    = "lapack: insufficient length of u"
	shortVT   = "lapack: insufficient length of vt"
	shortWork = "lapack: insufficient length of work"
)
