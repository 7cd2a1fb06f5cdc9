/* SPDX-License-Identifier: GPL-2.0 */
/* Locks that handlers take, in whichever context they run. */
#pragma once

#include <linux/hardirq.h>
#include <linux/spinlock.h>

/* How often a handler in an NMI tries to take a lock: other CPUs hold one for less than that. */
#define MARKTAP_LOCK_ATTEMPTS 1000

/*
 * Takes `lock` with interrupts off. An NMI may have interrupted the very code that holds it, so there the function gives
 * up after a while and returns false.
 */
static inline bool marktap_lock(raw_spinlock_t *lock, unsigned long *flags)
{
	int attempt;

	if (likely(!in_nmi())) {
		raw_spin_lock_irqsave(lock, *flags);
		return true;
	}
	for (attempt = 0; attempt < MARKTAP_LOCK_ATTEMPTS; attempt++) {
		if (raw_spin_trylock_irqsave(lock, *flags))
			return true;
		cpu_relax();
	}
	return false;
}

/* Gives `lock` back. */
static inline void marktap_unlock(raw_spinlock_t *lock, unsigned long flags)
{
	raw_spin_unlock_irqrestore(lock, flags);
}
