// Package cluster joins the processes that train one network together, over MPI: those that Slurm's srun or mpirun has
// started, on the nodes of a cluster or on the sockets of one machine. A [Comm] is this process's place among them.
// docs/cluster.md has a whole program, and how to start it.
//
//	c, err := cluster.Join("")
//	if err != nil {
//		log.Fatal(err)
//	}
//	if err := train(c); err != nil {
//		c.Abort(err) // ends the others too, who would wait
//	}
//	c.Close()
//
// MPI's library is loaded when a program asks for it, by [purego], without cgo: on Linux, macOS and FreeBSD, on
// amd64, arm64 and, on Linux alone, riscv64. Elsewhere, and with the build tag nopeers, there is none, and [Join] of [Alone] is
// what works. A program that does not import this package has nothing of it.
//
// Known are the three interfaces that libraries have: Open MPI's, MPICH's, which is Intel MPI's, MVAPICH's and
// Cray's too, and MPI 5's standard one. abi.go has what tells them apart.
//
// [purego]: https://github.com/ebitengine/purego
package cluster
