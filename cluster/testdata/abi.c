// A library of MPI 5's standard interface over MPICH's, of what the tests call. It takes no other handle than mpi.h
// of the standard has, nor one that it has not given out.

#include <stdint.h>
#include <stdlib.h>

typedef void *handle;

int PMPI_Init_thread(int *, char ***, int, int *);
int PMPI_Initialized(int *);
int PMPI_Finalized(int *);
int PMPI_Finalize(void);
int PMPI_Abort(int, int);
int PMPI_Comm_rank(int, int *);
int PMPI_Comm_size(int, int *);
int PMPI_Comm_dup(int, int *);
int PMPI_Comm_set_errhandler(int, int);
int PMPI_Error_string(int, char *, int *);
int PMPI_Get_library_version(char *, int *);
int PMPI_Iallreduce(const void *, void *, int, int, int, int, int *);
int PMPI_Ibcast(void *, int, int, int, int, int *);
int PMPI_Ibarrier(int, int *);
int PMPI_Ialltoallv(const void *, const int *, const int *, int, void *, const int *, const int *, int, int, int *);
int PMPI_Iallgatherv(const void *, int, int, void *, const int *, const int *, int, int, int *);
int PMPI_Iallgather(const void *, int, int, void *, int, int, int, int *);
int PMPI_Testall(int, int *, int *, void *);

static const intptr_t given = (intptr_t)1 << 40; // marks handles that are not the standard's own

static int known(handle h, intptr_t standard, int mpich) {
	if ((intptr_t)h != standard) abort();
	return mpich;
}
static handle give(int mpich) { return (handle)(given | (unsigned)mpich); }
static int comm(handle h) {
	return (intptr_t)h & given ? (int)(intptr_t)h : known(h, 0x101, 0x44000000);
}
static int type(handle h) {
	switch ((intptr_t)h) {
	case 0x210: return 0x4c00040a;
	case 0x214: return 0x4c00080b;
	default: return known(h, 0x247, 0x4c00010d);
	}
}
static int sum(handle h) { // one that is none is MPICH's to refuse
	return (intptr_t)h == 0x21 ? 0x58000003 : 0;
}
static const void *buffer(const void *p) { return p == (void *)1 ? (void *)-1 : p; }

int MPI_Init_thread(int *argc, char ***argv, int level, int *provided) {
	int code = PMPI_Init_thread(argc, argv, level / 1024, provided);
	*provided *= 1024;
	return code;
}
int MPI_Initialized(int *flag) { return PMPI_Initialized(flag); }
int MPI_Finalized(int *flag) { return PMPI_Finalized(flag); }
int MPI_Finalize(void) { return PMPI_Finalize(); }
int MPI_Abort(handle c, int code) { return PMPI_Abort(comm(c), code); }
int MPI_Comm_rank(handle c, int *rank) { return PMPI_Comm_rank(comm(c), rank); }
int MPI_Comm_size(handle c, int *size) { return PMPI_Comm_size(comm(c), size); }
int MPI_Comm_dup(handle c, handle *made) {
	int dup, code = PMPI_Comm_dup(comm(c), &dup);
	*made = give(dup);
	return code;
}
int MPI_Comm_set_errhandler(handle c, handle h) { return PMPI_Comm_set_errhandler(comm(c), known(h, 0x143, 0x54000001)); }
int MPI_Error_string(int code, char *text, int *n) { return PMPI_Error_string(code, text, n); }
int MPI_Get_library_version(char *text, int *n) { return PMPI_Get_library_version(text, n); }

#define STARTED(call) int r, code = call; *request = give(r); return code
int MPI_Iallreduce(const void *x, void *y, int n, handle t, handle op, handle c, handle *request) {
	STARTED(PMPI_Iallreduce(buffer(x), y, n, type(t), sum(op), comm(c), &r));
}
int MPI_Ibcast(void *x, int n, handle t, int root, handle c, handle *request) { STARTED(PMPI_Ibcast(x, n, type(t), root, comm(c), &r)); }
int MPI_Ibarrier(handle c, handle *request) { STARTED(PMPI_Ibarrier(comm(c), &r)); }
int MPI_Ialltoallv(const void *x, const int *n, const int *at, handle t, void *y, const int *ny, const int *aty, handle ty, handle c, handle *request) {
	STARTED(PMPI_Ialltoallv(buffer(x), n, at, type(t), y, ny, aty, type(ty), comm(c), &r));
}
int MPI_Iallgatherv(const void *x, int n, handle t, void *y, const int *ny, const int *aty, handle ty, handle c, handle *request) {
	STARTED(PMPI_Iallgatherv(buffer(x), n, type(t), y, ny, aty, type(ty), comm(c), &r));
}
int MPI_Iallgather(const void *x, int n, handle t, void *y, int ny, handle ty, handle c, handle *request) {
	STARTED(PMPI_Iallgather(buffer(x), n, type(t), y, ny, type(ty), comm(c), &r));
}
int MPI_Testall(int n, handle *requests, int *flag, void *statuses) {
	int rs[n], code;
	if (statuses) abort();
	for (int i = 0; i < n; i++) rs[i] = (intptr_t)requests[i] == 0x180 ? 0x2c000000 : (int)(intptr_t)requests[i];
	code = PMPI_Testall(n, rs, flag, (void *)1);
	for (int i = 0; i < n; i++) requests[i] = rs[i] == 0x2c000000 ? (handle)0x180 : give(rs[i]);
	return code;
}
