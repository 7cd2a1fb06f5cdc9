/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs of handlers. On each CPU there is one run at a time in each of four contexts: tasks, soft interrupts, interrupts, and
 * NMIs. Each of those has a frame, the memory of its handlers. A run that finds its context busy, because a handler does
 * what fires a probe again, is left out and counted; so are runs while handlers take too large a share of the CPU.
 */
#pragma once

#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/timekeeping.h>
#include <linux/timex.h>

/*
 * Within an interval of so many cycles handlers may take so many of a CPU; what comes then is left out until the interval is
 * over. Names and values are those of SystemTap, STP_NO_OVERLOAD (defined) as well.
 */
#ifndef STP_OVERLOAD_INTERVAL
#define STP_OVERLOAD_INTERVAL 1000000000ull
#endif
#ifndef STP_OVERLOAD_THRESHOLD
#define STP_OVERLOAD_THRESHOLD 500000000ull
#endif

enum marktap_context {
	MARKTAP_TASK,
	MARKTAP_SOFT_INTERRUPT,
	MARKTAP_INTERRUPT,
	MARKTAP_NMI,
	MARKTAP_CONTEXT_COUNT,
};

struct marktap_site;

/* One run of the handlers of a site. It lives on the stack of the site's function. */
struct marktap_run {
	struct marktap_cpu *cpu;
	void *frame;               /* memory for the handlers */
	struct pt_regs *registers; /* where the site was hit; NULL where nobody says */
	u64 start_cycles;
	u64 start;                 /* when the present handler started, if that is measured */
	u32 probe;                 /* the number of the present handler's probe */
	u32 rounds;                /* how many rounds its loops have made */
	u64 actions;               /* how many statements it has done, as far as they are counted */
	enum marktap_context context;
};

/* What a CPU has. */
struct marktap_cpu {
	struct marktap_run *runs[MARKTAP_CONTEXT_COUNT]; /* what is under way */
	char *frames;                                    /* one for each context */
	struct marktap_probe_counts *counts;             /* one for each probe */
	u64 interval_start;                              /* in cycles */
	u64 interval_used;
};

static struct marktap_cpu __percpu *marktap_cpus;

/* Held by handlers that take several steps with globals. */
static __maybe_unused DEFINE_RAW_SPINLOCK(marktap_handlers);

/* Adds `amount` to the number at `place` as one step, and returns the sum. */
static __always_inline s64 marktap_add(s64 *place, s64 amount)
{
	return atomic64_add_return(amount, (atomic64_t *)place);
}

/* Adds `amount` to a count, which any context may do. */
static __always_inline void marktap_count(u64 *place, u64 amount)
{
	atomic64_add(amount, (atomic64_t *)place);
}

static __always_inline enum marktap_context marktap_context(void)
{
	if (in_nmi())
		return MARKTAP_NMI;
	if (in_hardirq())
		return MARKTAP_INTERRUPT;
	return in_serving_softirq() ? MARKTAP_SOFT_INTERRUPT : MARKTAP_TASK;
}

/* The clock of overload protection; 0 where there is none. */
static __always_inline u64 marktap_overload_clock(void)
{
#ifdef STP_NO_OVERLOAD
	return 0;
#else
	return get_cycles();
#endif
}

/* Returns whether handlers have had their share of the CPU; starts a new interval where one is over. */
static __always_inline bool marktap_is_overloaded(struct marktap_cpu *cpu, u64 now)
{
#ifdef STP_NO_OVERLOAD
	return false;
#else
	if (unlikely(now - cpu->interval_start > STP_OVERLOAD_INTERVAL)) {
		cpu->interval_start = now;
		cpu->interval_used = 0;
	}
	return unlikely(cpu->interval_used > STP_OVERLOAD_THRESHOLD);
#endif
}

static void marktap_count_skipped(struct marktap_cpu *cpu, const struct marktap_site *site);

/*
 * Starts a run of the handlers of `site`, which was hit where `registers` say. Returns false, and leaves nothing to be ended, if
 * there is to be none.
 */
static __always_inline bool marktap_enter(struct marktap_run *run, const struct marktap_site *site,
					  struct pt_regs *registers)
{
	struct marktap_cpu *cpu;

	preempt_disable_notrace();
	cpu = this_cpu_ptr(marktap_cpus);
	run->context = marktap_context();
	run->start_cycles = marktap_overload_clock();
	if (unlikely(READ_ONCE(session->stopped)))
		goto leave;
	if (unlikely(cpu->runs[run->context]) || marktap_is_overloaded(cpu, run->start_cycles)) {
		marktap_count_skipped(cpu, site);
		goto leave;
	}
	run->cpu = cpu;
	run->frame = cpu->frames + run->context * marktap_program->frame_size;
	run->registers = registers;
	WRITE_ONCE(cpu->runs[run->context], run);
	barrier();
	return true;
leave:
	preempt_enable_notrace();
	return false;
}

