// SPDX-License-Identifier: GPL-2.0
/*
 * Test code: offers what modules for kernels 2.6.27 register with, and a few markers of its own that system calls fire. A name may
 * be registered before its marker is known, as it may be there; a marker of another format than was asked for stays quiet.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "legacy_marker.h"

int marker_probe_register(const char *name, const char *format, marker_probe_func *probe,
			  void *probe_private);
int marker_probe_unregister(const char *name, marker_probe_func *probe, void *probe_private);

/* The most functions for one name. */
#define PROBE_LIMIT 8

/* A name that somebody has registered for, with the functions and one empty one. */
struct marker_entry {
	struct list_head entries;
	const char *name;
	const char *format;
	struct marker_probe_closure *closures;
	int count;
};

static LIST_HEAD(entries);
static DEFINE_MUTEX(entries_lock);

/* Called by the marker: all functions that are registered for it. */
void marker_call(const struct marker *marker, void *call_private, ...)
{
	const struct marker_probe_closure *closure;
	va_list arguments;

	preempt_disable_notrace();
	if (!marker->ptype) {
		va_start(arguments, call_private);
		marker->single.func(marker->single.probe_private, call_private, marker->format,
				    &arguments);
		va_end(arguments);
	} else {
		for (closure = READ_ONCE(marker->multi); closure && closure->func; closure++) {
			va_start(arguments, call_private);
			closure->func(closure->probe_private, call_private, marker->format,
				      &arguments);
			va_end(arguments);
		}
	}
	preempt_enable_notrace();
}

static struct marker_entry *find_entry(const char *name)
{
	struct marker_entry *entry;

	list_for_each_entry(entry, &entries, entries) {
		if (!strcmp(entry->name, name))
			return entry;
	}
	return NULL;
}

/* Makes `marker` call what is registered for its name. */
static void update_marker(struct marker *marker)
{
	struct marker_entry *entry = find_entry(marker->name);

	marker->state = 0;
	/* Nobody calls what is changed below. */
	synchronize_rcu();
	if (!entry || !entry->count)
		return;
	if (entry->format && strcmp(entry->format, marker->format)) {
		pr_notice("the probe of %s has the format (%s), the marker has (%s)\n",
			  marker->name, entry->format, marker->format);
		return;
	}
	marker->single = entry->closures[0];
	marker->multi = entry->closures;
	marker->ptype = entry->count > 1;
	smp_wmb();
	marker->state = 1;
}

DEFINE_MARKER(audit_syscall_entry, "%d %d %d %d %d %d");
DEFINE_MARKER(audit_syscall_exit, "%d %d %ld");
DEFINE_MARKER(shim_task, "name %s address %p count %llu");

static struct marker *const markers[] = {
	&__mark_audit_syscall_entry,
	&__mark_audit_syscall_exit,
	&__mark_shim_task,
};

static void update_markers(void)
{
	int index;

	for (index = 0; index < ARRAY_SIZE(markers); index++)
		update_marker(markers[index]);
}

/* Returns the entry of `name`, made if need be. */
static struct marker_entry *make_entry(const char *name, const char *format)
{
	struct marker_entry *entry = find_entry(name);

	if (entry)
		return entry;
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return NULL;
	entry->name = kstrdup(name, GFP_KERNEL);
	entry->format = format ? kstrdup(format, GFP_KERNEL) : NULL;
	entry->closures = kcalloc(PROBE_LIMIT + 1, sizeof(*entry->closures), GFP_KERNEL);
	list_add_tail(&entry->entries, &entries);
	return entry;
}

/* Adds a function to an entry. */
static int add_closure(struct marker_entry *entry, marker_probe_func *probe, void *probe_private)
{
	int index;

	for (index = 0; index < entry->count; index++) {
		if (entry->closures[index].func == probe &&
		    entry->closures[index].probe_private == probe_private)
			return -EBUSY;
	}
	if (entry->count == PROBE_LIMIT)
		return -ENOSPC;
	entry->closures[entry->count].probe_private = probe_private;
	entry->closures[entry->count++].func = probe;
	return 0;
}

