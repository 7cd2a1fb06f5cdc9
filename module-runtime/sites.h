/* SPDX-License-Identifier: GPL-2.0 */
/* Sites: the places that handlers run at. A generated module lists them with the macros of the headers that follow. */
#pragma once

#include <linux/kprobes.h>
#include <linux/perf_event.h>
#include <linux/tracepoint.h>

struct marktap_site;

/* How sites of a kind are attached to. Both functions run in the reader's context, one at a time. */
struct marktap_attacher {
	enum marktap_site_kind kind;
	/* Returns 0, or a negative error number and leaves nothing attached. */
	int (*attach)(struct marktap_site *site);
	/* When it has returned, and RCU has passed, no handler of the site runs. */
	void (*detach)(struct marktap_site *site);
	/* Attaches a site to a CPU that has come since, or has come back; NULL where it has nothing on CPUs. */
	int (*serve_cpu)(struct marktap_site *site, int cpu, bool was_gone);
	/* Returns how many hits of an attached site no handler could follow; NULL where all can be followed. */
	u64 (*missed)(const struct marktap_site *site);
};

/* The tasks for which a counter counts. */
enum marktap_scope {
	MARKTAP_SCOPE_SYSTEM,
	MARKTAP_SCOPE_TARGET,
};

struct marktap_site {
	const struct marktap_attacher *attacher;
	const char *owner; /* the module, or the system of an event; NULL for the kernel */
	const char *name;
	void *at;          /* the function that calls the handlers; its type depends on the kind */
	const u32 *probes; /* the numbers of the probes */
	u32 probe_count;
	bool is_attached;
	u64 missed;        /* what was missed before it was detached from last */
	union {
		struct {
			struct tracepoint *tracepoint; /* where the function is registered; NULL for nowhere */
		};
		struct {
			struct perf_event_attr event;
			enum marktap_scope scope;
			struct perf_event **counters; /* by CPU; of a task the first */
		};
		struct {
			struct kretprobe breakpoint;  /* of an entry only its kprobe */
			char *symbol;
			u32 argument_count;
		};
		struct {
			const char *format;           /* the types of a marker's values */
			u32 value_count;
		};
	};
};

/* The members of a site that name its probes. */
#define MARKTAP_PROBES(...)				\
	.probes = (const u32[]){ __VA_ARGS__ },		\
	.probe_count = ARRAY_SIZE(((const u32[]){ __VA_ARGS__ }))

/* Lists all sites. */
#define MARKTAP_SITES(...)							\
	static struct marktap_site marktap_sites[] = { __VA_ARGS__ };		\
	enum { marktap_site_count = ARRAY_SIZE(marktap_sites) }

/* Says that there are none. */
#define MARKTAP_NO_SITES							\
	static struct marktap_site marktap_sites[1];				\
	enum { marktap_site_count = 0 }

/* Returns whether a handler of `site` is wanted. */
static bool marktap_site_is_wanted(const struct marktap_site *site)
{
	u32 index;

	for (index = 0; index < site->probe_count; index++) {
		if (marktap_is_wanted[site->probes[index]])
			return true;
	}
	return false;
}

/* Counts a run that is left out, for each handler that would have run. */
static noinline void marktap_count_skipped(struct marktap_cpu *cpu, const struct marktap_site *site)
{
	u32 index;

	for (index = 0; index < site->probe_count; index++) {
		if (marktap_is_wanted[site->probes[index]])
			marktap_count(&cpu->counts[site->probes[index]].skipped, 1);
	}
}

/* Returns how many hits of `site` no handler could follow. */
static u64 marktap_missed(const struct marktap_site *site)
{
	bool counts = site->is_attached && site->attacher->missed;

	return site->missed + (counts ? site->attacher->missed(site) : 0);
}
