/* SPDX-License-Identifier: GPL-2.0 */
/* Strings of handlers: bytes in a frame or in the text of the module, with a length, so that they may hold NULs. */
#pragma once

#include <linux/kernel.h>
#include <linux/string.h>

/* How many bytes are copied one by one at most: for more of them it pays to start a copy of any length. */
#define MARKTAP_SHORT_COPY 256

/* Copies `count` bytes, of which there are few as a rule. */
static __always_inline void marktap_copy_bytes(char *to, const char *from, u32 count)
{
	u32 place;

	if (unlikely(count > MARKTAP_SHORT_COPY)) {
		memcpy(to, from, count);
		return;
	}
	for (place = 0; place + sizeof(u64) <= count; place += sizeof(u64))
		put_unaligned(get_unaligned((const u64 *)(from + place)), (u64 *)(to + place));
	for (; place < count; place++)
		WRITE_ONCE(to[place], from[place]);
}

struct marktap_string {
	char *bytes;
	u32 length;
	u32 capacity; /* at most so many bytes; there is room for two more */
	u32 status;   /* an enum marktap_string_status */
	u64 source;   /* the address that it was read at; 0 if it comes from elsewhere */
};

/* Members of a frame: the string `name` of at most `limit` bytes, and its bytes. */
#define MARKTAP_STRING(name, limit)	\
	struct marktap_string name;	\
	char name##_bytes[(limit) + 2]

/* Makes the string `name` of `frame` empty. */
#define MARKTAP_EMPTY(frame, name)							\
	marktap_string_start(&(frame)->name, (frame)->name##_bytes,			\
			     sizeof((frame)->name##_bytes) - 2)

/* A constant string; `text` is a literal. */
#define MARKTAP_TEXT(text) { .bytes = (text), .length = sizeof(text) - 1, .capacity = sizeof(text) - 1 }

/* The same as an expression: its address. */
#define MARKTAP_LITERAL(text)							\
	({									\
		static const struct marktap_string string_ = MARKTAP_TEXT(text);	\
										\
		&string_;							\
	})

static inline void marktap_string_start(struct marktap_string *string, char *bytes, u32 capacity)
{
	string->bytes = bytes;
	string->length = 0;
	string->capacity = capacity;
	string->status = MARKTAP_STRING_COMPLETE;
	string->source = 0;
}

/* Appends `from` to `to`, as much as fits. */
static inline void marktap_append(struct marktap_string *to, const struct marktap_string *from)
{
	u32 count = min(from->length, to->capacity - to->length);

	marktap_copy_bytes(to->bytes + to->length, from->bytes, count);
	to->length += count;
}

/* Sets `to` to `from`, as much as fits. */
static inline void marktap_copy(struct marktap_string *to, const struct marktap_string *from)
{
	to->length = 0;
	to->status = from->status;
	to->source = from->source;
	marktap_append(to, from);
}

/* Appends what `format` makes of a number, as much as fits. */
static __maybe_unused __printf(2, 3) void
marktap_append_format(struct marktap_string *to, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	/* The NUL goes where the two more bytes are. */
	to->length += vscnprintf(to->bytes + to->length, to->capacity - to->length + 1, format,
				 arguments);
	va_end(arguments);
}

/* Returns whether both hold the same bytes. */
static inline bool marktap_equal(const struct marktap_string *a, const struct marktap_string *b)
{
	return a->length == b->length && !memcmp(a->bytes, b->bytes, a->length);
}

/* Returns a number below, equal to, or above 0 as `a` comes before, with, or behind `b`. */
static inline int marktap_compare(const struct marktap_string *a, const struct marktap_string *b)
{
	int order = memcmp(a->bytes, b->bytes, min(a->length, b->length));

	if (order)
		return order;
	return a->length < b->length ? -1 : a->length > b->length;
}

/* Puts `string` into the key at `to`, which has `size` bytes: cut, and filled up with zeros. */
static inline void marktap_key(char *to, u32 size, const struct marktap_string *string)
{
	u32 count = min(size, string->length);

	marktap_copy_bytes(to, string->bytes, count);
	memset(to + count, 0, size - count);
}
