// SPDX-License-Identifier: Apache-2.0
// Usage: getppid COUNT. Waits for a line on standard input, makes COUNT system calls, and prints the CPU time
// of each in nanoseconds.
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static double seconds(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int count, char **words)
{
	long calls = count > 1 ? atol(words[1]) : 1000000;
	char line[16];
	if (!fgets(line, sizeof(line), stdin))
		return 2;
	double start = seconds();
	for (long i = 0; i < calls; i++)
		syscall(SYS_getppid);
	printf("%.2f\n", (seconds() - start) * 1e9 / calls);
	fflush(stdout);
	return 0;
}
