// Copyright (c) 2026 the marktap authors. SPDX-License-Identifier: Apache-2.0
#pragma once
#include <event-parse.h>
#include <trace-cmd.h>

// The library exports these since 3.0, and its public header does not declare them.

/// Returns the words of uname(2) on the recorded machine: system, host, release, machine; NULL if they are not known.
const char *tracecmd_get_uname(struct tracecmd_input *handle);

/// Returns how many CPUs the recording has; a buffer of it may have fewer.
int tracecmd_cpus(struct tracecmd_input *handle);

/// Returns the last record of `cpu`, to be freed; NULL if there is none.
struct tep_record *tracecmd_read_cpu_last(struct tracecmd_input *handle, int cpu);
