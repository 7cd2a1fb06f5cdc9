/* SPDX-License-Identifier: GPL-2.0 */
/* What the reader asks of a module, see module_abi.h. All of it runs under the lock of the device. */
#pragma once

/* MARKTAP_FACTS */
static int marktap_tell_facts(void __user *place)
{
	struct marktap_module_facts facts = {
		.version = MARKTAP_MODULE_VERSION,
		.probe_count = MARKTAP_PROBE_COUNT,
		.site_count = marktap_program->site_count,
		.scalars_size = marktap_program->scalars_size,
		.cpu_count = nr_cpu_ids,
#ifdef MARKTAP_SENDS_RECORDS
		.has_records = 1,
#endif
	};

	return copy_to_user(place, &facts, sizeof(facts)) ? -EFAULT : 0;
}

/* MARKTAP_RING_SIZE */
static int marktap_take_ring_size(const void __user *place)
{
	u64 size;

	if (copy_from_user(&size, place, sizeof(size)))
		return -EFAULT;
	return marktap_make_ring(size);
}

/* MARKTAP_SITE */
static int marktap_tell_site(void __user *place)
{
	struct marktap_site_facts facts = {};
	const struct marktap_site *site;

	if (get_user(facts.site, &((struct marktap_site_facts __user *)place)->site))
		return -EFAULT;
	if (facts.site >= marktap_program->site_count)
		return -ENOENT;
	site = &marktap_program->sites[facts.site];
	facts.kind = site->attacher->kind;
	facts.probe = site->probes[0];
	if (facts.kind == MARKTAP_SITE_EVENT)
		snprintf(facts.name, sizeof(facts.name), "%s:%s", site->owner, site->name);
	else
		snprintf(facts.name, sizeof(facts.name), "%s", site->name);
	return copy_to_user(place, &facts, sizeof(facts)) ? -EFAULT : 0;
}

/* MARKTAP_EVENT_ID */
static int marktap_take_event_id(const void __user *place)
{
	struct marktap_event_id request;
	struct marktap_site *site;

	if (copy_from_user(&request, place, sizeof(request)))
		return -EFAULT;
	if (request.site >= marktap_program->site_count)
		return -EINVAL;
	site = &marktap_program->sites[request.site];
	if (site->attacher->kind != MARKTAP_SITE_EVENT || site->is_attached)
		return -EINVAL;
	site->event.config = request.id;
	return 0;
}

/* MARKTAP_ATTACH */
static int marktap_take_attachment(void __user *place)
{
	struct marktap_attachment request;

	if (copy_from_user(&request, place, sizeof(request)))
		return -EFAULT;
#ifdef MARKTAP_SENDS_RECORDS
	if (!marktap_ring.size)
		return -EINVAL;
#endif
	if (!request.wanted)
		memset(marktap_is_wanted, 1, MARKTAP_PROBE_COUNT);
	else if (copy_from_user(marktap_is_wanted, u64_to_user_ptr(request.wanted),
				MARKTAP_PROBE_COUNT))
		return -EFAULT;
	marktap_measures = request.measure;
	request.error = marktap_attach(&request.site);
	return copy_to_user(place, &request, sizeof(request)) ? -EFAULT : 0;
}

/* Adds up what the CPUs counted at `probe`. */
static void marktap_sum_counts(u32 probe, struct marktap_probe_counts *sum)
{
	u32 index, number;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct marktap_probe_counts *counts =
			&per_cpu_ptr(marktap_cpus, cpu)->counts[probe];

		sum->lost += READ_ONCE(counts->lost);
		sum->skipped += READ_ONCE(counts->skipped);
		sum->runs += READ_ONCE(counts->runs);
		sum->time += READ_ONCE(counts->time);
	}
	for (index = 0; index < marktap_program->site_count; index++) {
		const struct marktap_site *site = &marktap_program->sites[index];

		for (number = 0; number < site->probe_count; number++) {
			if (site->probes[number] == probe)
				sum->missed += marktap_missed(site);
		}
	}
}

/* MARKTAP_COUNTS */
static int marktap_tell_counts(const void __user *place)
{
	struct marktap_probe_counts sum;
	u64 address;
	u32 probe;

	if (copy_from_user(&address, place, sizeof(address)))
		return -EFAULT;
	for (probe = 0; probe < MARKTAP_PROBE_COUNT; probe++) {
		marktap_sum_counts(probe, &sum);
		if (copy_to_user(u64_to_user_ptr(address + probe * sizeof(sum)), &sum, sizeof(sum)))
			return -EFAULT;
	}
	return 0;
}

/* Returns the table of the global numbered `global`; NULL if there is none. */
static struct marktap_table *marktap_table_of(u32 global)
{
	u32 index;

	for (index = 0; index < marktap_program->tables->count; index++) {
		if (marktap_program->tables->list[index]->global == global)
			return marktap_program->tables->list[index];
	}
	return NULL;
}

