/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics, of which each CPU has its own: count, sum, minimum and maximum, and behind them the buckets of histograms. A handler
 * adds to that of its CPU, where only a handler in an NMI can come between.
 */
#pragma once

#include <linux/bitops.h>
#include <linux/math64.h>

struct marktap_statistic {
	s64 count;
	s64 sum;
	s64 least;
	s64 greatest;
};

/* Returns this CPU's statistic among the values of `element`. */
static inline struct marktap_statistic *marktap_own_statistic(const struct marktap_table *table,
							      struct marktap_element *element)
{
	return marktap_value(table, element) + raw_smp_processor_id() * table->value_size;
}

/* Returns this CPU's statistic of a global without keys, whose only element is there from the start. */
static inline struct marktap_statistic *marktap_statistic_single(const struct marktap_table *table)
{
	return marktap_own_statistic(table, marktap_element(table, 1));
}

/*
 * Sets `*statistic` to this CPU's under `key`, made if need be, and keeps it from being removed until marktap_statistic_release().
 * It is NULL where an NMI finds the table locked. Returns false, with nothing to be released, if the table is full.
 */
static inline bool marktap_statistic_find(struct marktap_table *table, const void *key,
					  struct marktap_place *place,
					  struct marktap_statistic **statistic)
{
	struct marktap_element *element;
	bool has_room;

	*statistic = NULL;
	if (!marktap_table_lock(table, key, place)) {
		place->lock = NULL;
		return true;
	}
	has_room = marktap_find_or_insert(table, place, key, &element);
	if (element)
		*statistic = marktap_own_statistic(table, element);
	if (!has_room)
		marktap_table_unlock(place);
	return has_room;
}

static inline void marktap_statistic_release(struct marktap_place *place)
{
	if (likely(place->lock))
		marktap_table_unlock(place);
}

/* `statistic <<< value`, with interrupts off: least and greatest value are no single steps. */
static inline void marktap_accumulate(struct marktap_statistic *statistic, s64 value)
{
	unsigned long flags;

	if (unlikely(!statistic))
		return;
	local_irq_save(flags);
	if (!statistic->count) {
		statistic->least = value;
		statistic->greatest = value;
	} else {
		statistic->least = min(statistic->least, value);
		statistic->greatest = max(statistic->greatest, value);
	}
	marktap_add(&statistic->sum, value);
	marktap_add(&statistic->count, 1);
	local_irq_restore(flags);
}

/* Adds 1 to bucket number `bucket` of the histogram that lies `offset` bytes behind the start of `statistic`. */
static inline void marktap_count_bucket(struct marktap_statistic *statistic, u32 offset, u64 bucket)
{
	if (likely(statistic))
		marktap_add((s64 *)((char *)statistic + offset) + bucket, 1);
}

/*
 * Counts `value` in a logarithmic histogram: bucket 64 has zeros, 65 + k the values from 2^k below 2^(k+1), and 63 - k those
 * from -2^k above -2^(k+1).
 */
static inline void marktap_count_logarithmic(struct marktap_statistic *statistic, u32 offset,
					     s64 value)
{
	int bits = fls64(value < 0 ? -(u64)value : value);

	/* The least value of all shares the bucket of those next to it. */
	marktap_count_bucket(statistic, offset, (value < 0 ? 64 - bits : 64 + bits) & 127);
}

/*
 * Counts `value` in a linear histogram: one bucket for what lies below `low`, then those of width `step`, and the last of
 * `count` for what lies above.
 */
static inline void marktap_count_linear(struct marktap_statistic *statistic, u32 offset, s64 value,
					s64 low, s64 step, u64 count)
{
	u64 bucket = 0;

	/* The difference may need all 64 bits. */
	if (value >= low)
		bucket = 1 + min(div64_u64((u64)value - (u64)low, step), count - 2);
	marktap_count_bucket(statistic, offset, bucket);
}
