// SPDX-License-Identifier: Apache-2.0
// The user half of the peer. Usage: tracer OBJECT MODE PID OUTPUT, where MODE is empty, line, pair or audit.
// It prints "ready" when everything is attached, and ends on SIGINT; then it says how many lines it wrote and
// how many records were lost.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "record.h"

/* How long what came with no wake-up may wait. */
#define POLL_MILLISECONDS 50

static volatile sig_atomic_t stopped;
static struct settings settings;
static char buffer[1 << 16];
static size_t used;
static int output;
static unsigned long long lines, epoch_offset;

static void stop(int signal)
{
	stopped = 1;
}

static void fail(const char *what)
{
	perror(what);
	exit(3);
}

static void flush(void)
{
	for (size_t done = 0; done < used;) {
		ssize_t count = write(output, buffer + done, used - done);
		if (count < 0)
			fail("write");
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

static void append_text(const char *text)
{
	while (*text)
		buffer[used++] = *text++;
}

/* The calls that the workload makes. */
static const char *const names[] = {[SYS_getppid] = "getppid", [SYS_getpgrp] = "getpgrp"};

/* Appends the line of `marktap audit` for a call without arguments. */
static void append_audit(const struct named_record *record)
{
	const struct record *call = &record->call;
	append(call->thread, 0);
	buffer[used++] = ' ';
	append_text(record->name);
	buffer[used++] = ' ';
	if (call->number < sizeof(names) / sizeof(*names) && names[call->number])
		append_text(names[call->number]);
	else
		append(call->number, 0);
	append_text("() = ");
	append(call->result < 0 ? -call->result : call->result, call->result < 0);
	append_text(" <");
	append(call->duration / 1000000000, 0);
	buffer[used++] = '.';
	for (unsigned int unit = 100000000; unit; unit /= 10)
		buffer[used++] = '0' + call->duration / unit % 10;
	append_text(">\n");
}

static int take(void *context, void *bytes, size_t size)
{
	const struct record *record = bytes;
	if (used > sizeof(buffer) - 128)
		flush();
	if (settings.with_name) {
		append_audit(bytes);
		lines++;
		return 0;
	}
	append(record->time + epoch_offset, 0);
	buffer[used++] = ' ';
	append(record->thread, 0);
	buffer[used++] = ' ';
	append(record->number, 0);
	buffer[used++] = ' ';
	append(record->result < 0 ? -record->result : record->result, record->result < 0);
	if (settings.with_duration) {
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

/* Opens and loads the object; a mode that prints no duration does without the program at entry. */
static struct bpf_object *load(const char *path)
{
	struct bpf_object *object = bpf_object__open(path);
	if (!object)
		fail(path);
	struct bpf_map *constants = bpf_object__find_map_by_name(object, ".rodata");
	if (constants && bpf_map__set_initial_value(constants, &settings, sizeof(settings)))
		fail("settings");
	struct bpf_program *enter = bpf_object__find_program_by_name(object, "enter");
	if (enter && !settings.with_duration)
		bpf_program__set_autoload(enter, false);
	if (bpf_object__load(object))
		fail("load");
	return object;
}

static void attach(struct bpf_object *object)
{
	struct bpf_program *program;
	bpf_object__for_each_program(program, object)
		if (bpf_program__autoload(program) && !bpf_program__attach(program))
			fail("attach");
}

/* Prints what arrives until SIGINT: at a wake-up, and when the poll runs out of time. */
static void print(struct ring_buffer *ring)
{
	while (!stopped) {
		int taken = ring_buffer__poll(ring, POLL_MILLISECONDS);
		if (taken < 0 && taken != -EINTR)
			fail("poll");
		if (taken == 0) {
			ring_buffer__consume(ring);
			flush();
		}
	}
	ring_buffer__consume(ring);
	flush();
}

static unsigned long long lost_records(struct bpf_object *object)
{
	unsigned long long lost = 0;
	unsigned int key = 0;
	struct bpf_map *variables = bpf_object__find_map_by_name(object, ".bss");
	if (variables && bpf_map_lookup_elem(bpf_map__fd(variables), &key, &lost))
		fail("lost");
	return lost;
}

int main(int count, char **words)
{
	if (count != 5) {
		fprintf(stderr, "usage: %s OBJECT empty|line|pair|audit PID OUTPUT\n", words[0]);
		return 2;
	}
	settings.with_name = !strcmp(words[2], "audit");
	settings.with_duration = settings.with_name || !strcmp(words[2], "pair");
	settings.target = atoi(words[3]);
	output = open(words[4], O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (output < 0)
		fail(words[4]);
	epoch_offset = nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_MONOTONIC);

	struct bpf_object *object = load(words[1]);
	struct bpf_map *records = bpf_object__find_map_by_name(object, "records");
	struct ring_buffer *ring = NULL;
	if (records && !(ring = ring_buffer__new(bpf_map__fd(records), take, NULL, NULL)))
		fail("ring buffer");
	struct sigaction action = {.sa_handler = stop};
	sigaction(SIGINT, &action, NULL);
	attach(object);
	puts("ready");
	fflush(stdout);

	if (ring)
		print(ring);
	while (!stopped)
		pause();
	fprintf(stderr, "%llu lines, %llu lost\n", lines, lost_records(object));
	return 0;
}
