// Copyright (c) 2026 the marktap authors. SPDX-License-Identifier: Apache-2.0
#pragma once
#include <event-parse.h>
#include <stdbool.h>
#include <trace-cmd.h>

// The library exports these since 3.0, and its public header does not declare them.

/// Returns the words of uname(2) on the recorded machine: system, host, release, machine; NULL if they are not known.
const char *tracecmd_get_uname(struct tracecmd_input *handle);

/// Returns how many CPUs the recording has; a buffer of it may have fewer.
int tracecmd_cpus(struct tracecmd_input *handle);

/// Returns the last record of `cpu`, to be freed; NULL if there is none.
struct tep_record *tracecmd_read_cpu_last(struct tracecmd_input *handle, int cpu);

/// Returns what the recorded machine said at the end of the buffers of its CPUs: `per_cpu/cpuN/stats` of tracefs, each behind a
/// line "CPU: N", and those of an instance behind a line "Buffer: NAME"; NULL if nothing was recorded of that.
const char *tracecmd_get_cpustats(struct tracecmd_input *handle);

/// A way to compress recordings.
struct tracecmd_compression_proto {
  /// Which one a new file gets: the one with the greatest number.
  int weight;
  /// The name and the version, as files have them.
  const char *name;
  const char *version;
  /// Packs `in` and returns how many bytes that makes in `out`; negative if it does not fit.
  int (*compress)(void *context, const void *in, int in_bytes, void *out, int out_bytes);
  /// Unpacks `in` and returns how many bytes that makes in `out`; negative if that is not possible.
  int (*uncompress)(void *context, const void *in, int in_bytes, void *out, int out_bytes);
  /// Returns how many bytes the packed form of `bytes` has at most.
  unsigned int (*compress_size)(void *context, unsigned int bytes);
  /// Returns whether files of that name and version can be unpacked; the version may be NULL.
  bool (*is_supported)(const char *name, const char *version);
  /// What makes a context and frees it; NULL if there is none.
  void *(*new_context)(void);
  void (*free_context)(void *context);
};

/// Adds a way to compress, of which a copy is made; fails if the library has it.
int tracecmd_compress_proto_register(struct tracecmd_compression_proto *proto);
