// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The kernel half of the peer: what a careful engineer writes by hand over libbpf to print a line for each
// system call of one process.
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "record.h"

struct pt_regs {
	unsigned long orig_ax;
} __attribute__((preserve_access_index));

const volatile int target = 0;
const volatile int with_duration = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, unsigned int);
	__type(value, unsigned long long);
} entered SEC(".maps");

unsigned long long lost = 0;

/* Wakes the reader once for each 64 KiB. */
static long wakeup(void)
{
	return bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA) >= 65536 ? BPF_RB_FORCE_WAKEUP
								       : BPF_RB_NO_WAKEUP;
}

SEC("raw_tp/sys_enter")
int enter(struct bpf_raw_tracepoint_args *context)
{
	unsigned long long id = bpf_get_current_pid_tgid();
	if (id >> 32 != target || !with_duration)
		return 0;
	unsigned int thread = id;
	unsigned long long now = bpf_ktime_get_ns();
	bpf_map_update_elem(&entered, &thread, &now, BPF_ANY);
	return 0;
}

SEC("raw_tp/sys_exit")
int leave(struct bpf_raw_tracepoint_args *context)
{
	unsigned long long id = bpf_get_current_pid_tgid();
	if (id >> 32 != target)
		return 0;
	struct record *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);
	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	struct pt_regs *registers = (struct pt_regs *)context->args[0];
	unsigned int thread = id;
	record->time = bpf_ktime_get_ns();
	record->duration = 0;
	if (with_duration) {
		unsigned long long *start = bpf_map_lookup_elem(&entered, &thread);
		record->duration = start ? record->time - *start : 0;
	}
	record->result = context->args[1];
	record->thread = thread;
	record->number = BPF_CORE_READ(registers, orig_ax);
	bpf_ringbuf_submit(record, wakeup());
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
