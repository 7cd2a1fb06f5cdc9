/* SPDX-License-Identifier: GPL-2.0 */
/* What kernels from 5.10 on say in different words. */
#pragma once

#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/version.h>

/* The header moved with commit 5f60d5f6bbc1. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#include <asm/unaligned.h>
#else
#include <linux/unaligned.h>
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
/* The flags of a mapping were a plain member before commit bc292ab00f6c. */
static inline void vm_flags_clear(struct vm_area_struct *area, vm_flags_t flags)
{
	area->vm_flags &= ~flags;
}
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
/* Both got these names in that release. */
#define get_kretprobe(instance) ((instance)->rp)
#define in_hardirq() in_irq()
#endif
