/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Test code: markers as kernels 2.6.27 had them (include/linux/marker.h there), for kernels that have none. The layout is that of
 * x86-64: 56 bytes in the section __markers, name and format in __markers_strings.
 */
#pragma once

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/types.h>

typedef void marker_probe_func(void *probe_private, void *call_private, const char *format,
			       va_list *arguments);

/* A function that a marker calls. */
struct marker_probe_closure {
	marker_probe_func *func;
	void *probe_private;
};

/* A place in the code. */
struct marker {
	const char *name;
	const char *format;
	char state; /* not 0 iff functions are called */
	char ptype; /* 0: `single` is called; 1: all of `multi`, up to the first without a function */
	void (*call)(const struct marker *marker, void *call_private, ...);
	struct marker_probe_closure single;
	struct marker_probe_closure *multi;
} __aligned(8);

static_assert(sizeof(struct marker) == 56);

void marker_call(const struct marker *marker, void *call_private, ...);

/* Defines the marker `marker_name` with the format `text`. */
#define DEFINE_MARKER(marker_name, text)						\
	static const char __mstrtab_##marker_name[] __used				\
		__section("__markers_strings") = #marker_name "\0" text;		\
	/* Without the alignment here the compiler would choose a greater one. */	\
	static struct marker __mark_##marker_name __used __section("__markers") __aligned(8) = { \
		.name = __mstrtab_##marker_name,					\
		.format = __mstrtab_##marker_name + sizeof(#marker_name),		\
		.call = marker_call,							\
	}

/* Passes the marker `marker_name` with values for the directives of its format. */
#define trace_mark(marker_name, ...)							\
	do {										\
		if (unlikely(READ_ONCE(__mark_##marker_name.state)))			\
			__mark_##marker_name.call(&__mark_##marker_name, NULL, __VA_ARGS__); \
	} while (0)
