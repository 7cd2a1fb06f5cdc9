/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records. A handler puts one together in its frame, in the layout of record_abi.h, and sends it when it ends: slots and tail
 * as they lie there, and the stream of what was captured in loops from a place of its own.
 */
#pragma once

/* The strings of a record: so many of `capacity` bytes behind the slots are taken. */
struct marktap_tail {
	char *bytes;
	u32 length;
	u32 capacity;
};

static inline void marktap_tail_start(struct marktap_tail *tail, char *bytes, u32 capacity)
{
	tail->bytes = bytes;
	tail->length = 0;
	tail->capacity = capacity;
}

/*
 * Returns where the next string of the tail will lie, if a string of `capacity` bytes is sure to fit; else NULL. What is read to
 * that place marktap_tail_add() finds there.
 */
static inline char *marktap_tail_room(const struct marktap_tail *tail, u32 capacity)
{
	if (tail->length + capacity + 2 > tail->capacity)
		return NULL;
	return tail->bytes + tail->length;
}

/*
 * Makes `string` empty, with room for `capacity` bytes at the end of the tail; returns false if there is no such room.
 */
static inline bool marktap_tail_home(const struct marktap_tail *tail, struct marktap_string *string,
				     u32 capacity)
{
	char *bytes = marktap_tail_room(tail, capacity);

	if (unlikely(!bytes))
		return false;
	marktap_string_start(string, bytes, capacity);
	return true;
}

/* Makes `slot` say that the string at `address` could not be read. */
static inline void marktap_slot_unreadable(struct marktap_string_slot *slot, u32 status, u64 address)
{
	slot->offset = 0;
	slot->length = 0;
	slot->status = status;
	slot->address = address;
}

/* Captures `string` in `slot`; returns false if the tail has no room for it. */
static inline bool marktap_tail_add(struct marktap_tail *tail, struct marktap_string_slot *slot,
				    const struct marktap_string *string)
{
	char *end = tail->bytes + tail->length;

	if (unlikely(string->length > tail->capacity - tail->length))
		return false;
	if (string->bytes != end)
		marktap_copy_bytes(end, string->bytes, string->length);
	slot->offset = tail->length;
	slot->length = string->length;
	slot->status = string->status;
	slot->address = string->source;
	tail->length += string->length;
	return true;
}

/* The most bytes that a stream takes. */
#define MARKTAP_STREAM_CAPACITY 8192

struct marktap_stream {
	u32 length;
	u64 bytes[MARKTAP_STREAM_CAPACITY / 8];
};

/* A member of a frame: the stream of its record. */
#define MARKTAP_STREAM(name) struct marktap_stream name

/* Makes the stream `name` of `frame` empty. */
#define marktap_stream_start(frame, name) ((frame)->name.length = 0)

/* Returns room for `size` bytes at the end of the stream, a multiple of 8 of them; NULL if there is none. */
static inline void *marktap_stream_take(struct marktap_stream *stream, u32 size)
{
	void *end = (char *)stream->bytes + stream->length;

	if (unlikely(size > MARKTAP_STREAM_CAPACITY - stream->length))
		return NULL;
	stream->length += size;
	return end;
}

/* Captures `value`, or its failure of `kind`; returns false if there is no room. */
static inline bool marktap_stream_long(struct marktap_stream *stream, s64 value, u32 kind)
{
	struct marktap_checked_long *place = marktap_stream_take(stream, sizeof(*place));

	if (!place)
		return false;
	place->value = value;
	place->kind = kind;
	place->unused = 0;
	return true;
}

/* Captures `string`, of which `form` says how the user half sees it; returns false if there is no room. */
static inline bool marktap_stream_string(struct marktap_stream *stream,
					 const struct marktap_string *string, u32 form)
{
	struct marktap_string_slot *slot;
	u32 padded = ALIGN(string->length, 8);

	slot = marktap_stream_take(stream, sizeof(*slot) + padded);
	if (!slot)
		return false;
	slot->offset = 0;
	slot->length = string->length;
	slot->status = string->status | form;
	slot->address = string->source;
	memcpy(slot + 1, string->bytes, string->length);
	memset((char *)(slot + 1) + string->length, 0, padded - string->length);
	return true;
}

/* Captures that the string at `address` could not be read; returns false if there is no room. */
static inline bool marktap_stream_unreadable(struct marktap_stream *stream, u32 status, u64 address)
{
	struct marktap_string_slot *slot = marktap_stream_take(stream, sizeof(*slot));

	if (!slot)
		return false;
	marktap_slot_unreadable(slot, status, address);
	return true;
}

