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
		site->is_attached = false;
		did = true;
	}
	if (!did)
		return;
	tracepoint_synchronize_unregister();
	synchronize_rcu();
}

/* Detaches from all sites. */
static void marktap_detach_all(void)
{
	if (marktap_watches_modules)
		marktap_stop_watching_modules();
	marktap_watches_modules = false;
	marktap_detach(NULL);
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
	u32 index;
	int error;

	marktap_detach(marktap_site_is_wanted);
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
