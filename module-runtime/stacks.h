/* SPDX-License-Identifier: GPL-2.0 */
/* Stacks as strings of addresses of 8 bytes each, innermost first. */
#pragma once

#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/sched/task_stack.h>
#include <linux/stacktrace.h>

/* At a function's start the return address of the call that fires the probe lies so many bytes behind it. */
#define MARKTAP_CALL_SIZE 5

/*
 * Returns from where on `entries` tell of the place that was probed, and no longer of this module, and makes the first of them
 * that place.
 */
static u32 marktap_first_entry(const struct marktap_run *run, unsigned long *entries, u32 count)
{
	unsigned long place = run->registers ? instruction_pointer(run->registers) : 0;
	u32 first = 0;
	u32 index;

	for (index = 0; index < count; index++) {
		if (place && entries[index] - place <= MARKTAP_CALL_SIZE) {
			entries[index] = place;
			return index;
		}
		if (within_module(entries[index], THIS_MODULE))
			first = index + 1;
	}
	return first;
}

/* Sets `string` to the kernel's stack; returns false if it cannot be had. */
static __maybe_unused noinline bool marktap_kernel_stack(struct marktap_run *run,
							 struct marktap_string *string)
{
	unsigned long *entries = PTR_ALIGN((unsigned long *)string->bytes, sizeof(unsigned long));
	u32 room = (string->bytes + string->capacity - (char *)entries) / sizeof(*entries);
	u32 count = stack_trace_save(entries, room, 0);
	u32 first = marktap_first_entry(run, entries, count);
	u32 length = (count - first) * sizeof(*entries);

	memmove(string->bytes, entries + first, length);
	return marktap_string_is(string, length,
				 count ? MARKTAP_STRING_COMPLETE : MARKTAP_STRING_UNREADABLE_KERNEL, 0);
}

/* A frame of a function that keeps a frame pointer, where that points to. */
struct marktap_user_frame {
	unsigned long next;
	unsigned long return_address;
};

/* Sets `string` to the task's own stack, as far as its functions keep frame pointers; returns false if it has none. */
static __maybe_unused noinline bool marktap_user_stack(struct marktap_run *run,
						       struct marktap_string *string)
{
	u32 room = string->capacity / sizeof(unsigned long);
	struct marktap_user_frame frame;
	struct pt_regs *registers;
	unsigned long place = 0;
	u32 count = 0;

	if (!current->mm || (current->flags & PF_KTHREAD) || !room)
		return marktap_string_is(string, 0, MARKTAP_STRING_UNREADABLE, 0);
	registers = task_pt_regs(current);
	frame.return_address = instruction_pointer(registers);
	frame.next = frame_pointer(registers);
	for (;;) {
		memcpy(string->bytes + count++ * sizeof(unsigned long), &frame.return_address,
		       sizeof(unsigned long));
		if (count == room || frame.next <= place)
			break;
		/* Frames lie one above the other; what does not is none. */
		place = frame.next;
		if (!marktap_read_user(&frame, place, sizeof(frame)) || !frame.return_address)
			break;
	}
	return marktap_string_is(string, count * sizeof(unsigned long), MARKTAP_STRING_COMPLETE, 0);
}
