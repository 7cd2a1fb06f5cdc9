// SPDX-License-Identifier: Apache-2.0
// The user half of the peer. Usage: tracer OBJECT MODE PID OUTPUT, where MODE is empty, line or pair.
// It prints "ready" when everything is attached, and ends on SIGINT.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record.h"

static volatile sig_atomic_t stopped;
static char buffer[1 << 16];
static size_t used;
static int output;
static unsigned long long lines, epoch_offset;
static int with_duration;

static void stop(int signal)
{
	stopped = 1;
}

static void flush(void)
{
	for (size_t done = 0; done < used;) {
		ssize_t count = write(output, buffer + done, used - done);
		if (count < 0) {
			perror("write");
			exit(3);
		}
		done += count;
	}
	used = 0;
}

/* Appends a number in decimal; snprintf costs four times as much. */
static void append(unsigned long long value, int negative)
{
	char digits[24];
	int count = 0;
	do {
		digits[count++] = '0' + value % 10;
		value /= 10;
	} while (value);
	if (negative)
		buffer[used++] = '-';
	while (count)
		buffer[used++] = digits[--count];
}

static int take(void *context, void *bytes, size_t size)
{
	const struct record *record = bytes;
	if (used > sizeof(buffer) - 128)
		flush();
	append(record->time + epoch_offset, 0);
	buffer[used++] = ' ';
	append(record->thread, 0);
	buffer[used++] = ' ';
	append(record->number, 0);
	buffer[used++] = ' ';
	append(record->result < 0 ? -record->result : record->result, record->result < 0);
	if (with_duration) {
		buffer[used++] = ' ';
		append(record->duration, 0);
	}
	buffer[used++] = '\n';
	lines++;
	return 0;
}

static unsigned long long nanoseconds(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* Sets the read-only variable at `offset` of the object's .rodata before it is loaded. */
static void configure(struct bpf_object *object, int target)
{
	struct bpf_map *map;
	bpf_object__for_each_map(map, object) {
		size_t size;
		int *values = (int *)bpf_map__initial_value(map, &size);
		if (strstr(bpf_map__name(map), ".rodata") && values && size >= 8) {
			values[0] = target;
			values[1] = with_duration;
		}
	}
}

int main(int count, char **words)
{
	if (count != 5)
		return 2;
	with_duration = !strcmp(words[2], "pair");
	output = open(words[4], O_WRONLY | O_CREAT | O_TRUNC, 0644);
	epoch_offset = nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_MONOTONIC);
	struct bpf_object *object = bpf_object__open(words[1]);
	if (!object)
		return 3;
	configure(object, atoi(words[3]));
	if (bpf_object__load(object))
		return 3;
	struct ring_buffer *ring = NULL;
	struct bpf_map *records = bpf_object__find_map_by_name(object, "records");
	if (records)
		ring = ring_buffer__new(bpf_map__fd(records), take, NULL, NULL);
	struct bpf_program *program;
	bpf_object__for_each_program(program, object)
		if (!bpf_program__attach(program))
			return 3;
	signal(SIGINT, stop);
	puts("ready");
	fflush(stdout);
	while (!stopped) {
		if (!ring) {
			pause();
			continue;
		}
		int taken = ring_buffer__poll(ring, 50);
		if (taken < 0 && taken != -EINTR)
			return 3;
		/* What came with no wake-up is taken when the poll runs out of time. */
		if (taken == 0)
			ring_buffer__consume(ring);
	}
	if (ring)
		ring_buffer__consume(ring);
	flush();
	fprintf(stderr, "%llu lines\n", lines);
	return 0;
}
