/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The layout of a record: the bytes that one run of a kernel half hands to its user half.
 *
 *   0        4        8                        8 + 8 * slots                      length
 *   +--------+--------+--------+--------+-- --+--------------------------------+
 *   | probe  | tail   | slot 0 | slot 1 | ... | tail: string bytes and streams  |
 *   +--------+--------+--------+--------+-- --+--------------------------------+
 *
 * All numbers are little endian in native width; every slot is 8 bytes, 8-byte aligned. A long slot
 * holds the value; a checked long has a second word: 0, or the failure that took the place of the value. A
 * string slot is a marktap_string_slot whose bytes lie in the tail, before all that is captured in a loop. That
 * is the stream: it starts at the next multiple of 8 behind the bytes of the slots and holds, in order, longs as
 * marktap_checked_long and strings as marktap_string_slot with the bytes right behind it (its offset says
 * nothing), padded to 8.
 *
 * Where an error was raised that has words of its own, these are bytes of the tail, as those of a string are: of a failure record
 * all of its tail; of a slot for a long so many as the upper half of the value says, at the offset that the lower half says;
 * in a stream as many as the value says, right behind.
 */
#pragma once

#ifdef __KERNEL__
#include <linux/types.h>
typedef u32 marktap_u32;
typedef u64 marktap_u64;
typedef s64 marktap_s64;
typedef u16 marktap_u16;
#else
#include <stdint.h>
typedef uint32_t marktap_u32;
typedef uint64_t marktap_u64;
typedef int64_t marktap_s64;
typedef uint16_t marktap_u16;
#endif

/* Set in marktap_record_header.probe: the record is a marktap_failure_record. */
#define MARKTAP_FAILURE_BIT 0x80000000u

/* What stands at the start of every record. */
struct marktap_record_header {
	marktap_u32 probe; /* the number of the probe in its program */
	marktap_u32 tail;  /* the length of the tail in bytes */
};

/* A kernel half that has no user half failed, or one failed where no captured value can say so. */
struct marktap_failure_record {
	struct marktap_record_header header;
	marktap_u32 kind;     /* IR's Failure.Kind */
	marktap_u32 location; /* IR's LocationID */
	marktap_s64 operand;  /* what Failure.Kind says of it */
};

/* The slot of a long that can fail. */
struct marktap_checked_long {
	marktap_s64 value; /* the value; the address if the read failed; where the words are if an error was raised */
	marktap_u32 kind;  /* 0, or IR's Failure.Kind */
	marktap_u32 unused;
};

/* What became of a captured string. */
enum marktap_string_status {
	MARKTAP_STRING_COMPLETE = 0,   /* all bytes are there */
	MARKTAP_STRING_CUT = 1,        /* the string went on behind the capture limit */
	MARKTAP_STRING_UNREADABLE = 2, /* the task's memory could not be read: no bytes */
	MARKTAP_STRING_UNREADABLE_KERNEL = 3, /* the kernel's memory could not be read: no bytes */
	MARKTAP_STRING_RAISED = 4,     /* there is no string: an error was raised, and the bytes are its words */
	/* In streams, where no slot says so, one of these is added: */
	MARKTAP_STRING_QUOTED = 0x100,   /* the user half sees it in quotes, or the address, and does not fail */
	MARKTAP_STRING_OPTIONAL = 0x200, /* the user half sees the empty string if it is unreadable */
};

/* The slot of a captured string. */
struct marktap_string_slot {
	marktap_u16 offset;  /* where the bytes start, from the start of the tail */
	marktap_u16 length;  /* how many bytes there are, without a final NUL */
	marktap_u32 status;  /* an enum marktap_string_status */
	marktap_u64 address; /* where the string was read; 0 if it was not in memory */
};

/* The one element of the map "session", which the runtime fills before it attaches anything. */
struct marktap_session {
	marktap_s64 target;          /* target(): a process id, or 0 */
	marktap_s64 own_process;     /* stp_pid() */
	marktap_s64 realtime_offset; /* nanoseconds from the monotonic clock to 1970 */
	marktap_s64 wakeup_bytes;    /* after how much data the reader is woken; a power of two, or the greatest number */
	marktap_s64 stopped;         /* not 0: kernel halves do nothing any more */
	marktap_s64 reserved[3];
};
