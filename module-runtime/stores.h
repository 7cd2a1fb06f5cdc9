/* SPDX-License-Identifier: GPL-2.0 */
/* What scripts in guru mode do to memory, to the task and to the machine. No write faults a page in, and none sleeps. */
#pragma once

#include <linux/delay.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>

/* Writes the low bytes of `value` to an address of the kernel; returns false if that cannot be written. */
#define marktap_store_kernel(type, address, value)					\
	({										\
		type number_ = (type)(value);						\
											\
		marktap_write_kernel(address, &number_, sizeof(number_));		\
	})

/* The same for an address of the task. */
#define marktap_store_user(type, address, value)					\
	({										\
		type number_ = (type)(value);						\
											\
		marktap_write_user(address, &number_, sizeof(number_));			\
	})

/* The kernel keeps copy_to_kernel_nofault() from modules, and what that is made of it does not. */
static __maybe_unused bool marktap_write_kernel(u64 address, const void *from, size_t size)
{
	char *to = (char *)(unsigned long)address;
	const char *bytes = from;

	if (address < TASK_SIZE_MAX)
		return false;
	pagefault_disable();
	for (; size >= sizeof(u64); size -= sizeof(u64), to += sizeof(u64), bytes += sizeof(u64))
		__put_kernel_nofault(to, bytes, u64, fault);
	for (; size >= sizeof(u32); size -= sizeof(u32), to += sizeof(u32), bytes += sizeof(u32))
		__put_kernel_nofault(to, bytes, u32, fault);
	for (; size >= sizeof(u16); size -= sizeof(u16), to += sizeof(u16), bytes += sizeof(u16))
		__put_kernel_nofault(to, bytes, u16, fault);
	for (; size; size--, to++, bytes++)
		__put_kernel_nofault(to, bytes, u8, fault);
	pagefault_enable();
	return true;
fault:
	pagefault_enable();
	return false;
}

static inline bool marktap_write_user(u64 address, const void *from, size_t size)
{
	return !copy_to_user_nofault((void __user *)(unsigned long)address, from, size);
}

typedef bool marktap_writer(u64 address, const void *from, size_t size);

/* Writes `string` to `address`: `limit` bytes at most, with a NUL behind if that is one of them. */
static __always_inline bool marktap_write_text(u64 address, const struct marktap_string *string,
					       s64 limit, marktap_writer *write)
{
	u32 count = clamp_t(s64, limit, 0, string->length);

	if (!write(address, string->bytes, count))
		return false;
	return count == limit || limit <= 0 || write(address + count, "", 1);
}

static __maybe_unused bool marktap_store_kernel_string(u64 address,
						       const struct marktap_string *string,
						       s64 limit)
{
	return marktap_write_text(address, string, limit, marktap_write_kernel);
}

static __maybe_unused bool marktap_store_user_string(u64 address,
						     const struct marktap_string *string, s64 limit)
{
	return marktap_write_text(address, string, limit, marktap_write_user);
}

/* Makes the probed function return `value`. */
static inline void marktap_set_result(struct marktap_run *run, s64 value)
{
	if (run->registers)
		regs_set_return_value(run->registers, value);
}

/* Sends the signal `number` to the task. */
static inline void marktap_raise(s64 number)
{
	send_sig(number, current, 1);
}

static inline void marktap_panic(const struct marktap_string *text)
{
	panic("%.*s", (int)text->length, text->bytes);
}
