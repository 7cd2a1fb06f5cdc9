/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Numbers in memory. `type` is one of u8, s8, u16, s16, u32, s32, u64 and s64, and an address is an s64.
 */
#pragma once

/* Sets the s64 at `result` to the number at an address of the kernel; returns false if it cannot be read. */
#define marktap_load_kernel(type, address, result)					\
	marktap_load(marktap_read_kernel, type, address, result)

/* The same for an address of the task. */
#define marktap_load_user(type, address, result)					\
	marktap_load(marktap_read_user, type, address, result)

#define marktap_load(read, type, address, result)					\
	({										\
		type number_;								\
		bool is_readable_ = read(&number_, address, sizeof(number_));		\
											\
		if (is_readable_)							\
			*(result) = (s64)number_;					\
		is_readable_;								\
	})

/* Returns the number at an address of the kernel; 0 if it cannot be read, as BPF has it for what a known pointer leads to. */
#define marktap_peek(type, address)							\
	({										\
		type number_;								\
											\
		if (!marktap_read_kernel(&number_, address, sizeof(number_)))		\
			number_ = 0;							\
		(s64)number_;								\
	})

/* Returns the number at an address that is sure to be there: in the current task, or in what a site hands over. */
#define marktap_at(type, address) ((s64)READ_ONCE(*(const type *)(unsigned long)(address)))

/* Returns the number that lies `offset` bytes from the start of an event's record. */
#define marktap_field(type, record, offset)						\
	((s64)get_unaligned((const type *)((const char *)(record) + (offset))))
