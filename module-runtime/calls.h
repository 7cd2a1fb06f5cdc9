/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of the C of a script: by handlers, in whichever context these run, and by the reader for those handlers that run in user
 * space, in the context of that process.
 */
#pragma once

/* What the C is told of its run, and tells of it: the start of the structure that it gets. */
struct marktap_embedded {
	struct pt_regs *kregs;        /* where the site was hit; NULL where nobody says */
	const char *last_error;       /* the words of a failure; NULL or empty for none */
	struct marktap_string *output;
	char error_buffer[MARKTAP_WORDS_SIZE];
};

/* A member of that structure; user space puts each at a multiple of 8. */
#define MARKTAP_VALUE __aligned(8)

/* A function of the script's C that user space calls. */
struct marktap_callable {
	u64 number;
	void (*call)(void *values);
	u32 size; /* of the structure that it gets */
};

#define MARKTAP_CALL_OF(text_number, function)					\
	{ .number = (text_number), .call = function##_callable, .size = sizeof(struct function) }

/* All of them, and what calls them; a module that has none lacks that as well. */
struct marktap_calls {
	const struct marktap_callable *list;
	u32 count;
	int (*take)(void __user *place); /* MARKTAP_CALL */
};

#define MARKTAP_CALLS(...)							\
	static const struct marktap_callable marktap_call_list[] = { __VA_ARGS__ };	\
	static const struct marktap_calls marktap_calls = {			\
		.list = marktap_call_list,					\
		.count = ARRAY_SIZE(marktap_call_list),				\
		.take = marktap_take_call,					\
	}

#define MARKTAP_NO_CALLS static const struct marktap_calls marktap_calls

static __maybe_unused void marktap_embedded_start(struct marktap_embedded *embedded,
						  struct pt_regs *registers,
						  struct marktap_string *output)
{
	embedded->kregs = registers;
	embedded->last_error = NULL;
	embedded->output = output;
}

/* Returns whether the code has not failed. */
static inline bool marktap_embedded_went_well(const struct marktap_embedded *embedded)
{
	return likely(!embedded->last_error || !*embedded->last_error);
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

/* Returns the function with `number`; NULL if there is none. */
static const struct marktap_callable *marktap_callable_of(u64 number)
{
	u32 index;

	for (index = 0; index < marktap_program->calls->count; index++) {
		if (marktap_program->calls->list[index].number == number)
			return &marktap_program->calls->list[index];
	}
	return NULL;
}

/* Calls `function` with the values that `request` says, in `embedded`, and copies back what came of it. */
static int marktap_call(const struct marktap_callable *function, struct marktap_call *request,
			struct marktap_embedded *embedded)
{
	void __user *values = u64_to_user_ptr(request->values);
	struct marktap_string *output = embedded->output;

	if (copy_from_user(embedded + 1, values, request->size))
		return -EFAULT;
	function->call(embedded);
	if (copy_to_user(values, embedded + 1, request->size))
		return -EFAULT;
	request->output_size = min(request->output_size, output->length);
	if (copy_to_user(u64_to_user_ptr(request->output), output->bytes, request->output_size))
		return -EFAULT;
	if (!marktap_embedded_went_well(embedded))
		strscpy(request->words, embedded->last_error, sizeof(request->words));
	return 0;
}

/* MARKTAP_CALL */
static __maybe_unused int marktap_take_call(void __user *place)
{
	const struct marktap_callable *function;
	struct marktap_embedded *embedded;
	struct marktap_string output;
	struct marktap_call request;
	int error;

	if (copy_from_user(&request, place, sizeof(request)))
		return -EFAULT;
	function = marktap_callable_of(request.function);
	if (!function)
		return -ENOENT;
	if (request.size != function->size - sizeof(*embedded))
		return -EINVAL;
	embedded = kvzalloc(function->size + MARKTAP_STRING_LIMIT + 2, GFP_KERNEL);
	if (!embedded)
		return -ENOMEM;
	marktap_string_start(&output, (char *)embedded + function->size, MARKTAP_STRING_LIMIT);
	marktap_embedded_start(embedded, NULL, &output);
	request.words[0] = '\0';
	error = marktap_call(function, &request, embedded);
	kvfree(embedded);
	if (!error && copy_to_user(place, &request, sizeof(request)))
		error = -EFAULT;
	return error;
}
