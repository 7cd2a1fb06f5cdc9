/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the C of a script finds: the names that SystemTap has for its arguments and for what it can do. The functions that are
 * made of such C have a parameter THIS, a structure of a struct marktap_embedded, the parameters, and the result.
 */
#pragma once

#ifndef MAXSTRINGLEN
#define MAXSTRINGLEN (MARKTAP_STRING_LIMIT + 1)
#endif

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

/* Lets user space call `function`. */
#define MARKTAP_CALLABLE(function)						\
	static void function##_callable(void *values)				\
	{									\
		function(values);						\
	}
