/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel's performance events tell: trace events with their records, clocks, and counters. Each CPU that is on line has an
 * event of its own; a counter of the target follows its tasks instead.
 */
#pragma once

#include <linux/cpuhotplug.h>
#include <linux/pid.h>
#include <linux/workqueue.h>

/* Called with the record of a trace event. */
typedef void marktap_at_event(struct marktap_site *site, const void *record,
			      struct pt_regs *registers);
/* Called when a clock has ticked, or a counter has gone on. */
typedef void marktap_at_counter(struct marktap_site *site, struct pt_regs *registers);

/* Calls the handlers with the record of each event; its number is set by the reader. */
#define MARKTAP_EVENT(system, event_name, function, ...)				\
	{ .attacher = &marktap_event_attacher, .owner = (system), .name = (event_name),		\
	  .at = (function), .event = { .type = PERF_TYPE_TRACEPOINT,			\
	  .sample_type = PERF_SAMPLE_RAW, .sample_period = 1 }, MARKTAP_PROBES(__VA_ARGS__) }

/* A counter that fires each `rate` counts, or about `rate` times a second. */
#define MARKTAP_COUNTER(counter_type, configuration, is_hertz, rate, tasks, function, ...) \
	{ .attacher = &marktap_counter_attacher, .name = "counter", .at = (function),		\
	  .scope = (tasks), .event = { .type = (counter_type), .config = (configuration),	\
	  .freq = (is_hertz), .sample_freq = (rate) }, MARKTAP_PROBES(__VA_ARGS__) }

/* A clock on each CPU that ticks each `rate` nanoseconds, or `rate` times a second. */
#define MARKTAP_PROFILE(is_hertz, rate, function, ...)					\
	MARKTAP_COUNTER(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK, is_hertz, rate,	\
			MARKTAP_SCOPE_SYSTEM, function, __VA_ARGS__)

static void marktap_event_fires(struct perf_event *event, struct perf_sample_data *sample,
				struct pt_regs *registers)
{
	struct marktap_site *site = event->overflow_handler_context;

	((marktap_at_event *)site->at)(site, sample->raw->frag.data, registers);
}

static void marktap_counter_fires(struct perf_event *event, struct perf_sample_data *sample,
				  struct pt_regs *registers)
{
	struct marktap_site *site = event->overflow_handler_context;

	((marktap_at_counter *)site->at)(site, registers);
}

/* Makes the event of `site` for a CPU, or for `task`, and keeps it as number `index`. */
static int marktap_make_counter(struct marktap_site *site, u32 index, int cpu,
				struct task_struct *task)
{
	bool is_event = site->event.type == PERF_TYPE_TRACEPOINT;
	struct perf_event *event;

	site->event.size = sizeof(site->event);
	event = perf_event_create_kernel_counter(&site->event, cpu, task,
						 is_event ? marktap_event_fires
							  : marktap_counter_fires,
						 site);
	if (IS_ERR(event))
		return PTR_ERR(event);
	site->counters[index] = event;
	return 0;
}

static void marktap_release_counter(struct marktap_site *site, u32 index)
{
	if (site->counters[index])
		perf_event_release_kernel(site->counters[index]);
	site->counters[index] = NULL;
}

/* Makes the counter of the target and of the tasks that it starts from now on. */
static int marktap_attach_to_target(struct marktap_site *site)
{
	struct task_struct *task;
	int error;

	rcu_read_lock();
	task = get_pid_task(find_vpid(session->target), PIDTYPE_PID);
	rcu_read_unlock();
	if (!task)
		return -ESRCH;
	site->event.inherit = 1;
	error = marktap_make_counter(site, 0, -1, task);
	put_task_struct(task);
	return error;
}

/* Makes the event of `site` for a CPU that is on line, unless there is one; anew for a CPU that was gone. */
static int marktap_serve_cpu(struct marktap_site *site, int cpu, bool was_gone)
{
	int error;

	if (site->scope != MARKTAP_SCOPE_SYSTEM)
		return 0;
	/* The kernel takes the events of a CPU away with it, and does not bring them back. */
	if (was_gone)
		marktap_release_counter(site, cpu);
	if (site->counters[cpu])
		return 0;
	error = marktap_make_counter(site, cpu, cpu, NULL);
	/* It may have gone just now. */
	return cpu_online(cpu) ? error : 0;
}

