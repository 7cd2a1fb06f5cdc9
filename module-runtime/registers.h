/* SPDX-License-Identifier: GPL-2.0 */
/* The registers where a site was hit, and the stack in use there. */
#pragma once

#include <linux/mm.h>
#include <linux/sched/task_stack.h>

/* A name that a register has, and how much of it the name means. */
struct marktap_register_name {
	const char *name;
	u32 offset; /* in struct pt_regs */
	u32 size;   /* in bytes, from the lowest */
};

#ifdef CONFIG_X86_64
#define MARKTAP_REGISTER(member, whole, half)					\
	{ whole, offsetof(struct pt_regs, member), 8 }, { half, offsetof(struct pt_regs, member), 4 }

static const struct marktap_register_name marktap_register_names[] = {
	MARKTAP_REGISTER(ip, "rip", "eip"),	MARKTAP_REGISTER(sp, "rsp", "esp"),
	MARKTAP_REGISTER(ax, "rax", "eax"),	MARKTAP_REGISTER(bx, "rbx", "ebx"),
	MARKTAP_REGISTER(cx, "rcx", "ecx"),	MARKTAP_REGISTER(dx, "rdx", "edx"),
	MARKTAP_REGISTER(si, "rsi", "esi"),	MARKTAP_REGISTER(di, "rdi", "edi"),
	MARKTAP_REGISTER(bp, "rbp", "ebp"),	MARKTAP_REGISTER(r8, "r8", "r8d"),
	MARKTAP_REGISTER(r9, "r9", "r9d"),	MARKTAP_REGISTER(r10, "r10", "r10d"),
	MARKTAP_REGISTER(r11, "r11", "r11d"),	MARKTAP_REGISTER(r12, "r12", "r12d"),
	MARKTAP_REGISTER(r13, "r13", "r13d"),	MARKTAP_REGISTER(r14, "r14", "r14d"),
	MARKTAP_REGISTER(r15, "r15", "r15d"),	MARKTAP_REGISTER(flags, "rflags", "eflags"),
	MARKTAP_REGISTER(orig_ax, "orig_rax", "orig_eax"),
	MARKTAP_REGISTER(cs, "xcs", "cs"),	MARKTAP_REGISTER(ss, "xss", "ss"),
};

/* Where the arguments of a function are, in order. */
static const u32 marktap_argument_registers[] = {
	offsetof(struct pt_regs, di), offsetof(struct pt_regs, si), offsetof(struct pt_regs, dx),
	offsetof(struct pt_regs, cx), offsetof(struct pt_regs, r8), offsetof(struct pt_regs, r9),
};
#else
static const struct marktap_register_name marktap_register_names[] = {
	{ "pc", offsetof(struct pt_regs, pc), 8 }, { "sp", offsetof(struct pt_regs, sp), 8 },
};

static const u32 marktap_argument_registers[] = {
	offsetof(struct pt_regs, regs[0]), offsetof(struct pt_regs, regs[1]),
	offsetof(struct pt_regs, regs[2]), offsetof(struct pt_regs, regs[3]),
	offsetof(struct pt_regs, regs[4]), offsetof(struct pt_regs, regs[5]),
	offsetof(struct pt_regs, regs[6]), offsetof(struct pt_regs, regs[7]),
};
#endif

/* Sets `value` to the register `name` where the site was hit; returns false if there is none, or nobody says. */
static __maybe_unused bool marktap_register(const struct marktap_run *run,
					    const struct marktap_string *name, s64 *value)
{
	const struct marktap_register_name *entry = marktap_register_names;
	u64 whole;

	if (!run->registers)
		return false;
	for (; entry < marktap_register_names + ARRAY_SIZE(marktap_register_names); entry++) {
		if (strlen(entry->name) != name->length ||
		    memcmp(entry->name, name->bytes, name->length))
			continue;
		whole = *(const u64 *)((const char *)run->registers + entry->offset);
		*value = entry->size == 4 ? (u32)whole : whole;
		return true;
	}
	return false;
}

/* Makes `value` argument `number`, from 1, of the function that is about to run; returns false if that is in no register. */
static __maybe_unused bool marktap_set_argument(struct marktap_run *run, s64 number, s64 value)
{
	if (!run->registers || number < 1 || number > ARRAY_SIZE(marktap_argument_registers))
		return false;
	*(u64 *)((char *)run->registers + marktap_argument_registers[number - 1]) = value;
	return true;
}

/* How many bytes of the kernel's stack are not in use; of that of the task in an interrupt as well. */
static inline s64 marktap_stack_unused(void)
{
	unsigned long here = (unsigned long)__builtin_frame_address(0);
	unsigned long base = (unsigned long)task_stack_page(current);

	return here - base < THREAD_SIZE ? here - base : here & (THREAD_SIZE - 1);
}

/* How many bytes of it are. */
static inline s64 marktap_stack_used(void)
{
	return THREAD_SIZE - marktap_stack_unused();
}

/* The number of the node of memory that has the kernel's address `address`; -1 if it is no memory that is mapped as a whole. */
static inline s64 marktap_addr_to_node(s64 address)
{
	const void *place = (const void *)(unsigned long)address;

	return virt_addr_valid(place) ? page_to_nid(virt_to_page(place)) : -1;
}
