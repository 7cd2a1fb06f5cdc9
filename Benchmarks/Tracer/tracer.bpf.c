// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The kernel half of the peer: what a careful engineer writes by hand over libbpf to print a line for each
// system call of one process. Each choice is the cheapest of those that were measured; Documentation/Performance.md
// has the figures.
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "record.h"

struct pt_regs {
	unsigned long orig_ax;
} __attribute__((preserve_access_index));

/* Known when the programs are loaded, so that the verifier leaves out what a mode does not need. */
const volatile struct settings settings = {};

/* Records that found no room. */
unsigned long long lost = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} records SEC(".maps");

/* When each thread entered its call. A hash map would cost 36 ns more for each call. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, unsigned long long);
} entered SEC(".maps");

/*
 * Wakes the reader by the one record that goes over the end of each 64 KiB. Waking by every record that finds
 * 64 KiB unread would cost 31 ns more for each, since they are unread until the reader has run.
 */
static long wakeup(void)
{
	unsigned long long end = bpf_ringbuf_query(&records, BPF_RB_PROD_POS);
	unsigned long long size = settings.with_name ? sizeof(struct named_record) : sizeof(struct record);
	return (end & 0xffff) < size + BPF_RINGBUF_HDR_SZ ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

SEC("raw_tp/sys_enter")
int enter(struct bpf_raw_tracepoint_args *context)
{
	if (bpf_get_current_pid_tgid() >> 32 != settings.target)
		return 0;
	unsigned long long *start = bpf_task_storage_get(&entered, bpf_get_current_task_btf(), NULL,
							 BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (start)
		*start = bpf_ktime_get_ns();
	return 0;
}

SEC("raw_tp/sys_exit")
int leave(struct bpf_raw_tracepoint_args *context)
{
	unsigned long long id = bpf_get_current_pid_tgid();
	if (id >> 32 != settings.target)
		return 0;
	struct record *record;
	if (settings.with_name) {
		struct named_record *named = bpf_ringbuf_reserve(&records, sizeof(*named), 0);
		if (named)
			bpf_get_current_comm(named->name, sizeof(named->name));
		record = (struct record *)named;
	} else {
		record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);
	}
	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	struct pt_regs *registers = (struct pt_regs *)context->args[0];
	record->time = bpf_ktime_get_ns();
	record->duration = 0;
	if (settings.with_duration) {
		unsigned long long *start =
			bpf_task_storage_get(&entered, bpf_get_current_task_btf(), NULL, 0);
		record->duration = start ? record->time - *start : 0;
	}
	record->result = context->args[1];
	record->thread = id;
	record->number = BPF_CORE_READ(registers, orig_ax);
	bpf_ringbuf_submit(record, wakeup());
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