int marker_probe_register(const char *name, const char *format, marker_probe_func *probe,
			  void *probe_private)
{
	struct marker_entry *entry;
	int error;

	mutex_lock(&entries_lock);
	entry = make_entry(name, format);
	if (!entry)
		error = -ENOMEM;
	else if (format && entry->format && strcmp(entry->format, format))
		error = -EPERM;
	else
		error = add_closure(entry, probe, probe_private);
	if (!error)
		update_markers();
	mutex_unlock(&entries_lock);
	return error;
}
EXPORT_SYMBOL_GPL(marker_probe_register);

static void free_entry(struct marker_entry *entry)
{
	list_del(&entry->entries);
	kfree(entry->name);
	kfree(entry->format);
	kfree(entry->closures);
	kfree(entry);
}

/* Takes a function out of an entry, whose markers are quiet. */
static int remove_closure(struct marker_entry *entry, marker_probe_func *probe, void *probe_private)
{
	int index;

	for (index = 0; index < entry->count; index++) {
		if (entry->closures[index].func != probe ||
		    entry->closures[index].probe_private != probe_private)
			continue;
		entry->closures[index] = entry->closures[--entry->count];
		entry->closures[entry->count] = (struct marker_probe_closure){};
		return 0;
	}
	return -ENOENT;
}

int marker_probe_unregister(const char *name, marker_probe_func *probe, void *probe_private)
{
	struct marker_entry *entry;
	int index, error = -ENOENT;

	mutex_lock(&entries_lock);
	for (index = 0; index < ARRAY_SIZE(markers); index++)
		markers[index]->state = 0;
	synchronize_rcu();
	entry = find_entry(name);
	if (entry) {
		error = remove_closure(entry, probe, probe_private);
		if (!entry->count)
			free_entry(entry);
	}
	update_markers();
	mutex_unlock(&entries_lock);
	return error;
}
EXPORT_SYMBOL_GPL(marker_probe_unregister);

/* What fires the markers. */
static void system_call_starts(void *data, struct pt_regs *registers, long number)
{
	trace_mark(audit_syscall_entry, 0xc000003e, (int)number, (int)registers->di,
		   (int)registers->si, (int)registers->dx, (int)registers->r10);
	trace_mark(shim_task, current->comm, current, (unsigned long long)number << 32 | 1);
}

static void system_call_ends(void *data, struct pt_regs *registers, long result)
{
	trace_mark(audit_syscall_exit, 0xc000003e, (int)registers->orig_ax, result);
}

/* The tracepoints of system calls, which for_each_kernel_tracepoint() finds. */
static struct tracepoint *entry_tracepoint, *exit_tracepoint;

static void look_at_tracepoint(struct tracepoint *tracepoint, void *data)
{
	if (!strcmp(tracepoint->name, "sys_enter"))
		entry_tracepoint = tracepoint;
	if (!strcmp(tracepoint->name, "sys_exit"))
		exit_tracepoint = tracepoint;
}

static int __init marker_shim_init(void)
{
	int error;

	for_each_kernel_tracepoint(look_at_tracepoint, NULL);
	if (!entry_tracepoint || !exit_tracepoint)
		return -ENOENT;
	error = tracepoint_probe_register(entry_tracepoint, system_call_starts, NULL);
	if (error)
		return error;
	error = tracepoint_probe_register(exit_tracepoint, system_call_ends, NULL);
	if (error) {
		tracepoint_probe_unregister(entry_tracepoint, system_call_starts, NULL);
		tracepoint_synchronize_unregister();
	}
	return error;
}

static void __exit marker_shim_exit(void)
{
	struct marker_entry *entry, *next;

	tracepoint_probe_unregister(entry_tracepoint, system_call_starts, NULL);
	tracepoint_probe_unregister(exit_tracepoint, system_call_ends, NULL);
	tracepoint_synchronize_unregister();
	list_for_each_entry_safe(entry, next, &entries, entries)
		free_entry(entry);
}

module_init(marker_shim_init);
module_exit(marker_shim_exit);
MODULE_DESCRIPTION("test code: the markers of kernels 2.6.27");
MODULE_LICENSE("GPL");
