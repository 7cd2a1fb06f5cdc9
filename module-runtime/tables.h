/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables of arrays and statistics: hash tables whose elements are all made at the start. A table that drops its oldest element
 * when it is full has one lock, and others have one for each bucket.
 */
#pragma once

#include <linux/jhash.h>

struct marktap_bucket {
	raw_spinlock_t lock;
	u32 first; /* the number of the first element, from 1; 0 for none */
};

struct marktap_element {
	u32 next;   /* in the bucket, or among the free ones */
	u32 bucket; /* the number of the bucket, from 1; 0 for a free element */
	u32 older;  /* by insertion, in tables that drop the oldest */
	u32 newer;
	char key[]; /* the key and, behind it, the value; a statistic has one value for each CPU */
};

struct marktap_table {
	const u32 global;     /* the number of the global in its program */
	const u32 key_size;   /* a multiple of 8; 0 for a statistic without keys */
	const u32 value_size; /* on one CPU */
	const u32 capacity;
	const bool evicts;        /* drops the oldest element when it is full */
	const bool is_statistic;  /* has a value for each CPU */
	u32 bucket_mask;
	u32 element_size;
	struct marktap_bucket *buckets;
	char *elements;
	raw_spinlock_t free_lock; /* taken within that of a bucket */
	u32 first_free;
	u32 oldest;
	u32 newest;
};

/* Defines the table of the global numbered `global`; what follows are members. */
#define MARKTAP_TABLE(name, number, ...)					\
	static struct marktap_table name = { .global = (number), __VA_ARGS__ }

/* All tables, and what is done with each of them: a module that has none has none of these functions either. */
struct marktap_tables {
	struct marktap_table *const *list;
	u32 count;
	int (*make)(struct marktap_table *table);
	void (*free)(struct marktap_table *table);
	int (*take_request)(unsigned int command, void __user *place); /* MARKTAP_TABLE_* */
};

#define MARKTAP_TABLES(...)							\
	static struct marktap_table *const marktap_table_list[] = { __VA_ARGS__ };	\
	static const struct marktap_tables marktap_tables = {			\
		.list = marktap_table_list,					\
		.count = ARRAY_SIZE(marktap_table_list),			\
		.make = marktap_make_table,					\
		.free = marktap_free_table,					\
		.take_request = marktap_take_table_request,			\
	}

#define MARKTAP_NO_TABLES static const struct marktap_tables marktap_tables

/* What finding an element under its lock takes. */
struct marktap_place {
	struct marktap_bucket *bucket;
	raw_spinlock_t *lock;
	unsigned long flags;
};

static inline struct marktap_element *marktap_element(const struct marktap_table *table, u32 number)
{
	return (void *)(table->elements + (size_t)number * table->element_size);
}

static inline u32 marktap_element_number(const struct marktap_table *table,
					 const struct marktap_element *element)
{
	return ((const char *)element - table->elements) / table->element_size;
}

static inline void *marktap_value(const struct marktap_table *table, struct marktap_element *element)
{
	return element->key + table->key_size;
}

/* The size of all values of an element. */
static inline u32 marktap_values_size(const struct marktap_table *table)
{
	return table->value_size * (table->is_statistic ? nr_cpu_ids : 1);
}

/* Locks the bucket of `key`; returns false, and counts that, if an NMI finds it locked. */
static inline bool marktap_table_lock(struct marktap_table *table, const void *key,
				      struct marktap_place *place)
{
	u32 hash = table->key_size ? jhash2(key, table->key_size / 4, 0) : 0;

	place->bucket = &table->buckets[hash & table->bucket_mask];
	place->lock = table->evicts ? &table->buckets[0].lock : &place->bucket->lock;
	if (likely(marktap_lock(place->lock, &place->flags)))
		return true;
	marktap_count_obstructed();
	return false;
}

static inline void marktap_table_unlock(struct marktap_place *place)
{
	marktap_unlock(place->lock, place->flags);
}

/* Returns the element under `key` of a locked bucket; NULL if there is none. */
static inline struct marktap_element *marktap_find(const struct marktap_table *table,
						   const struct marktap_place *place,
						   const void *key)
{
	u32 number;

	for (number = place->bucket->first; number; number = marktap_element(table, number)->next) {
		struct marktap_element *element = marktap_element(table, number);

		if (!memcmp(element->key, key, table->key_size))
			return element;
	}
	return NULL;
}

