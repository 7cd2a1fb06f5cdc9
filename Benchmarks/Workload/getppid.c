// SPDX-License-Identifier: Apache-2.0
// The traced process. It obeys one command for each line on standard input, until that ends:
//
//   run COUNT   makes COUNT calls of getppid and prints the CPU time of each in nanoseconds
//   knock       makes 200 calls of getpgrp, by which the driver sees that a tracer is attached, and prints
//               "knocked"; fewer lines would stay in the buffer of a tracer that flushes by 4 KiB
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double nanoseconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void run(long count)
{
	double start = nanoseconds();
	for (long i = 0; i < count; i++)
		syscall(SYS_getppid);
	printf("%.2f\n", (nanoseconds() - start) / count);
}

int main(void)
{
	char line[64];
	long count;
	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "run %ld", &count) == 1 && count > 0) {
			run(count);
		} else if (!strcmp(line, "knock\n")) {
			for (int i = 0; i < 200; i++)
				syscall(SYS_getpgrp);
			puts("knocked");
		} else {
			fprintf(stderr, "getppid: no command: %s", line);
			return 2;
		}
	}
	return 0;
}
