/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What the halves of the peer tracer say to each other. */
#pragma once

/* What the user half tells the kernel half before it is loaded. */
struct settings {
	unsigned int target;        /* the process whose calls are printed */
	unsigned int with_duration; /* 1 in mode "pair", else 0 */
};

/* What the kernel half hands to the user half for each call. */
struct record {
	unsigned long long time;     /* nanoseconds of the monotonic clock at return */
	unsigned long long duration; /* nanoseconds in the call; 0 in mode "line" */
	long long result;
	unsigned int thread;
	unsigned int number;
};
