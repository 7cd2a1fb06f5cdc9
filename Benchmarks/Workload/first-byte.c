// SPDX-License-Identifier: Apache-2.0
// Runs a command, and prints how many milliseconds went by until the first byte of its output was there, and until it had ended:
//
//   first-byte COMMAND ARGUMENT…
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

int main(int count, char **words)
{
	char bytes[4096];
	int ends[2];
	if (count < 2 || pipe(ends))
		return 2;
	double start = milliseconds();
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(words[1], words + 1);
		_exit(127);
	}
	close(ends[1]);
	if (read(ends[0], bytes, 1) != 1)
		return 1;
	double first = milliseconds();
	while (read(ends[0], bytes, sizeof bytes) > 0)
		;
	waitpid(child, NULL, 0);
	printf("%.1f %.1f\n", first - start, milliseconds() - start);
	return 0;
}
