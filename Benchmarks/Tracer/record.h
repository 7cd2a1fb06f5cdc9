/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What the kernel half of the peer tracer hands to its user half. */
#pragma once

struct record {
	unsigned long long time;     /* nanoseconds of the monotonic clock at return */
	unsigned long long duration; /* nanoseconds in the call; 0 in mode "line" */
	long long result;
	unsigned int thread;
	unsigned int number;
};
