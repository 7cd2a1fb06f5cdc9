/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scalar globals: one structure, `scalars`, that the reader maps. A string in it is a u64 with its length, and its bytes. The
 * reader may write it, so no length that stands there is believed.
 */
#pragma once

/* Says that the globals are a structure of `type`, with first values if there are any. */
#define MARKTAP_SCALARS(type, ...)						\
	static type *scalars;							\
	static const type marktap_first_scalars = { __VA_ARGS__ };		\
	enum { marktap_scalars_size = sizeof(type) }

/* Says that there are no scalar globals. */
#define MARKTAP_NO_SCALARS							\
	static void *scalars;							\
	static const char marktap_first_scalars;				\
	enum { marktap_scalars_size = 0 }

/* Sets `string` to the string global `place`. */
#define MARKTAP_GET_STRING(place, string)					\
	marktap_get_string(&(place).length, (place).bytes, sizeof((place).bytes), string)

/* Sets the string global `place` to `string`. */
#define MARKTAP_SET_STRING(place, string)					\
	marktap_set_string(&(place).length, (place).bytes, sizeof((place).bytes), string)

/* Sets `string` to the `*length` bytes at `bytes`, where there is room for `capacity`. */
static inline void marktap_get_string(const u64 *length, char *bytes, u32 capacity,
				      struct marktap_string *string)
{
	struct marktap_string value = {
		.bytes = bytes,
		.length = min_t(u64, READ_ONCE(*length), capacity),
		.status = MARKTAP_STRING_COMPLETE,
	};

	marktap_copy(string, &value);
}

/* Puts `string` at `bytes`, where there is room for `capacity`, and its length at `length`. */
static inline void marktap_set_string(u64 *length, char *bytes, u32 capacity,
				      const struct marktap_string *string)
{
	u32 count = min(string->length, capacity);

	memcpy(bytes, string->bytes, count);
	WRITE_ONCE(*length, count);
}
