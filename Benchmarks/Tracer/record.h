/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What the halves of the peer tracer say to each other. */
#pragma once

/* What the user half tells the kernel half before it is loaded. */
struct settings {
	unsigned int target;        /* the process whose calls are printed */
	unsigned int with_duration; /* 1 in modes "pair" and "audit", else 0 */
	unsigned int with_name;     /* 1 in mode "audit", else 0 */
};

/* What the kernel half hands to the user half for each call. */
struct record {
	unsigned long long time;     /* nanoseconds of the monotonic clock at return */
	unsigned long long duration; /* nanoseconds in the call; 0 in mode "line" */
	long long result;
	unsigned int thread;
	unsigned int number;
};

/* The same in mode "audit", with the name of the task. */
struct named_record {
	struct record call;
	char name[16];
};
