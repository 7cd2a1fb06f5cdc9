/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Markers that were compiled into kernels from 2.6.24 to 2.6.31 (include/linux/marker.h). Who offers them is found when a site is
 * attached to, so a module loads, and says what is missing, on a kernel without them.
 */
#pragma once

#include <linux/module.h>

/* Called with the values of the marker's call, as many as `value_count` of the site says. */
typedef void marktap_at_marker(struct marktap_site *site, const u64 *values);

/* The most values that a marker passes. */
#define MARKTAP_MARKER_LIMIT 16

/* As those kernels declare it. */
typedef void marker_probe_func(void *probe_private, void *call_private, const char *format,
			       va_list *arguments);
extern int marker_probe_register(const char *name, const char *format, marker_probe_func *probe,
				 void *probe_private);
extern int marker_probe_unregister(const char *name, marker_probe_func *probe, void *probe_private);

/* The marker `marker_name`, whose call passes `count` values of the types that `marker_format` says. */
#define MARKTAP_MARKER(marker_name, marker_format, count, function, ...)		\
	{ .attacher = &marktap_marker_attacher, .name = (marker_name), .at = (function),		\
	  .format = (marker_format), .value_count = (count), MARKTAP_PROBES(__VA_ARGS__) }

/* Returns the next value, whose directive starts behind the percent sign at `*format`, and goes behind its letter. */
static u64 marktap_marker_value(const char **format, va_list *arguments)
{
	int longs = 0;

	for (;; (*format)++) {
		switch (**format) {
		case 'l':
			longs++;
			continue;
		case 'z':
		case 't':
		case 'p':
		case 's':
			longs = max(longs, 1);
			if (**format == 'z' || **format == 't')
				continue;
			break;
		case 'd':
		case 'i':
		case 'u':
		case 'x':
		case 'X':
		case 'o':
		case 'c':
		case '\0':
			break;
		default:
			/* Flags, widths, and the lengths of what is passed as int all the same. */
			continue;
		}
		break;
	}
	if (longs == 0)
		return va_arg(*arguments, int);
	return longs == 1 ? va_arg(*arguments, long) : va_arg(*arguments, long long);
}

/* Called by the marker. */
static __maybe_unused void marktap_marker_fires(void *probe_private, void *call_private,
						const char *format, va_list *arguments)
{
	struct marktap_site *site = probe_private;
	u64 values[MARKTAP_MARKER_LIMIT] = {};
	u32 index = 0;

	while (*format && index < min_t(u32, site->value_count, MARKTAP_MARKER_LIMIT)) {
		if (*format++ != '%')
			continue;
		if (*format == '%')
			format++;
		else
			values[index++] = marktap_marker_value(&format, arguments);
	}
	((marktap_at_marker *)site->at)(site, values);
}

/* Registers with the marker, which need not be there yet. One of another format is refused. */
static __maybe_unused int marktap_attach_marker(struct marktap_site *site)
{
	typeof(&marker_probe_register) subscribe = symbol_get(marker_probe_register);
	int error;

	if (!subscribe)
		return -EOPNOTSUPP;
	error = subscribe(site->name, site->format, marktap_marker_fires, site);
	/* The reference that is kept holds the provider until the site is detached. */
	if (error)
		symbol_put(marker_probe_register);
	return error;
}

static __maybe_unused void marktap_detach_marker(struct marktap_site *site)
{
	typeof(&marker_probe_unregister) leave = symbol_get(marker_probe_unregister);

	if (leave) {
		leave(site->name, marktap_marker_fires, site);
		symbol_put(marker_probe_unregister);
	}
	symbol_put(marker_probe_register);
}

static const struct marktap_attacher marktap_marker_attacher __maybe_unused = {
	.kind = MARKTAP_SITE_MARKER,
	.attach = marktap_attach_marker,
	.detach = marktap_detach_marker,
};
