/* SPDX-License-Identifier: GPL-2.0 */
/* What reader and handlers know of the session: one page, mapped by both. */
#pragma once

#include <linux/mutex.h>
#include <linux/vmalloc.h>

/* Taken by all that the reader asks, and by what comes of CPUs. */
static DEFINE_MUTEX(marktap_device_lock);

static struct marktap_session *session;

/* Whether a probe is wanted, by number. The reader says so where it attaches. */
static u8 marktap_is_wanted[MARKTAP_PROBE_COUNT + 1];

/* Whether runs are measured. */
static bool marktap_measures;

/* What the generated part of a module says of itself. */
struct marktap_program {
	struct marktap_site *sites;
	u32 site_count;
	const struct marktap_tables *tables;
	const struct marktap_calls *calls;
	void **scalars;            /* where the address of the scalars is put */
	const void *first_scalars; /* their first values */
	size_t scalars_size;
	size_t frame_size;
};

static const struct marktap_program *marktap_program;