/* Makes the events of `site` for all CPUs that are on line. */
static int marktap_attach_to_cpus(struct marktap_site *site)
{
	int cpu, error;

	for_each_online_cpu(cpu) {
		error = marktap_serve_cpu(site, cpu, false);
		if (error)
			return error;
	}
	return 0;
}

static void marktap_release_counters(struct marktap_site *site)
{
	u32 index;

	for (index = 0; index < nr_cpu_ids; index++)
		marktap_release_counter(site, index);
	kfree(site->counters);
}

static int marktap_attach_counter(struct marktap_site *site)
{
	int error;

	site->counters = kcalloc(nr_cpu_ids, sizeof(*site->counters), GFP_KERNEL);
	if (!site->counters)
		return -ENOMEM;
	error = site->scope == MARKTAP_SCOPE_TARGET ? marktap_attach_to_target(site)
						    : marktap_attach_to_cpus(site);
	if (error)
		marktap_release_counters(site);
	return error;
}

static const struct marktap_attacher marktap_event_attacher __maybe_unused = {
	.kind = MARKTAP_SITE_EVENT,
	.attach = marktap_attach_counter,
	.detach = marktap_release_counters,
	.serve_cpu = marktap_serve_cpu,
};

static const struct marktap_attacher marktap_counter_attacher __maybe_unused = {
	.kind = MARKTAP_SITE_COUNTER,
	.attach = marktap_attach_counter,
	.detach = marktap_release_counters,
	.serve_cpu = marktap_serve_cpu,
};

/* The CPUs that have gone since they were served last. */
static DECLARE_BITMAP(marktap_gone_cpus, NR_CPUS);

/* Makes the events of `cpu` for all sites that are attached. */
static void marktap_serve_new_cpu(int cpu, bool was_gone)
{
	u32 index;

	for (index = 0; index < marktap_program->site_count; index++) {
		struct marktap_site *site = &marktap_program->sites[index];
		int error = 0;

		if (site->is_attached && site->attacher->serve_cpu)
			error = site->attacher->serve_cpu(site, cpu, was_gone);
		if (error)
			pr_warn("cannot observe %s on CPU %d: error %d\n", site->name, cpu, -error);
	}
}

/*
 * Makes the events of CPUs that have come. That is not done where the kernel tells of them: it holds a lock there that making
 * and releasing events takes as well.
 */
static void marktap_serve_new_cpus(struct work_struct *work)
{
	int cpu;

	mutex_lock(&marktap_device_lock);
	for_each_online_cpu(cpu)
		marktap_serve_new_cpu(cpu, test_and_clear_bit(cpu, marktap_gone_cpus));
	mutex_unlock(&marktap_device_lock);
}

static DECLARE_WORK(marktap_cpu_work, marktap_serve_new_cpus);

static int marktap_cpu_comes(unsigned int cpu)
{
	schedule_work(&marktap_cpu_work);
	return 0;
}

static int marktap_cpu_goes(unsigned int cpu)
{
	set_bit(cpu, marktap_gone_cpus);
	return 0;
}

/* The number under which the kernel knows the two functions above; 0 until it does. */
static int marktap_cpu_state;

/* Starts to watch for CPUs. */
static int marktap_watch_cpus(void)
{
	int state;

	if (marktap_cpu_state)
		return 0;
	state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, THIS_MODULE->name,
					  marktap_cpu_comes, marktap_cpu_goes);
	if (state < 0)
		return state;
	marktap_cpu_state = state;
	return 0;
}

static void marktap_stop_watching_cpus(void)
{
	if (marktap_cpu_state)
		cpuhp_remove_state_nocalls(marktap_cpu_state);
	cancel_work_sync(&marktap_cpu_work);
}