/* Ends a run. */
static __always_inline void marktap_leave(struct marktap_run *run)
{
	struct marktap_cpu *cpu = run->cpu;

	cpu->interval_used += marktap_overload_clock() - run->start_cycles;
	barrier();
	WRITE_ONCE(cpu->runs[run->context], NULL);
	preempt_enable_notrace();
}

/*
 * Starts what the reader does under locks that handlers take. It counts as a run, so that no handler of a place which that comes
 * to waits for the lock on the same CPU.
 */
static void marktap_enter_as_reader(struct marktap_run *run)
{
	preempt_disable_notrace();
	run->cpu = this_cpu_ptr(marktap_cpus);
	WRITE_ONCE(run->cpu->runs[MARKTAP_TASK], run);
	barrier();
}

static void marktap_leave_as_reader(struct marktap_run *run)
{
	barrier();
	WRITE_ONCE(run->cpu->runs[MARKTAP_TASK], NULL);
	preempt_enable_notrace();
}

/* Starts the handler of `probe` within a run; returns false if it is not wanted. */
static __always_inline bool marktap_begin(struct marktap_run *run, u32 probe)
{
	if (unlikely(!marktap_is_wanted[probe]))
		return false;
	run->probe = probe;
	run->rounds = 0;
	run->actions = 0;
	if (unlikely(marktap_measures))
		run->start = ktime_get_mono_fast_ns();
	return true;
}

/* Ends a handler. */
static __always_inline void marktap_end(struct marktap_run *run)
{
	struct marktap_probe_counts *counts;

	if (likely(!marktap_measures))
		return;
	counts = &run->cpu->counts[run->probe];
	marktap_count(&counts->runs, 1);
	marktap_count(&counts->time, ktime_get_mono_fast_ns() - run->start);
}

/* Runs the handler of `probe`, which is `call`. */
#define MARKTAP_HALF(run, probe, call)		\
	do {					\
		if (marktap_begin(run, probe)) {\
			call;			\
			marktap_end(run);	\
		}				\
	} while (0)

/*
 * The same for a handler that takes several steps with globals: others that have to do with them wait until it has ended. In
 * an NMI it may be left out.
 */
#define MARKTAP_LOCKED_HALF(run, probe, call)					\
	do {									\
		unsigned long flags_;						\
										\
		if (!marktap_begin(run, probe))					\
			break;							\
		if (likely(marktap_lock(&marktap_handlers, &flags_))) {		\
			call;							\
			marktap_unlock(&marktap_handlers, flags_);		\
		} else {							\
			marktap_count_obstructed();				\
		}								\
		marktap_end(run);						\
	} while (0)

/*
 * Counts that the handler that runs here, in an NMI, left something out because the code that it interrupted has the lock.
 */
static noinline void marktap_count_obstructed(void)
{
	struct marktap_cpu *cpu = this_cpu_ptr(marktap_cpus);
	struct marktap_run *run = cpu->runs[marktap_context()];

	if (run)
		marktap_count(&cpu->counts[run->probe].skipped, 1);
}

/* Frees what the CPUs have. */
static void marktap_free_cpus(void)
{
	int number;

	if (!marktap_cpus)
		return;
	for_each_possible_cpu(number) {
		vfree(per_cpu_ptr(marktap_cpus, number)->frames);
		vfree(per_cpu_ptr(marktap_cpus, number)->counts);
	}
	free_percpu(marktap_cpus);
}

/* Makes what the CPUs have. */
static int marktap_make_cpus(void)
{
	size_t counts_size = sizeof(struct marktap_probe_counts) * (MARKTAP_PROBE_COUNT + 1);
	size_t frames_size = marktap_program->frame_size * MARKTAP_CONTEXT_COUNT;
	int number;

	marktap_cpus = alloc_percpu(struct marktap_cpu);
	if (!marktap_cpus)
		return -ENOMEM;
	for_each_possible_cpu(number) {
		struct marktap_cpu *cpu = per_cpu_ptr(marktap_cpus, number);

		cpu->frames = vzalloc_node(frames_size, cpu_to_node(number));
		cpu->counts = vzalloc_node(counts_size, cpu_to_node(number));
		if (!cpu->frames || !cpu->counts)
			return -ENOMEM;
	}
	return 0;
}
