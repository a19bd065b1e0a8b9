package cluster

import (
	"fmt"
	"runtime"
	"strings"
)

// abi is an interface of compiled programs with libraries of MPI: what mpi.h says that is no function. To know another is to
// add a row.
type abi struct {
	name     string
	versions []soname // that systems have it under, the likeliest first
	symbol   string   // that no other has, or ""
	says     []string // words of a library's version, one of which it has

	handleSize                               int // in bytes
	world, float, double, bytes, sum, errors handle
	inPlace                                  uintptr // in the place of a buffer that is sent
	ignored                                  uintptr // in the place of statuses
	serialized                               uintptr // the level of threads that call one at a time

	settings []setting
}

// setting is a variable of the environment that a library is started with, unless the user has set it.
type setting struct{ variable, value string }

// handle stands for an object of MPI's: the address of a symbol, or a number.
type handle struct {
	symbol string
	number uintptr
}

func at(symbol string) handle      { return handle{symbol: symbol} }
func number(number uintptr) handle { return handle{number: number} }
func (h handle) in(l library) uintptr {
	if h.symbol == "" {
		return h.number
	}
	return l.lookUp(h.symbol)
}

// soname is the name of a library and the version of its interface.
type soname struct{ name, version string }

// file is what the system calls it.
func (s soname) file() string {
	if runtime.GOOS == "darwin" {
		return fmt.Sprintf("lib%s.%s.dylib", s.name, s.version)
	}
	return fmt.Sprintf("lib%s.so.%s", s.name, s.version)
}

// The names of the interfaces.
const (
	openMPI  = "Open MPI"
	mpich    = "MPICH"
	standard = "MPI 5"
)

var abis = []abi{
	{
		name: openMPI, versions: []soname{{"mpi", "40"}}, symbol: "ompi_mpi_comm_world",
		handleSize: 8, world: at("ompi_mpi_comm_world"), float: at("ompi_mpi_float"), double: at("ompi_mpi_double"),
		bytes: at("ompi_mpi_byte"), sum: at("ompi_mpi_op_sum"), errors: at("ompi_mpi_errors_return"),
		inPlace: 1, ignored: 0, serialized: 2,
		// Open MPI 4 and 5 sum up in place along a tree, through whose root all bytes of all ranks go. By halves each rank sends 2(n−1)/n of
		// its bytes: 2.1 MB of 2 ranks on one machine take 0.31 ms in place of 0.80. Copies by shared memory (btl_vader_single_copy_mechanism none)
		// would take 0.44. MPICH takes 0.39: no other of its algorithms (MPIR_CVAR_IALLREDUCE_INTRA_ALGORITHM) nor of UCX's transports and schemes takes less.
		settings: []setting{{"OMPI_MCA_coll_libnbc_iallreduce_algorithm", "rabenseifner"}},
	},
	{ // before MPICH's, as a library that has both says that it is MPICH
		name: standard, versions: []soname{{"mpi_abi", "1"}, {"mpi_abi", "0"}},
		handleSize: 8, world: number(0x101), float: number(0x210), double: number(0x214),
		bytes: number(0x247), sum: number(0x21), errors: number(0x143),
		inPlace: 1, ignored: 0, serialized: 2048,
	},
	{
		name: mpich, versions: []soname{{"mpich", "12"}, {"mpi", "12"}, {"mpi_cray", "12"}}, says: []string{"MPICH", "Intel(R) MPI", "MVAPICH"},
		handleSize: 4, world: number(0x44000000), float: number(0x4c00040a), double: number(0x4c00080b),
		bytes: number(0x4c00010d), sum: number(0x58000003), errors: number(0x54000001),
		inPlace: ^uintptr(0), ignored: 1, serialized: 2,
	},
}

// abiOf is that of a library which was loaded from path and says what version it is, nil if none is known.
func abiOf(l library, path, version string) *abi {
	for i := range abis {
		if abis[i].is(l, path, version) {
			return &abis[i]
		}
	}
	return nil
}

func (a *abi) is(l library, path, version string) bool {
	switch {
	case a.symbol != "":
		return l.lookUp(a.symbol) != 0
	case a.says != nil:
		for _, word := range a.says {
			if strings.Contains(version, word) {
				return true
			}
		}
		return false
	default: // of the standard interface there are libraries of any maker, all of one name
		return strings.Contains(path, "lib"+a.versions[0].name+".")
	}
}
