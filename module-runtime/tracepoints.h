/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints. The function of a site has the tracepoint's prototype, with every argument as a number of 64 bits, behind the site.
 */
#pragma once

/* The kernel's tracepoint `tracepoint_name`. */
#define MARKTAP_TRACEPOINT(tracepoint_name, function, ...)				\
	{ .attacher = &marktap_tracepoint_attacher, .name = (tracepoint_name), .at = (function),\
	  MARKTAP_PROBES(__VA_ARGS__) }

/* The tracepoint of a module; where that is not loaded the site is attached as soon as it is. */
#define MARKTAP_MODULE_TRACEPOINT(module_name, tracepoint_name, function, ...)		\
	{ .attacher = &marktap_tracepoint_attacher, .owner = (module_name),			\
	  .name = (tracepoint_name), .at = (function), MARKTAP_PROBES(__VA_ARGS__) }

/* What a walk over the tracepoints looks for, and found. */
struct marktap_tracepoint_search {
	const char *name;
	struct tracepoint *found;
};

static void marktap_compare_tracepoint(struct tracepoint *tracepoint, void *data)
{
	struct marktap_tracepoint_search *search = data;

	if (!strcmp(tracepoint->name, search->name))
		search->found = tracepoint;
}

/* Registers the function of `site` with `tracepoint`. */
static int marktap_register_tracepoint(struct marktap_site *site, struct tracepoint *tracepoint)
{
	int error = tracepoint_probe_register(tracepoint, site->at, site);

	if (!error)
		site->tracepoint = tracepoint;
	return error;
}

static void marktap_detach_tracepoint(struct marktap_site *site)
{
	if (site->tracepoint)
		tracepoint_probe_unregister(site->tracepoint, site->at, site);
	site->tracepoint = NULL;
}

static int marktap_attach_tracepoint(struct marktap_site *site)
{
	struct marktap_tracepoint_search search = { .name = site->name };

	/* The notifier knows those of modules. */
	if (site->owner)
		return 0;
	for_each_kernel_tracepoint(marktap_compare_tracepoint, &search);
	if (!search.found)
		return -ENOENT;
	return marktap_register_tracepoint(site, search.found);
}

static const struct marktap_attacher marktap_tracepoint_attacher __maybe_unused = {
	.kind = MARKTAP_SITE_TRACEPOINT,
	.attach = marktap_attach_tracepoint,
	.detach = marktap_detach_tracepoint,
};

#ifdef CONFIG_MODULES
/* Returns the tracepoint `name` of `module`; NULL if it has none. */
static struct tracepoint *marktap_find_in_module(struct module *module, const char *name)
{
	unsigned int index;

	for (index = 0; index < module->num_tracepoints; index++) {
		struct tracepoint *tracepoint =
			tracepoint_ptr_deref(&module->tracepoints_ptrs[index]);

		if (!strcmp(tracepoint->name, name))
			return tracepoint;
	}
	return NULL;
}

/* Attaches to a module that has come, or detaches from one that goes. Those that are there already come at registration. */
static int marktap_module_notice(struct notifier_block *block, unsigned long state, void *data)
{
	struct module *module = ((struct tp_module *)data)->mod;
	u32 index;

	for (index = 0; index < marktap_program->site_count; index++) {
		struct marktap_site *site = &marktap_program->sites[index];
		struct tracepoint *tracepoint;

		if (site->attacher != &marktap_tracepoint_attacher || !site->owner || !site->is_attached)
			continue;
		tracepoint = marktap_find_in_module(module, site->name);
		if (!tracepoint)
			continue;
		if (state == MODULE_STATE_COMING && !site->tracepoint) {
			int error = marktap_register_tracepoint(site, tracepoint);

			if (error)
				pr_warn("cannot attach to the tracepoint %s: error %d\n", site->name,
					-error);
		} else if (state == MODULE_STATE_GOING) {
			marktap_detach_tracepoint(site);
		}
	}
	return NOTIFY_OK;
}

static struct notifier_block marktap_module_notifier = { .notifier_call = marktap_module_notice };
#endif

/* Starts to watch for modules. */
static int marktap_watch_modules(void)
{
#ifdef CONFIG_MODULES
	return register_tracepoint_module_notifier(&marktap_module_notifier);
#else
	return 0;
#endif
}

static void marktap_stop_watching_modules(void)
{
#ifdef CONFIG_MODULES
	unregister_tracepoint_module_notifier(&marktap_module_notifier);
#endif
}