/* MARKTAP_TABLE_LOOKUP: copies the value of `key` to `value`. */
static int marktap_table_lookup(struct marktap_table *table, const void *key, void *value)
{
	struct marktap_element *element;
	struct marktap_place place;
	struct marktap_run run;

	marktap_enter_as_reader(&run);
	marktap_table_lock(table, key, &place);
	element = marktap_find(table, &place, key);
	if (element)
		memcpy(value, marktap_value(table, element), marktap_values_size(table));
	marktap_table_unlock(&place);
	marktap_leave_as_reader(&run);
	return element ? 0 : -ENOENT;
}

/* MARKTAP_TABLE_UPDATE */
static int marktap_table_update(struct marktap_table *table, const void *key, const void *value)
{
	struct marktap_element *element;
	struct marktap_place place;
	struct marktap_run run;

	marktap_enter_as_reader(&run);
	marktap_table_lock(table, key, &place);
	marktap_find_or_insert(table, &place, key, &element);
	if (element)
		memcpy(marktap_value(table, element), value, marktap_values_size(table));
	marktap_table_unlock(&place);
	marktap_leave_as_reader(&run);
	return element ? 0 : -E2BIG;
}

/* MARKTAP_TABLE_DELETE */
static int marktap_table_forget(struct marktap_table *table, const void *key)
{
	struct marktap_run run;
	bool was_there;

	marktap_enter_as_reader(&run);
	was_there = marktap_table_remove(table, key);
	marktap_leave_as_reader(&run);
	return was_there ? 0 : -ENOENT;
}

/* Copies element `number` to `copy`, key and values; returns false if it is free. */
static bool marktap_copy_element(struct marktap_table *table, u32 number, void *copy)
{
	struct marktap_element *element = marktap_element(table, number);
	u32 bucket = READ_ONCE(element->bucket);
	raw_spinlock_t *lock;
	struct marktap_run run;
	unsigned long flags;
	bool is_there;

	if (!bucket)
		return false;
	lock = &table->buckets[table->evicts ? 0 : bucket - 1].lock;
	marktap_enter_as_reader(&run);
	marktap_lock(lock, &flags);
	/* A handler may have removed it, and used it again. */
	is_there = READ_ONCE(element->bucket) == bucket;
	if (is_there)
		memcpy(copy, element->key, table->key_size + marktap_values_size(table));
	marktap_unlock(lock, flags);
	marktap_leave_as_reader(&run);
	return is_there;
}

/* MARKTAP_TABLE_BATCH: copies up to `count` elements from number `position` + 1 on; `copy` has room for one. */
static int marktap_table_batch(struct marktap_table *table, struct marktap_table_request *request,
			       void *copy)
{
	u32 values_size = marktap_values_size(table);
	u32 count = 0;

	while (count < request->count && request->position < table->capacity) {
		if (!marktap_copy_element(table, ++request->position, copy))
			continue;
		if (copy_to_user(u64_to_user_ptr(request->key + count * table->key_size), copy,
				 table->key_size) ||
		    copy_to_user(u64_to_user_ptr(request->value + (u64)count * values_size),
				 copy + table->key_size, values_size))
			return -EFAULT;
		count++;
	}
	request->count = count;
	return request->position < table->capacity ? 0 : -ENOENT;
}

/* Does what `command` asks with the element at `copy`, which has room for its key and its values. */
static int marktap_do_table_request(unsigned int command, struct marktap_table *table,
				    struct marktap_table_request *request, void *copy)
{
	u32 values_size = marktap_values_size(table);
	void *value = copy + table->key_size;
	int error;

	if (command == MARKTAP_TABLE_BATCH)
		return marktap_table_batch(table, request, copy);
	if (copy_from_user(copy, u64_to_user_ptr(request->key), table->key_size))
		return -EFAULT;
	switch (command) {
	case MARKTAP_TABLE_LOOKUP:
		error = marktap_table_lookup(table, copy, value);
		if (!error && copy_to_user(u64_to_user_ptr(request->value), value, values_size))
			return -EFAULT;
		return error;
	case MARKTAP_TABLE_UPDATE:
		if (copy_from_user(value, u64_to_user_ptr(request->value), values_size))
			return -EFAULT;
		return marktap_table_update(table, copy, value);
	default:
		return marktap_table_forget(table, copy);
	}
}

/* MARKTAP_TABLE_* */
static __maybe_unused int marktap_take_table_request(unsigned int command, void __user *place)
{
	struct marktap_table_request request;
	struct marktap_table *table;
	void *copy;
	int result;

	if (copy_from_user(&request, place, sizeof(request)))
		return -EFAULT;
	table = marktap_table_of(request.global);
	if (!table)
		return -EINVAL;
	copy = kvzalloc(table->key_size + marktap_values_size(table), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	result = marktap_do_table_request(command, table, &request, copy);
	kvfree(copy);
	/* The last batch ends with an error, and has elements all the same. */
	if (copy_to_user(place, &request, sizeof(request)))
		return -EFAULT;
	return result;
}