/* Takes `element` out of the chain of the bucket that it is in. */
static inline void marktap_unchain(struct marktap_table *table, struct marktap_element *element)
{
	u32 number = marktap_element_number(table, element);
	u32 *link = &table->buckets[element->bucket - 1].first;

	while (*link != number)
		link = &marktap_element(table, *link)->next;
	*link = element->next;
	element->bucket = 0;
}

/* Takes `element` out of the order of insertion. */
static inline void marktap_forget_age(struct marktap_table *table, struct marktap_element *element)
{
	if (element->older)
		marktap_element(table, element->older)->newer = element->newer;
	else
		table->oldest = element->newer;
	if (element->newer)
		marktap_element(table, element->newer)->older = element->older;
	else
		table->newest = element->older;
}

/* Notes that `element` is the newest. */
static inline void marktap_note_age(struct marktap_table *table, struct marktap_element *element)
{
	u32 number = marktap_element_number(table, element);

	element->older = table->newest;
	element->newer = 0;
	if (table->newest)
		marktap_element(table, table->newest)->newer = number;
	else
		table->oldest = number;
	table->newest = number;
}

/*
 * Sets `*element` to one that is in no bucket; to NULL if an NMI finds those locked, which it counts. Returns false if the table is
 * full.
 */
static inline bool marktap_take_free(struct marktap_table *table, struct marktap_element **element)
{
	unsigned long flags;

	*element = NULL;
	if (!marktap_lock(&table->free_lock, &flags)) {
		marktap_count_obstructed();
		return true;
	}
	if (table->first_free) {
		*element = marktap_element(table, table->first_free);
		table->first_free = (*element)->next;
	}
	marktap_unlock(&table->free_lock, flags);
	if (!*element && table->evicts) {
		*element = marktap_element(table, table->oldest);
		marktap_unchain(table, *element);
		marktap_forget_age(table, *element);
	}
	return *element;
}

/* Puts `element` under `key` of a locked bucket, with a value of zeros. */
static inline void marktap_insert(struct marktap_table *table, struct marktap_place *place,
				  const void *key, struct marktap_element *element)
{
	memcpy(element->key, key, table->key_size);
	memset(marktap_value(table, element), 0, marktap_values_size(table));
	element->bucket = place->bucket - table->buckets + 1;
	element->next = place->bucket->first;
	place->bucket->first = marktap_element_number(table, element);
	if (table->evicts)
		marktap_note_age(table, element);
}

/*
 * Sets `*element` to that under `key` of a locked bucket, made if need be; to NULL if an NMI cannot make it. Returns false if the
 * table is full.
 */
static inline bool marktap_find_or_insert(struct marktap_table *table, struct marktap_place *place,
					  const void *key, struct marktap_element **element)
{
	*element = marktap_find(table, place, key);
	if (likely(*element))
		return true;
	if (!marktap_take_free(table, element))
		return false;
	if (*element)
		marktap_insert(table, place, key, *element);
	return true;
}

/* Removes the element under `key`; returns whether there was one. */
static inline bool marktap_table_remove(struct marktap_table *table, const void *key)
{
	struct marktap_element *element;
	struct marktap_place place;
	unsigned long flags;

	if (!marktap_table_lock(table, key, &place))
		return false;
	element = marktap_find(table, &place, key);
	if (element && marktap_lock(&table->free_lock, &flags)) {
		marktap_unchain(table, element);
		if (table->evicts)
			marktap_forget_age(table, element);
		element->next = table->first_free;
		table->first_free = marktap_element_number(table, element);
		marktap_unlock(&table->free_lock, flags);
	} else if (element) {
		marktap_count_obstructed();
	}
	marktap_table_unlock(&place);
	return element;
}

/* `delete table[key]` */
static inline void marktap_table_delete(struct marktap_table *table, const void *key)
{
	marktap_table_remove(table, key);
}

/* `key in table` */
static inline bool marktap_table_contains(struct marktap_table *table, const void *key)
{
	struct marktap_place place;
	bool result;

	if (!marktap_table_lock(table, key, &place))
		return false;
	result = marktap_find(table, &place, key);
	marktap_table_unlock(&place);
	return result;
}

