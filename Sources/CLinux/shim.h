// Copyright (c) 2026 the marktap authors. SPDX-License-Identifier: Apache-2.0
//
// What Linux offers and Swift's Glibc module does not: whole headers, system calls that take variable
// arguments, constants made by function-like macros, and the few steps between fork and exec, where no
// Swift code may run.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

/// Opens a performance event; see perf_event_open(2).
static inline int marktap_perf_event_open(
    struct perf_event_attr *attributes, pid_t process, int cpu, int group, unsigned long flags) {
  return (int)syscall(SYS_perf_event_open, attributes, process, cpu, group, flags);
}

/// Runs the BPF program `program` at the performance event `event`.
static inline int marktap_perf_event_set_bpf(int event, int program) {
  return ioctl(event, PERF_EVENT_IOC_SET_BPF, program);
}

/// Lets the performance event `event` count.
static inline int marktap_perf_event_enable(int event) {
  return ioctl(event, PERF_EVENT_IOC_ENABLE, 0);
}

/// Reads a number that another CPU or the kernel writes; what was written before it is seen too.
static inline uint64_t marktap_load_acquire_64(const void *address) {
  return atomic_load_explicit((const _Atomic(uint64_t) *)address, memory_order_acquire);
}

/// Reads a number that another CPU or the kernel writes; what was written before it is seen too.
static inline uint32_t marktap_load_acquire_32(const void *address) {
  return atomic_load_explicit((const _Atomic(uint32_t) *)address, memory_order_acquire);
}

/// Writes a number that the kernel reads, behind all that was read and written before.
static inline void marktap_store_release_64(void *address, uint64_t value) {
  atomic_store_explicit((_Atomic(uint64_t) *)address, value, memory_order_release);
}

/// Copies `count` bytes at `address` of `task` to `target`, and returns how many, or -1; see process_vm_readv(2).
static inline long marktap_read_memory(pid_t task, uint64_t address, void *target, size_t count) {
  struct iovec local = {target, count};
  struct iovec remote = {(void *)(uintptr_t)address, count};
  return syscall(SYS_process_vm_readv, task, &local, 1L, &remote, 1L, 0L);
}

/// Lets the heap have `size` more bytes at once, in huge pages if the kernel has any to spare, and keep them; see mallopt(3),
/// sbrk(2) and madvise(2).
static inline void marktap_widen_heap(int size) {
  mallopt(M_MMAP_THRESHOLD, size);
  mallopt(M_TRIM_THRESHOLD, 2 * size);
  mallopt(M_TOP_PAD, size);
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t start = ((uintptr_t)sbrk(0) + page - 1) / page * page;
  // More than what is left of the heap, so that it grows; the compiler has to believe that it is used.
  void *volatile block = malloc(1 << 20);
  free(block);
  mallopt(M_TOP_PAD, 1 << 17);
  uintptr_t end = (uintptr_t)sbrk(0);
  if (end > start) madvise((void *)start, end - start, MADV_HUGEPAGE);
}

/// Makes a file `name` in memory, which closes when another program is executed; see memfd_create(2).
static inline int marktap_memory_file(const char *name) {
  const unsigned int closes_on_exec = 1;
  return (int)syscall(SYS_memfd_create, name, closes_on_exec);
}

/// Loads the module in the file `module`; see finit_module(2).
static inline int marktap_load_module(int module) {
  return (int)syscall(SYS_finit_module, module, "", 0);
}

/// Removes the module `name` unless it is in use; see delete_module(2).
static inline int marktap_remove_module(const char *name) {
  return (int)syscall(SYS_delete_module, name, O_NONBLOCK);
}

/// The flag of open(2) for a file without a name: `O_TMPFILE` of include/uapi/asm-generic/fcntl.h.
static const int marktap_unnamed_file = 020000000 | O_DIRECTORY;

/// Makes a pipe that closes when another program is executed; see pipe2(2).
static inline int marktap_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

/// Starts a process that waits until a byte can be read of `gate[0]`, and then becomes the program `path`.
///
/// `gate[1]` is closed without a byte: the process ends. The program cannot be executed: the process
/// writes errno to `report` and ends. The signals of `mask` alone are blocked in it.
static inline pid_t marktap_start_behind_gate(
    const char *path, char *const *arguments, char *const *environment, const int gate[2], int report,
    const sigset_t *mask) {
  pid_t process = fork();
  if (process != 0) return process;
  close(gate[1]);
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, mask, 0);
  char byte;
  ssize_t count;
  do count = read(gate[0], &byte, 1);
  while (count < 0 && errno == EINTR);
  if (count == 1) {
    execve(path, arguments, environment);
    int code = errno;
    count = write(report, &code, sizeof code);
  }
  _exit(127);
}

/// Takes a lease of `type` on `file`, or gives it back; see F_SETLEASE in fcntl(2). 1024 is its number in linux/fcntl.h,
/// which <fcntl.h> has for GNU sources only.
static inline int marktap_set_lease(int file, int type) { return fcntl(file, 1024, type); }

/// Returns the type of the lease on `file`, or what it is to become; see F_GETLEASE in fcntl(2).
static inline int marktap_lease(int file) { return fcntl(file, 1025); }

/// Keeps what was written before in front of what is read behind.
static inline void marktap_fence(void) { atomic_thread_fence(memory_order_seq_cst); }

/// Makes a copy of this process, which has one thread only; see fork(2).
static inline pid_t marktap_fork(void) { return fork(); }

/// Opens a socket for messages at the abstract address `name` (unix(7)): the end of it that connects if `connects`
/// is not 0, else the one that others connect to, which does not wait for them.
static inline int marktap_local_socket(const char *name, int connects) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(name);
  if (length >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(address.sun_path + 1, name, length);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length);
  int end = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | (connects ? 0 : SOCK_NONBLOCK), 0);
  if (end < 0) return -1;
  const struct sockaddr *place = (const struct sockaddr *)&address;
  if (connects ? connect(end, place, size) : bind(end, place, size) || listen(end, 8)) {
    int code = errno;
    close(end);
    errno = code;
    return -1;
  }
  return end;
}

/// Returns the user at the other end of the local socket `end`; -1 if that is not known.
static inline long marktap_peer_user(int end) {
  // struct ucred of socket(7), which glibc shows to GNU sources only.
  struct {
    pid_t process;
    uid_t user;
    gid_t group;
  } peer;
  socklen_t size = sizeof peer;
  return getsockopt(end, SOL_SOCKET, SO_PEERCRED, &peer, &size) ? -1 : (long)peer.user;
}

/// Changes `settings` so that reading returns at once with what has been typed, be it nothing; see termios(3).
static inline void marktap_read_at_once(struct termios *settings) {
  settings->c_cc[VMIN] = 0;
  settings->c_cc[VTIME] = 0;
}

/// Sets `rows` and `columns` to the size of the terminal `descriptor`, unless that is not known.
static inline void marktap_terminal_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  *rows = size.ws_row;
  *columns = size.ws_col;
}
