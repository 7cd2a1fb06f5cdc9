/* SPDX-License-Identifier: GPL-2.0 */
/* Reads of memory that may not be there. None of them faults a page in, and none sleeps. */
#pragma once

#include <linux/uaccess.h>

/* Copies `size` bytes of the kernel; returns false if they cannot be read. */
static __always_inline bool marktap_read_kernel(void *to, u64 address, size_t size)
{
	return likely(!copy_from_kernel_nofault(to, (const void *)(unsigned long)address, size));
}

/* Copies `size` bytes of the task; returns false if they cannot be read. */
static __always_inline bool marktap_read_user(void *to, u64 address, size_t size)
{
	return likely(!copy_from_user_nofault(to, (const void __user *)(unsigned long)address, size));
}

typedef bool marktap_reader(void *to, u64 address, size_t size);

/* How many bytes of a string are read at once. */
#define MARKTAP_STRING_PIECE 128

/* Returns `count` as a number of bytes that `string` has room for; a negative one is none. */
static inline u32 marktap_limit(const struct marktap_string *string, s64 count)
{
	return clamp_t(s64, count, 0, string->capacity);
}

/* Sets `string` to the first `length` bytes that were read at `source`. */
static inline bool marktap_string_is(struct marktap_string *string, u32 length,
				     enum marktap_string_status status, u64 source)
{
	string->length = length;
	string->status = status;
	string->source = source;
	return status == MARKTAP_STRING_COMPLETE || status == MARKTAP_STRING_CUT;
}

/*
 * Reads the text at `address` up to a NUL, `limit` bytes at most and one more, which tells a text that goes on from one that
 * just fits. No piece goes over the end of a page, since the text may end in the last one that is there.
 */
static __always_inline bool marktap_read_text(struct marktap_string *string, u64 address, s64 limit,
					      marktap_reader *read,
					      enum marktap_string_status unreadable)
{
	u32 most = marktap_limit(string, limit);
	u32 length = 0;

	while (length <= most) {
		u64 place = address + length;
		u32 piece = min_t(u32, MARKTAP_STRING_PIECE, PAGE_SIZE - offset_in_page(place));
		u32 size = min(piece, most + 1 - length);
		u32 count;

		if (!read(string->bytes + length, place, size))
			return marktap_string_is(string, 0, unreadable, address);
		count = strnlen(string->bytes + length, size);
		length += count;
		if (count < size)
			return marktap_string_is(string, length, MARKTAP_STRING_COMPLETE, address);
	}
	return marktap_string_is(string, most, MARKTAP_STRING_CUT, address);
}

static __maybe_unused bool marktap_kernel_string(struct marktap_string *string, u64 address, s64 limit)
{
	return marktap_read_text(string, address, limit, marktap_read_kernel,
				 MARKTAP_STRING_UNREADABLE_KERNEL);
}

static __maybe_unused bool marktap_user_string(struct marktap_string *string, u64 address, s64 limit)
{
	return marktap_read_text(string, address, limit, marktap_read_user,
				 MARKTAP_STRING_UNREADABLE);
}

/* Reads a text in the record of an event, `offset` bytes from its start: no address that means anything later. */
static inline bool marktap_record_string(struct marktap_string *string, const void *record,
					 u32 offset, s64 limit)
{
	bool is_readable = marktap_kernel_string(string, (unsigned long)record + offset, limit);

	string->source = 0;
	return is_readable;
}

/* Reads `count` bytes, whatever they are. */
static inline bool marktap_kernel_buffer(struct marktap_string *string, u64 address, s64 count)
{
	u32 size = marktap_limit(string, count);

	if (!marktap_read_kernel(string->bytes, address, size))
		return marktap_string_is(string, 0, MARKTAP_STRING_UNREADABLE_KERNEL, address);
	return marktap_string_is(string, size, MARKTAP_STRING_COMPLETE, address);
}

static inline bool marktap_user_buffer(struct marktap_string *string, u64 address, s64 count)
{
	u32 size = marktap_limit(string, count);

	if (!marktap_read_user(string->bytes, address, size))
		return marktap_string_is(string, 0, MARKTAP_STRING_UNREADABLE, address);
	return marktap_string_is(string, size, MARKTAP_STRING_COMPLETE, address);
}

/* Reads `count` bytes, of which `limit` are shown: the string is cut if that leaves some out. */
static inline bool marktap_user_buffer_cut(struct marktap_string *string, u64 address, s64 count,
					   s64 limit)
{
	u32 size = min(marktap_limit(string, count), marktap_limit(string, limit));

	if (!marktap_user_buffer(string, address, size))
		return false;
	if (count > size)
		string->status = MARKTAP_STRING_CUT;
	return true;
}