/* Returns the long under `key`; 0 if there is none. */
static inline s64 marktap_table_get(struct marktap_table *table, const void *key)
{
	struct marktap_element *element;
	struct marktap_place place;
	s64 result = 0;

	if (!marktap_table_lock(table, key, &place))
		return 0;
	element = marktap_find(table, &place, key);
	if (element)
		result = *(s64 *)marktap_value(table, element);
	marktap_table_unlock(&place);
	return result;
}

/* Sets the long under `key`; returns false if the table is full. */
static inline bool marktap_table_set(struct marktap_table *table, const void *key, s64 value)
{
	struct marktap_element *element;
	struct marktap_place place;
	bool has_room;

	if (!marktap_table_lock(table, key, &place))
		return true;
	has_room = marktap_find_or_insert(table, &place, key, &element);
	if (element)
		*(s64 *)marktap_value(table, element) = value;
	marktap_table_unlock(&place);
	return has_room;
}

/* Adds to the long under `key`, and sets `result` to the sum if it is wanted; returns false if the table is full. */
static inline bool marktap_table_add(struct marktap_table *table, const void *key, s64 amount,
				     s64 *result)
{
	struct marktap_element *element;
	struct marktap_place place;
	bool has_room = true;
	s64 sum = amount;

	if (marktap_table_lock(table, key, &place)) {
		has_room = marktap_find_or_insert(table, &place, key, &element);
		if (element) {
			sum += *(s64 *)marktap_value(table, element);
			*(s64 *)marktap_value(table, element) = sum;
		}
		marktap_table_unlock(&place);
	}
	if (result)
		*result = sum;
	return has_room;
}

/* Sets `string` to the string under `key`, or to the empty one. */
static inline void marktap_table_get_string(struct marktap_table *table, const void *key,
					    struct marktap_string *string)
{
	struct marktap_element *element;
	struct marktap_place place;

	string->length = 0;
	if (!marktap_table_lock(table, key, &place))
		return;
	element = marktap_find(table, &place, key);
	if (element) {
		u64 *value = marktap_value(table, element);

		marktap_get_string(value, (char *)(value + 1), table->value_size - sizeof(*value),
				   string);
	}
	marktap_table_unlock(&place);
}

/* Sets the string under `key`; returns false if the table is full. */
static inline bool marktap_table_set_string(struct marktap_table *table, const void *key,
					    const struct marktap_string *string)
{
	struct marktap_element *element;
	struct marktap_place place;
	bool has_room;

	if (!marktap_table_lock(table, key, &place))
		return true;
	has_room = marktap_find_or_insert(table, &place, key, &element);
	if (element) {
		u64 *value = marktap_value(table, element);

		marktap_set_string(value, (char *)(value + 1), table->value_size - sizeof(*value),
				   string);
	}
	marktap_table_unlock(&place);
	return has_room;
}

static __maybe_unused void marktap_free_table(struct marktap_table *table)
{
	vfree(table->buckets);
	vfree(table->elements);
}

/* Makes the buckets and elements of a table. Element number 0 is none. */
static __maybe_unused int marktap_make_table(struct marktap_table *table)
{
	u32 bucket_count = roundup_pow_of_two(table->capacity);
	u32 number;

	table->bucket_mask = bucket_count - 1;
	table->element_size = sizeof(struct marktap_element) + table->key_size +
			      ALIGN(marktap_values_size(table), 8);
	table->buckets = vmalloc(array_size(bucket_count, sizeof(*table->buckets)));
	table->elements = vzalloc(array_size(table->capacity + 1, table->element_size));
	if (!table->buckets || !table->elements)
		return -ENOMEM;
	raw_spin_lock_init(&table->free_lock);
	for (number = 0; number < bucket_count; number++) {
		raw_spin_lock_init(&table->buckets[number].lock);
		table->buckets[number].first = 0;
	}
	for (number = 1; number < table->capacity; number++)
		marktap_element(table, number)->next = number + 1;
	table->first_free = 1;
	/* A statistic without keys is one element from the start. */
	if (!table->key_size) {
		marktap_element(table, 1)->bucket = 1;
		table->buckets[0].first = 1;
		table->first_free = 0;
	}
	return 0;
}
