/* SPDX-License-Identifier: GPL-2.0 */
/* What handlers ask of the task, the CPU and the clock. Numbers are those of the first namespaces. */
#pragma once

#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/timex.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

static inline s64 marktap_tid(void)
{
	return (u32)task_pid_nr(current);
}

static inline s64 marktap_pid(void)
{
	return (u32)task_tgid_nr(current);
}

static inline s64 marktap_uid(void)
{
	return (u32)from_kuid(&init_user_ns, current_uid());
}

static inline s64 marktap_gid(void)
{
	return (u32)from_kgid(&init_user_ns, current_gid());
}

static inline s64 marktap_cpu(void)
{
	return raw_smp_processor_id();
}

/* The number of the task's group in the one hierarchy of version 2. */
static inline s64 marktap_cgroup_id(void)
{
#ifdef CONFIG_CGROUPS
	u64 id;

	rcu_read_lock();
	id = cgroup_id(task_dfl_cgroup(current));
	rcu_read_unlock();
	return id;
#else
	return 0;
#endif
}

/* Nanoseconds of the monotonic clock, which an NMI may ask too. */
static inline s64 marktap_time(void)
{
	return ktime_get_mono_fast_ns();
}

/* The CPU's cycle counter. */
static inline s64 marktap_cycles(void)
{
	return get_cycles();
}

static inline s64 marktap_jiffies(void)
{
	return get_jiffies_64();
}

/* Sets `string` to the name of the task. */
static inline void marktap_execname(struct marktap_string *string)
{
	u32 length = strnlen(current->comm, sizeof(current->comm) - 1);

	string->length = min(length, string->capacity);
	string->status = MARKTAP_STRING_COMPLETE;
	string->source = 0;
	marktap_copy_bytes(string->bytes, current->comm, string->length);
}

/* The address of the task. */
static inline s64 marktap_task(void)
{
	return (unsigned long)current;
}

/* The address of the registers that the task had in user space. */
static inline s64 marktap_user_registers(void)
{
	return (unsigned long)task_pt_regs(current);
}
