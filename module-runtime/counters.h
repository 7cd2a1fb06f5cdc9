/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel's performance events tell: trace events with their records, clocks, and counters. Each CPU has an event of its
 * own, made when the CPU comes on line and released when it goes; a counter of the target follows its tasks instead.
 */
#pragma once

#include <linux/cpuhotplug.h>
#include <linux/pid.h>

/* Called with the record of a trace event. */
typedef void marktap_at_event(struct marktap_site *site, const void *record,
			      struct pt_regs *registers);
/* Called when a clock has ticked, or a counter has gone on. */
typedef void marktap_at_counter(struct marktap_site *site, struct pt_regs *registers);

/* Calls the handlers with the record of each event; its number is set by the reader. */
#define MARKTAP_EVENT(system, event_name, function, ...)				\
	{ .kind = &marktap_event_kind, .owner = (system), .name = (event_name),		\
	  .at = (function), .event = { .type = PERF_TYPE_TRACEPOINT,			\
	  .sample_type = PERF_SAMPLE_RAW, .sample_period = 1 }, MARKTAP_PROBES(__VA_ARGS__) }

/* A counter that fires each `rate` counts, or about `rate` times a second. */
#define MARKTAP_COUNTER(counter_type, configuration, is_hertz, rate, tasks, function, ...) \
	{ .kind = &marktap_counter_kind, .name = "counter", .at = (function),		\
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

/* Called for each site and CPU when the first comes or the second goes on line, in which order ever. */
static int marktap_cpu_comes(unsigned int cpu, struct hlist_node *node)
{
	return marktap_make_counter(hlist_entry(node, struct marktap_site, node), cpu, cpu, NULL);
}

static int marktap_cpu_goes(unsigned int cpu, struct hlist_node *node)
{
	marktap_release_counter(hlist_entry(node, struct marktap_site, node), cpu);
	return 0;
}

/* The number under which the kernel knows the two functions above; 0 until it does. */
static int marktap_cpu_state;

static int marktap_attach_to_cpus(struct marktap_site *site)
{
	int state;

	if (!marktap_cpu_state) {
		state = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, KBUILD_MODNAME ":online",
						marktap_cpu_comes, marktap_cpu_goes);
		if (state < 0)
			return state;
		marktap_cpu_state = state;
	}
	return cpuhp_state_add_instance(marktap_cpu_state, &site->node);
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
		kfree(site->counters);
	return error;
}

static void marktap_detach_counter(struct marktap_site *site)
{
	if (site->scope == MARKTAP_SCOPE_TARGET)
		marktap_release_counter(site, 0);
	else
		cpuhp_state_remove_instance(marktap_cpu_state, &site->node);
	kfree(site->counters);
}

/* Makes the kernel forget the functions that are called for CPUs. */
static void marktap_forget_cpus(void)
{
	if (marktap_cpu_state)
		cpuhp_remove_multi_state(marktap_cpu_state);
}

static const struct marktap_site_kind marktap_event_kind __maybe_unused = {
	.attach = marktap_attach_counter,
	.detach = marktap_detach_counter,
};

static const struct marktap_site_kind marktap_counter_kind __maybe_unused = {
	.attach = marktap_attach_counter,
	.detach = marktap_detach_counter,
};