/* Returns how many bytes of `words` a record takes. */
static inline u32 marktap_words_length(const char *words)
{
	/* The compiler does not know what strnlen() returns, and warns of what comes of more. */
	return min_t(u32, strnlen(words, MARKTAP_WORDS_SIZE - 1), MARKTAP_WORDS_SIZE - 1);
}

/* Captures, in place of `value`, the words of an error that was raised; without them if they find no room. */
static __maybe_unused void marktap_checked_raised(struct marktap_checked_long *value,
						  struct marktap_tail *tail, const char *words)
{
	u32 length = marktap_words_length(words);

	if (length > tail->capacity - tail->length)
		length = 0;
	memcpy(tail->bytes + tail->length, words, length);
	value->value = (u64)length << 32 | tail->length;
	value->kind = MARKTAP_RAISED;
	value->unused = 0;
	tail->length += length;
}

/* The same in place of a string. */
static __maybe_unused void marktap_slot_raised(struct marktap_string_slot *slot,
					       struct marktap_tail *tail, const char *words)
{
	struct marktap_checked_long value;

	marktap_checked_raised(&value, tail, words);
	slot->offset = value.value;
	slot->length = value.value >> 32;
	slot->status = MARKTAP_STRING_RAISED;
	slot->address = 0;
}

/* The same in the stream, which has longs and strings alike. */
static __maybe_unused void marktap_stream_raised(struct marktap_stream *stream, bool is_string,
						 const char *words)
{
	u32 length = marktap_words_length(words);
	u64 *place = marktap_stream_take(stream, 16 + ALIGN(length, 8));

	if (!place)
		return;
	place[0] = is_string ? (u64)MARKTAP_STRING_RAISED << 32 | length << 16 : length;
	place[1] = is_string ? 0 : MARKTAP_RAISED;
	memcpy(place + 2, words, length);
}

/* Counts a record of the present handler that found no room. */
static noinline void marktap_count_lost(struct marktap_run *run)
{
	marktap_count(&run->cpu->counts[run->probe].lost, 1);
}

/*
 * Sends `record`, whose slots end, and whose tail starts, `fixed_size` bytes from its start. `tail` and `stream` are NULL where
 * there is none.
 */
static __maybe_unused void marktap_send(struct marktap_run *run, void *record, u32 fixed_size,
					const struct marktap_tail *tail,
					const struct marktap_stream *stream)
{
	struct marktap_record_header *header = record;
	u32 tail_size = tail ? tail->length : 0;
	u32 stream_size = stream ? stream->length : 0;
	u32 first, size;
	u64 position;

	/* The stream starts at a multiple of 8. */
	if (stream_size)
		tail_size = ALIGN(tail_size, 8);
	header->probe = run->probe;
	header->tail = tail_size + stream_size;
	first = fixed_size + tail_size;
	size = first + stream_size;
	if (unlikely(!marktap_ring_reserve(size, &position))) {
		marktap_count_lost(run);
		return;
	}
	marktap_ring_copy(position + sizeof(struct marktap_ring_header), record, first);
	if (stream_size)
		marktap_ring_copy(position + sizeof(struct marktap_ring_header) + first,
				  stream->bytes, stream_size);
	marktap_ring_submit(position, size);
}

/* Sends `failure` of the present handler, with `words` behind it. */
static noinline void marktap_send_failure(struct marktap_run *run,
					  struct marktap_failure_record *failure, const char *words)
{
	u32 length = marktap_words_length(words);
	u32 size = sizeof(*failure) + length;
	u64 position;

	failure->header.probe = run->probe | MARKTAP_FAILURE_BIT;
	failure->header.tail = length;
	if (!marktap_ring_reserve(size, &position)) {
		marktap_count_lost(run);
		return;
	}
	marktap_ring_copy(position + sizeof(struct marktap_ring_header), failure, sizeof(*failure));
	marktap_ring_copy(position + sizeof(struct marktap_ring_header) + sizeof(*failure), words,
			  length);
	marktap_ring_submit(position, size);
	irq_work_queue(&marktap_ring.wakeup);
}

/* Sends that the present handler failed at `location` of the script, and how. */
static __maybe_unused noinline void marktap_fail(struct marktap_run *run, u32 kind, u32 location,
						 s64 operand)
{
	struct marktap_failure_record failure = {
		.kind = kind,
		.location = location,
		.operand = operand,
	};

	marktap_send_failure(run, &failure, "");
}

/* Sends that C of the script, called at `location`, raised an error with `words`. */
static __maybe_unused noinline void marktap_fail_with_words(struct marktap_run *run, u32 location,
							    const char *words)
{
	struct marktap_failure_record failure = {
		.kind = MARKTAP_RAISED,
		.location = location,
	};

	marktap_send_failure(run, &failure, words);
}
