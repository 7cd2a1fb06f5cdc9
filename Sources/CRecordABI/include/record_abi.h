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
 * holds the value. A string slot holds a marktap_string_slot whose bytes lie in the tail. A failure slot
 * (see marktap_failure) says which operation of the kernel half failed.
 */
#pragma once

#ifdef __KERNEL__
#include <linux/types.h>
typedef u32 marktap_u32;
typedef u16 marktap_u16;
#else
#include <stdint.h>
typedef uint32_t marktap_u32;
typedef uint16_t marktap_u16;
#endif

/* What stands at the start of every record. */
struct marktap_record_header {
	marktap_u32 probe; /* the number of the probe in its program */
	marktap_u32 tail;  /* the length of the tail in bytes */
};

/* What became of a captured string. */
enum marktap_string_status {
	MARKTAP_STRING_COMPLETE = 0,   /* all bytes are there */
	MARKTAP_STRING_CUT = 1,        /* the string went on behind the capture limit */
	MARKTAP_STRING_UNREADABLE = 2, /* the memory could not be read: no bytes */
};

/* The slot of a captured string. */
struct marktap_string_slot {
	marktap_u16 offset; /* where the bytes start, from the start of the tail */
	marktap_u16 length; /* how many bytes there are, without a final NUL */
	marktap_u32 status; /* an enum marktap_string_status */
};
