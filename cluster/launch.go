package cluster

import (
	"cmp"
	"os"
	"slices"
	"strconv"
)

// launcher is a program that starts the ranks, known by a variable that it sets to their number.
type launcher struct {
	variable string
	of       string // the interface that its processes most likely have, "" for any
	advice   string // where a library does not know of the other processes
}

// launchers are looked for in this order, as one may be started by another that comes later. To know another is to add a row.
var launchers = []launcher{
	{"OMPI_COMM_WORLD_SIZE", openMPI, ownLibrary}, // Open MPI's mpirun
	{"MV2_COMM_WORLD_SIZE", mpich, ownLibrary},    // MVAPICH's
	{"PMI_SIZE", mpich, ownLibrary},               // Hydra, which is MPICH's and Intel MPI's mpirun; srun --mpi=pmi2
	{"SLURM_STEP_NUM_TASKS", "", itsInterface},    // srun
}

const (
	ownLibrary   = "name the launcher's library in " + variable
	itsInterface = "srun starts Open MPI's with --mpi=pmix, MPICH's with --mpi=pmi2"
)

// Launched returns how many processes a launcher has started, of which this is one, and 0 where none has that is known
// here.
func Launched() int {
	n, _ := launched()
	return n
}

func launched() (int, launcher) {
	for _, l := range launchers {
		if n, err := strconv.Atoi(os.Getenv(l.variable)); err == nil && n > 0 {
			return n, l
		}
	}
	return 0, launcher{}
}

// candidates are the files to look for MPI in. Those that fit the launcher come first.
func candidates(l launcher) (files []string) {
	likeliest := slices.Clone(abis)
	slices.SortStableFunc(likeliest, func(a, b abi) int {
		rank := func(a abi) int {
			if a.name == l.of {
				return 0
			}
			return 1
		}
		return cmp.Compare(rank(a), rank(b))
	})
	for _, a := range likeliest {
		for _, v := range a.versions {
			files = append(files, v.file())
		}
	}
	return files
}
