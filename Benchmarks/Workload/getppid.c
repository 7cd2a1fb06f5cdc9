// SPDX-License-Identifier: Apache-2.0
// The traced process. It obeys one command for each line on standard input, until that ends:
//
//   run COUNT   makes COUNT calls of getppid and prints the CPU time of each in nanoseconds
//   pace COUNT RATE   makes COUNT calls of getuid, RATE a second, and prints "paced"
//   knock       makes 200 calls of getpgrp, by which the driver sees that a tracer is attached, and prints
//               "knocked"; fewer lines would stay in the buffer of a tracer that flushes by 4 KiB
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double nanoseconds(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void run(long count)
{
	double start = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
	for (long i = 0; i < count; i++)
		syscall(SYS_getppid);
	printf("%.2f\n", (nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - start) / count);
}

/* Waits without a system call, which would be traced; a call that is late is made at once. */
static void pace(long count, double rate)
{
	double start = nanoseconds(CLOCK_MONOTONIC);
	for (long i = 0; i < count; i++) {
		while (i % 100 == 0 && nanoseconds(CLOCK_MONOTONIC) < start + i * 1e9 / rate)
			;
		syscall(SYS_getuid);
	}
	puts("paced");
}

int main(void)
{
	char line[64];
	long count;
	double rate;
	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "run %ld", &count) == 1 && count > 0) {
			run(count);
		} else if (sscanf(line, "pace %ld %lf", &count, &rate) == 2 && rate > 0) {
			pace(count, rate);
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
