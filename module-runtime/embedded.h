/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the C of a script finds: the names that SystemTap has for its arguments and for what it can do. The functions that are
 * made of such C have a parameter THIS, whose first member is a struct marktap_embedded.
 */
#pragma once

#ifndef MAXSTRINGLEN
#define MAXSTRINGLEN (MARKTAP_STRING_LIMIT + 1)
#endif

/* What the code is told of its run, and tells of it. */
struct marktap_embedded {
	struct pt_regs *kregs;        /* where the site was hit; NULL where nobody says */
	const char *last_error;       /* the message of a failure; NULL or empty for none */
	struct marktap_string *output;
	char error_buffer[128];
};

#define CONTEXT (&THIS->embedded)
#define STAP_RETVALUE (THIS->__retvalue)

/* Leaves the code with a result: STAP_RETURN() is one of these, as the function needs it. */
#define MARKTAP_RETURN_LONG(value)						\
	do {									\
		THIS->__retvalue = (s64)(value);				\
		return;								\
	} while (0)
#define MARKTAP_RETURN_STRING(value)						\
	do {									\
		strscpy(THIS->__retvalue, (value), sizeof(THIS->__retvalue));	\
		return;								\
	} while (0)
#define MARKTAP_RETURN_NOTHING() return

/* Leaves the code with a failure. */
#define STAP_ERROR(...)								\
	do {									\
		snprintf(CONTEXT->error_buffer, sizeof(CONTEXT->error_buffer), __VA_ARGS__);	\
		CONTEXT->last_error = CONTEXT->error_buffer;			\
		return;								\
	} while (0)

/* Prints. */
#define STAP_PRINTF(...) marktap_append_format(CONTEXT->output, __VA_ARGS__)
#define _stp_printf STAP_PRINTF
#define _stp_print(text) STAP_PRINTF("%s", (text))

static inline void marktap_embedded_start(struct marktap_embedded *embedded, struct marktap_run *run,
					  struct marktap_string *output)
{
	embedded->kregs = run->registers;
	embedded->last_error = NULL;
	embedded->output = output;
}

/* Returns whether the code has not failed; if it has, says in the kernel's log how: records have no words. */
static inline bool marktap_embedded_went_well(const struct marktap_embedded *embedded)
{
	if (likely(!embedded->last_error || !*embedded->last_error))
		return true;
	pr_warn_ratelimited("%s\n", embedded->last_error);
	return false;
}

/* Sets the `size` bytes at `to` to `string`, with a NUL behind. */
static inline void marktap_embedded_text(char *to, u32 size, const struct marktap_string *string)
{
	u32 count = min(string->length, size - 1);

	memcpy(to, string->bytes, count);
	to[count] = '\0';
}

/* Sets `string` to the text in the `size` bytes at `from`. */
static inline void marktap_embedded_result(struct marktap_string *string, const char *from, u32 size)
{
	string->length = min_t(u32, strnlen(from, size), string->capacity);
	memcpy(string->bytes, from, string->length);
}
