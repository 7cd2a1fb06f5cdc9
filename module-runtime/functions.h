/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions of the kernel, where they start or have returned, by kprobes and kretprobes. A handler that runs at the return sees the
 * arguments as they were at the start, and the result behind them.
 */
#pragma once

#include <linux/kprobes.h>
#include <linux/slab.h>

/* The most arguments that are kept. */
#define MARKTAP_ARGUMENT_LIMIT 12

/* Called with the values of the arguments. */
typedef void marktap_at_function(struct marktap_site *site, const u64 *arguments,
				 struct pt_regs *registers);

/* The start of `function_name`, in the kernel or in the module `module_name`; its arguments take `count` words. */
#define MARKTAP_FUNCTION(module_name, function_name, count, function, ...)		\
	{ .attacher = &marktap_function_attacher, .owner = (module_name), .name = (function_name),\
	  .at = (function), .argument_count = (count), MARKTAP_PROBES(__VA_ARGS__) }

/* Its return. */
#define MARKTAP_FUNCTION_RETURN(module_name, function_name, count, function, ...)	\
	{ .attacher = &marktap_return_attacher, .owner = (module_name), .name = (function_name),	\
	  .at = (function), .argument_count = (count), MARKTAP_PROBES(__VA_ARGS__) }

/* Returns word `index` of the arguments of the function that `registers` have just entered. */
static u64 marktap_argument(struct pt_regs *registers, u32 index)
{
#ifdef CONFIG_X86_64
	/* What six registers do not hold stands behind the return address. */
	if (index >= 6)
		return regs_get_kernel_stack_nth(registers, 1 + index - 6);
#endif
	return regs_get_kernel_argument(registers, index);
}

/* Copies the arguments of the function that `registers` have just entered. */
static void marktap_copy_arguments(const struct marktap_site *site, struct pt_regs *registers,
				   u64 *arguments)
{
	u32 index;

	for (index = 0; index < min_t(u32, site->argument_count, MARKTAP_ARGUMENT_LIMIT); index++)
		arguments[index] = marktap_argument(registers, index);
}

static int marktap_function_starts(struct kprobe *probe, struct pt_regs *registers)
{
	struct marktap_site *site = container_of(probe, struct marktap_site, breakpoint.kp);
	u64 arguments[MARKTAP_ARGUMENT_LIMIT];

	marktap_copy_arguments(site, registers, arguments);
	((marktap_at_function *)site->at)(site, arguments, registers);
	return 0;
}

/* Keeps the arguments for the return. */
static int marktap_keep_arguments(struct kretprobe_instance *instance, struct pt_regs *registers)
{
	struct marktap_site *site =
		container_of(get_kretprobe(instance), struct marktap_site, breakpoint);

	marktap_copy_arguments(site, registers, (u64 *)instance->data);
	return 0;
}

static int marktap_function_returns(struct kretprobe_instance *instance, struct pt_regs *registers)
{
	struct kretprobe *breakpoint = get_kretprobe(instance);
	u64 *arguments = (u64 *)instance->data;
	struct marktap_site *site;

	/* Nobody waits for the calls that are under way when a kretprobe goes. */
	if (unlikely(!breakpoint))
		return 0;
	site = container_of(breakpoint, struct marktap_site, breakpoint);
	arguments[min_t(u32, site->argument_count, MARKTAP_ARGUMENT_LIMIT)] =
		regs_return_value(registers);
	((marktap_at_function *)site->at)(site, arguments, registers);
	return 0;
}

/* Says where the breakpoint of `site` is to be, as the kernel spells it: `function`, or `module:function`. */
static int marktap_name_function(struct marktap_site *site)
{
	bool has_owner = site->owner;

	memset(&site->breakpoint, 0, sizeof(site->breakpoint));
	site->symbol = kasprintf(GFP_KERNEL, "%s%s%s", has_owner ? site->owner : "",
				 has_owner ? ":" : "", site->name);
	site->breakpoint.kp.symbol_name = site->symbol;
	return site->symbol ? 0 : -ENOMEM;
}

static int marktap_attach_function(struct marktap_site *site)
{
	int error = marktap_name_function(site);

	if (error)
		return error;
	site->breakpoint.kp.pre_handler = marktap_function_starts;
	error = register_kprobe(&site->breakpoint.kp);
	if (error)
		kfree(site->symbol);
	return error;
}

static void marktap_detach_function(struct marktap_site *site)
{
	unregister_kprobe(&site->breakpoint.kp);
	kfree(site->symbol);
}

static u64 marktap_missed_starts(const struct marktap_site *site)
{
	return site->breakpoint.kp.nmissed;
}

static int marktap_attach_return(struct marktap_site *site)
{
	u32 count = min_t(u32, site->argument_count, MARKTAP_ARGUMENT_LIMIT);
	int error = marktap_name_function(site);

	if (error)
		return error;
	site->breakpoint.entry_handler = marktap_keep_arguments;
	site->breakpoint.handler = marktap_function_returns;
	site->breakpoint.data_size = (count + 1) * sizeof(u64);
	/* So many calls may be under way at a time; those above are counted as missed. */
	site->breakpoint.maxactive = max_t(int, 128, 4 * num_possible_cpus());
	error = register_kretprobe(&site->breakpoint);
	if (error)
		kfree(site->symbol);
	return error;
}

static void marktap_detach_return(struct marktap_site *site)
{
	unregister_kretprobe(&site->breakpoint);
	kfree(site->symbol);
}

static u64 marktap_missed_returns(const struct marktap_site *site)
{
	return site->breakpoint.nmissed + site->breakpoint.kp.nmissed;
}

static const struct marktap_attacher marktap_function_attacher __maybe_unused = {
	.kind = MARKTAP_SITE_FUNCTION,
	.attach = marktap_attach_function,
	.detach = marktap_detach_function,
	.missed = marktap_missed_starts,
};

static const struct marktap_attacher marktap_return_attacher __maybe_unused = {
	.kind = MARKTAP_SITE_FUNCTION,
	.attach = marktap_attach_return,
	.detach = marktap_detach_return,
	.missed = marktap_missed_returns,
};
