// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The least that can be attached to the entry of system calls.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("raw_tp/sys_enter")
int empty(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
