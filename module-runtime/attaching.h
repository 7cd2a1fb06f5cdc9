/* SPDX-License-Identifier: GPL-2.0 */
/* Attaching to all sites whose probes are wanted, and detaching from them. */
#pragma once

#include <linux/rcupdate.h>

/* Whether the module notifier is registered. */
static bool marktap_watches_modules;

/* Detaches from all sites for which `is_kept` says no; no handler of theirs runs when it returns. */
static void marktap_detach(bool (*is_kept)(const struct marktap_site *site))
{
	bool did = false;
	u32 index;

	for (index = 0; index < marktap_program->site_count; index++) {
		struct marktap_site *site = &marktap_program->sites[index];

		if (!site->is_attached || (is_kept && is_kept(site)))
			continue;
		site->attacher->detach(site);
		site->missed = marktap_missed(site);
		site->is_attached = false;
		did = true;
	}
	/* That waits for RCU as well, and so for handlers of all kinds. */
	if (did)
		tracepoint_synchronize_unregister();
}

/* Detaches from all sites. */
static void marktap_detach_all(void)
{
	if (marktap_watches_modules)
		marktap_stop_watching_modules();
	marktap_watches_modules = false;
	marktap_detach(NULL);
}

/* Returns whether a wanted site has something on each CPU. */
static bool marktap_needs_cpus(void)
{
	u32 index;

	for (index = 0; index < marktap_program->site_count; index++) {
		const struct marktap_site *site = &marktap_program->sites[index];

		if (site->attacher->serve_cpu && marktap_site_is_wanted(site))
			return true;
	}
	return false;
}

/* Attaches to one site. */
static int marktap_attach_site(struct marktap_site *site)
{
	int error = site->attacher->attach(site);

	site->is_attached = !error;
	return error;
}

/*
 * Attaches to all sites that have a wanted probe, and detaches from those that have none. If that fails, says where in `failed`,
 * and leaves nothing attached.
 */
static int marktap_attach(u32 *failed)
{
	bool needs_modules = false;
	int error = 0;
	u32 index;

	marktap_detach(marktap_site_is_wanted);
	if (marktap_needs_cpus())
		error = marktap_watch_cpus();
	for (index = 0; index < marktap_program->site_count && !error; index++) {
		struct marktap_site *site = &marktap_program->sites[index];

		*failed = index;
		if (!site->is_attached && marktap_site_is_wanted(site))
			error = marktap_attach_site(site);
		needs_modules |= site->attacher == &marktap_tracepoint_attacher && site->owner;
	}
	/* The notifier is told of the modules that are there, so it comes behind the sites. */
	if (!error && needs_modules && !marktap_watches_modules) {
		error = marktap_watch_modules();
		marktap_watches_modules = !error;
	}
	if (error)
		marktap_detach_all();
	return error;
}
