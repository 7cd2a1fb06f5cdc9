/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ring buffer between handlers and reader, laid out as a BPF ring buffer is (kernel/bpf/ringbuf.c, Linux 6.1):
 *
 *   consumer page      producer page      data
 *   +-------------+    +-------------+    +--------+-------+--------+-------+-- --+
 *   | position    |    | position    |    | header | bytes | header | bytes |     |
 *   +-------------+    +-------------+    +--------+-------+--------+-------+-- --+
 *
 * There is one for all CPUs, so records lie in the order of events. Space is reserved under a lock; the bytes are copied
 * outside of it while a bit of the header keeps the reader from them.
 */
#pragma once

#include <linux/irq_work.h>
#include <linux/log2.h>
#include <linux/poll.h>
#include <linux/wait.h>

#define MARKTAP_RING_BUSY (1u << 31)

struct marktap_ring_header {
	u32 length;
	u32 unused;
};

struct marktap_ring {
	raw_spinlock_t lock; /* of reservations */
	u64 position;        /* up to where has been reserved; the reader sees a copy */
	u64 size;            /* of the data: a power of two; 0 until the ring buffer is made */
	u64 *consumer;       /* written by the reader */
	u64 *producer;
	char *data;
	struct irq_work wakeup;
	wait_queue_head_t readers;
};

static struct marktap_ring marktap_ring;

/* Wakes the reader, in an interrupt: where handlers run the scheduler's locks may be held. */
static void marktap_wake_readers(struct irq_work *work)
{
	wake_up_interruptible_poll(&marktap_ring.readers, EPOLLIN | EPOLLRDNORM);
}

static void marktap_prepare_ring(void)
{
	raw_spin_lock_init(&marktap_ring.lock);
	init_waitqueue_head(&marktap_ring.readers);
	init_irq_work(&marktap_ring.wakeup, marktap_wake_readers);
}

/* Makes the ring buffer with `size` bytes of data. */
static int marktap_make_ring(u64 size)
{
	char *memory;

	if (marktap_ring.size)
		return -EBUSY;
	if (size < PAGE_SIZE || size > SZ_1G || !is_power_of_2(size))
		return -EINVAL;
	memory = vmalloc_user(2 * PAGE_SIZE + size);
	if (!memory)
		return -ENOMEM;
	marktap_ring.consumer = (u64 *)memory;
	marktap_ring.producer = (u64 *)(memory + PAGE_SIZE);
	marktap_ring.data = memory + 2 * PAGE_SIZE;
	marktap_ring.size = size;
	return 0;
}

static void marktap_free_ring(void)
{
	irq_work_sync(&marktap_ring.wakeup);
	vfree(marktap_ring.consumer);
}

/* Copies `size` bytes into the data at `position`, over the end if need be. */
static __always_inline void marktap_ring_copy(u64 position, const void *bytes, u32 size)
{
	u64 offset = position & (marktap_ring.size - 1);
	u32 first = min_t(u64, size, marktap_ring.size - offset);

	marktap_copy_bytes(marktap_ring.data + offset, bytes, first);
	if (unlikely(first < size))
		marktap_copy_bytes(marktap_ring.data, bytes + first, size - first);
}

/* Reserves a record of `size` bytes. Returns false if there is no room, else its `position`, where the header lies. */
static inline bool marktap_ring_reserve(u32 size, u64 *position)
{
	u64 needed = ALIGN(sizeof(struct marktap_ring_header) + size, 8);
	struct marktap_ring_header *header;
	unsigned long flags;
	u64 used;

	if (unlikely(!marktap_ring.size))
		return false;
	if (unlikely(!marktap_lock(&marktap_ring.lock, &flags)))
		return false;
	*position = marktap_ring.position;
	used = *position - smp_load_acquire(marktap_ring.consumer);
	if (unlikely(used > marktap_ring.size || needed > marktap_ring.size - used)) {
		marktap_unlock(&marktap_ring.lock, flags);
		return false;
	}
	header = (void *)(marktap_ring.data + (*position & (marktap_ring.size - 1)));
	header->length = size | MARKTAP_RING_BUSY;
	header->unused = 0;
	marktap_ring.position = *position + needed;
	/* Whoever sees the position sees the header. */
	smp_store_release(marktap_ring.producer, marktap_ring.position);
	marktap_unlock(&marktap_ring.lock, flags);
	return true;
}

/*
 * Hands the record of `size` bytes at `position` to the reader, who is woken by the one record that goes over the end of a
 * stretch: all is unread until the reader has run, so to wake it by what is unread would be to wake it each time.
 */
static inline void marktap_ring_submit(u64 position, u32 size)
{
	struct marktap_ring_header *header =
		(void *)(marktap_ring.data + (position & (marktap_ring.size - 1)));
	u64 stretch = READ_ONCE(session->wakeup_bytes);

	smp_store_release(&header->length, size);
	if ((position & (stretch - 1)) + sizeof(*header) + size >= stretch)
		irq_work_queue(&marktap_ring.wakeup);
}

/* Returns whether there is something that the reader has not read. */
static bool marktap_ring_is_readable(void)
{
	return marktap_ring.size &&
	       READ_ONCE(*marktap_ring.consumer) != smp_load_acquire(marktap_ring.producer);
}
