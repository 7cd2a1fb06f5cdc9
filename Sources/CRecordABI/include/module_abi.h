/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * How a generated module and its reader speak: one character device for each module, /dev/marktap_NAME, which one
 * process has open. While it is open the module cannot be unloaded; when it is closed, however that comes, the probes
 * stop.
 *
 * Memory that both share is mapped from the device, at these offsets:
 *
 *   MARKTAP_MAP_SESSION   one page with a struct marktap_session
 *   MARKTAP_MAP_SCALARS   the scalar globals that live in the kernel, as KernelLayout of IR places them
 *   MARKTAP_MAP_RING      the ring buffer: a page that the reader writes, a page that the kernel writes, then
 *                         the data, laid out as a BPF ring buffer is (kernel/bpf/ringbuf.c, Linux 6.1)
 *
 * poll() reports the device readable when a record has gone over the end of a stretch of `wakeup_bytes`.
 */
#pragma once

#include "record_abi.h"
#ifdef __KERNEL__
#include <linux/ioctl.h>
#else
#include <errno.h>
#include <sys/ioctl.h>
#endif

/* The version of this interface; a module of another one is refused. */
#define MARKTAP_MODULE_VERSION 2

#define MARKTAP_MAP_SESSION 0x00000000u
#define MARKTAP_MAP_SCALARS 0x10000000u
#define MARKTAP_MAP_RING 0x20000000u

/* What a module says of itself. */
struct marktap_module_facts {
	marktap_u32 version;      /* MARKTAP_MODULE_VERSION */
	marktap_u32 probe_count;  /* probes of the program, those without a kernel half included */
	marktap_u32 site_count;   /* places that MARKTAP_ATTACH attaches to */
	marktap_u32 scalars_size; /* bytes at MARKTAP_MAP_SCALARS; 0 for none */
	marktap_u32 cpu_count;    /* CPUs that are possible: that many values has each statistic */
	marktap_u32 has_records;  /* not 0 iff records are sent */
};

/* What happened at one probe. */
struct marktap_probe_counts {
	marktap_u64 lost;    /* records that found no room */
	marktap_u64 missed;  /* hits that a breakpoint could not follow */
	marktap_u64 skipped; /* runs left out: within another run of the same CPU and context, or because of overload */
	marktap_u64 runs;    /* runs that were measured */
	marktap_u64 time;    /* nanoseconds that these took together */
};

/* Why a place could not be attached to. */
struct marktap_attachment {
	marktap_u64 wanted;  /* in: address of one byte for each probe, not 0 iff it is wanted; 0 for all */
	marktap_u32 site;    /* out: the number of the place that failed, in the order of the sites */
	marktap_s64 error;   /* out: a negative error number; 0 if all are attached */
	marktap_u32 measure; /* in: not 0 iff runs are measured */
};

/* What a place is. */
enum marktap_site_kind {
	MARKTAP_SITE_TRACEPOINT = 0,
	MARKTAP_SITE_EVENT = 1, /* needs MARKTAP_EVENT_ID before it can be attached to */
	MARKTAP_SITE_FUNCTION = 2,
	MARKTAP_SITE_COUNTER = 3,
	MARKTAP_SITE_MARKER = 4,
};

/* A place where kernel halves run. */
struct marktap_site_facts {
	marktap_u32 site;  /* in: its number, from 0 */
	marktap_u32 kind;  /* out: an enum marktap_site_kind */
	marktap_u32 probe; /* out: the number of the first probe there */
	char name[132];    /* out: of a tracepoint, a function or a marker; system and name of an event with a colon between */
};

/* The number that a trace event has in the running kernel, for the site numbered `site`. */
struct marktap_event_id {
	marktap_u32 site;
	marktap_u32 id;
};

/* An operation on the table of a global. A statistic has as many values as CPUs are possible, one behind the other. */
struct marktap_table_request {
	marktap_u32 global;   /* the number of the global in its program */
	marktap_u32 count;    /* MARKTAP_TABLE_BATCH: in, how many elements fit; out, how many there are */
	marktap_u64 key;      /* address of the key, or of room for `count` keys */
	marktap_u64 value;    /* address of the value, or of room for `count` values */
	marktap_u64 position; /* MARKTAP_TABLE_BATCH: in, 0 or what came out last; out, where to go on */
};

