/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The device of a module: one reader opens it, once. While it is open the module cannot be unloaded; when it is closed, which the
 * kernel does for a reader that was killed, the probes stop for good.
 */
#pragma once

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

/* Whether somebody has, or had, the device open. */
static bool marktap_was_opened;

static int marktap_open(struct inode *inode, struct file *file)
{
	int error = 0;

	mutex_lock(&marktap_device_lock);
	if (marktap_was_opened)
		error = -EBUSY;
	marktap_was_opened = true;
	mutex_unlock(&marktap_device_lock);
	return error;
}

static int marktap_release(struct inode *inode, struct file *file)
{
	mutex_lock(&marktap_device_lock);
	WRITE_ONCE(session->stopped, 1);
	marktap_detach_all();
	mutex_unlock(&marktap_device_lock);
	return 0;
}

static long marktap_request(struct file *file, unsigned int command, unsigned long argument)
{
	void __user *place = (void __user *)argument;
	long result = -ENOTTY;

	mutex_lock(&marktap_device_lock);
	switch (command) {
	case MARKTAP_FACTS:
		result = marktap_tell_facts(place);
		break;
	case MARKTAP_RING_SIZE:
		result = marktap_take_ring_size(place);
		break;
	case MARKTAP_SITE:
		result = marktap_tell_site(place);
		break;
	case MARKTAP_EVENT_ID:
		result = marktap_take_event_id(place);
		break;
	case MARKTAP_ATTACH:
		result = marktap_take_attachment(place);
		break;
	case MARKTAP_DETACH:
		marktap_detach_all();
		result = 0;
		break;
	case MARKTAP_COUNTS:
		result = marktap_tell_counts(place);
		break;
	case MARKTAP_TABLE_LOOKUP:
	case MARKTAP_TABLE_UPDATE:
	case MARKTAP_TABLE_DELETE:
	case MARKTAP_TABLE_BATCH:
		if (marktap_program->tables->count)
			result = marktap_program->tables->take_request(command, place);
		break;
	case MARKTAP_CALL:
		if (marktap_program->calls->count)
			result = marktap_program->calls->take(place);
		break;
	}
	mutex_unlock(&marktap_device_lock);
	return result;
}

/* Maps what lies at `memory`, which starts at `base` of the device. */
static int marktap_map_memory(struct vm_area_struct *area, void *memory, u32 base)
{
	if (!memory)
		return -EINVAL;
	return remap_vmalloc_range(area, memory, area->vm_pgoff - (base >> PAGE_SHIFT));
}

/* Maps the ring buffer, of which the reader may write the first page alone. */
static int marktap_map_ring(struct vm_area_struct *area)
{
	bool is_consumer_page = area->vm_pgoff == MARKTAP_MAP_RING >> PAGE_SHIFT &&
				area->vm_end - area->vm_start == PAGE_SIZE;

	if (!is_consumer_page) {
		if (area->vm_flags & VM_WRITE)
			return -EPERM;
		vm_flags_clear(area, VM_MAYWRITE);
	}
	return marktap_map_memory(area, marktap_ring.consumer, MARKTAP_MAP_RING);
}

static int marktap_map(struct file *file, struct vm_area_struct *area)
{
	u64 offset = (u64)area->vm_pgoff << PAGE_SHIFT;

	if (offset >= MARKTAP_MAP_RING)
		return marktap_map_ring(area);
	if (offset >= MARKTAP_MAP_SCALARS)
		return marktap_map_memory(area, *marktap_program->scalars, MARKTAP_MAP_SCALARS);
	return marktap_map_memory(area, session, MARKTAP_MAP_SESSION);
}

static __poll_t marktap_poll(struct file *file, struct poll_table_struct *table)
{
	poll_wait(file, &marktap_ring.readers, table);
	return marktap_ring_is_readable() ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations marktap_operations = {
	.owner = THIS_MODULE,
	.open = marktap_open,
	.release = marktap_release,
	.unlocked_ioctl = marktap_request,
	.mmap = marktap_map,
	.poll = marktap_poll,
};

static struct miscdevice marktap_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.fops = &marktap_operations,
	.mode = 0600,
};

/* Frees all memory of the module. */
static void marktap_free(void)
{
	const struct marktap_tables *tables = marktap_program->tables;
	u32 index;

	marktap_stop_watching_cpus();
	for (index = 0; index < tables->count; index++)
		tables->free(tables->list[index]);
	marktap_free_ring();
	marktap_free_cpus();
	vfree(*marktap_program->scalars);
	vfree(session);
}

/* Makes the memory that is there from the start. */
static int marktap_make(void)
{
	const struct marktap_tables *tables = marktap_program->tables;
	int error;
	u32 index;

	session = vmalloc_user(PAGE_SIZE);
	if (!session)
		return -ENOMEM;
	session->wakeup_bytes = S64_MAX;
	if (marktap_program->scalars_size) {
		*marktap_program->scalars = vmalloc_user(PAGE_ALIGN(marktap_program->scalars_size));
		if (!*marktap_program->scalars)
			return -ENOMEM;
		memcpy(*marktap_program->scalars, marktap_program->first_scalars,
		       marktap_program->scalars_size);
	}
	error = marktap_make_cpus();
	for (index = 0; index < tables->count && !error; index++)
		error = tables->make(tables->list[index]);
	return error;
}

/* Starts the module that runs `program`. */
static int __init marktap_start(const struct marktap_program *program)
{
	int error;

	marktap_program = program;
	/* The name that it was loaded by, which need not be the one that it was built with. */
	marktap_device.name = THIS_MODULE->name;
	marktap_prepare_ring();
	error = marktap_make();
	if (!error)
		error = misc_register(&marktap_device);
	if (error)
		marktap_free();
	return error;
}

/* Ends the module. Its device is closed, so nothing is attached. */
static void marktap_end_module(void)
{
	misc_deregister(&marktap_device);
	marktap_free();
}

/* Stands at the end of a generated file. */
#define MARKTAP_MODULE								\
	static const struct marktap_program marktap_this_program = {		\
		.sites = marktap_sites,						\
		.site_count = marktap_site_count,				\
		.tables = &marktap_tables,					\
		.calls = &marktap_calls,					\
		.scalars = (void **)&scalars,					\
		.first_scalars = &marktap_first_scalars,			\
		.scalars_size = marktap_scalars_size,				\
		.frame_size = ALIGN(sizeof(union marktap_frames), 64),		\
	};									\
	static int __init marktap_init(void)					\
	{									\
		return marktap_start(&marktap_this_program);			\
	}									\
	static void __exit marktap_exit(void)					\
	{									\
		marktap_end_module();						\
	}									\
	module_init(marktap_init);						\
	module_exit(marktap_exit);						\
	MODULE_DESCRIPTION("a script, translated by marktap");			\
	MODULE_LICENSE("GPL")
