// So many calls that Go collects garbage, then the same in a forked child. There they are the next library's: Go would wait
// for threads that it no longer has.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

double ddot_(int *, double *, int *, double *, int *);

static int wrong(void) {
	int n = 3, inc = 1;
	double x[] = {1, 2, 3};
	for (int i = 0; i < 1000000; i++) {
		if (ddot_(&n, x, &inc, x, &inc) != 14) return 1;
	}
	return 0;
}

int main(void) {
	int status;
	if (wrong()) return 1;
	if (fork() == 0) {
		alarm(20);
		return wrong();
	}
	wait(&status);
	printf("ddot in a forked child: %s\n", status ? "FAIL" : "PASS");
	return status != 0;
}