/* How many bytes the words of a failure of a script's C have at most, with the NUL. */
#define MARKTAP_WORDS_SIZE 256

/*
 * A call of a function of the script's C, in the context of the process that asks for it. Values lie one behind the other, each at a
 * multiple of 8: the parameters in their order, then the result; a string takes as many bytes as it can have at most,
 * and a NUL.
 */
struct marktap_call {
	marktap_u64 function;       /* in: the number of the function, which its text has */
	marktap_u64 values;         /* in: address of the values; the result is written there */
	marktap_u32 size;           /* in: how many bytes they take */
	marktap_u32 output_size;    /* in: how many bytes of room there are for what it prints; out: how many that are */
	marktap_u64 output;         /* in: address of that room */
	char words[MARKTAP_WORDS_SIZE]; /* out: the words of its failure; empty if it went well */
};

#define MARKTAP_IOCTL 0xb5
#define MARKTAP_FACTS _IOR(MARKTAP_IOCTL, 0, struct marktap_module_facts)
/* Makes the ring buffer, of so many bytes, a power of two; once, before it is mapped. */
#define MARKTAP_RING_SIZE _IOW(MARKTAP_IOCTL, 1, marktap_u64)
#define MARKTAP_EVENT_ID _IOW(MARKTAP_IOCTL, 2, struct marktap_event_id)
/* Attaches to all places, or to none of them. */
#define MARKTAP_ATTACH _IOWR(MARKTAP_IOCTL, 3, struct marktap_attachment)
/* Detaches; no run is under way when it returns. */
#define MARKTAP_DETACH _IO(MARKTAP_IOCTL, 4)
/* Copies a struct marktap_probe_counts for each probe to the address. */
#define MARKTAP_COUNTS _IOW(MARKTAP_IOCTL, 5, marktap_u64)
/* ENOENT if there is no such element; E2BIG if a new one does not fit. */
#define MARKTAP_TABLE_LOOKUP _IOWR(MARKTAP_IOCTL, 6, struct marktap_table_request)
#define MARKTAP_TABLE_UPDATE _IOWR(MARKTAP_IOCTL, 7, struct marktap_table_request)
#define MARKTAP_TABLE_DELETE _IOWR(MARKTAP_IOCTL, 8, struct marktap_table_request)
/* Copies elements; ENOENT, and those that are left, at the end. */
#define MARKTAP_TABLE_BATCH _IOWR(MARKTAP_IOCTL, 9, struct marktap_table_request)
/* Says what the place numbered `site` is; ENOENT if there is none. */
#define MARKTAP_SITE _IOWR(MARKTAP_IOCTL, 10, struct marktap_site_facts)
/* Calls C of the script; ENOENT if there is no such function, EINVAL if it has other values. */
#define MARKTAP_CALL _IOWR(MARKTAP_IOCTL, 11, struct marktap_call)

#ifndef __KERNEL__
/* The same numbers, for languages that do not take them from macros of this kind. */
enum marktap_module_request {
	marktap_module_facts_request = MARKTAP_FACTS,
	marktap_ring_size_request = MARKTAP_RING_SIZE,
	marktap_event_id_request = MARKTAP_EVENT_ID,
	marktap_attach_request = MARKTAP_ATTACH,
	marktap_detach_request = MARKTAP_DETACH,
	marktap_counts_request = MARKTAP_COUNTS,
	marktap_table_lookup_request = MARKTAP_TABLE_LOOKUP,
	marktap_table_update_request = MARKTAP_TABLE_UPDATE,
	marktap_table_delete_request = MARKTAP_TABLE_DELETE,
	marktap_table_batch_request = MARKTAP_TABLE_BATCH,
	marktap_site_request = MARKTAP_SITE,
	marktap_call_request = MARKTAP_CALL,
};

/* Asks the module behind `device` for something; returns 0 or a negative error number. */
static inline int marktap_module_control(int device, enum marktap_module_request request, void *argument)
{
	int result;

	do
		result = ioctl(device, request, argument);
	while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : 0;
}
#endif
