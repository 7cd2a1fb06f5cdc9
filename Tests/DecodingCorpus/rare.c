#include "corpus.h"

#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/kcmp.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <linux/mempolicy.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>

// Calls that few programs make, most of them with arguments that the kernel refuses.
int main(void) {
  unsigned long nodes[2] = {1, 0};
  char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  page[0] = 1;
  void *pages[2] = {page, page + 4096};
  int places[2] = {0, 0}, states[2] = {7, 7};
  CALL(move_pages, 0, 2, pages, 0, states, 0);
  CALL(move_pages, 0, 2, pages, places, states, MPOL_MF_MOVE);
  CALL(mbind, page, 4096, MPOL_BIND, nodes, 65, MPOL_MF_STRICT);
  CALL(set_mempolicy, MPOL_PREFERRED, nodes, 129);
  CALL(set_mempolicy, MPOL_DEFAULT, 0, 0);
  int policy = 7;
  CALL(get_mempolicy, &policy, nodes, 65, 0, 0);
  CALL(migrate_pages, 99999999, 65, nodes, nodes);
  CALL(kcmp, getpid(), getpid(), KCMP_VM, 0, 0);
  CALL(ptrace, PTRACE_ATTACH, 99999999, 0, 0);
  CALL(ptrace, PTRACE_TRACEME + 77777, 1, 2, 3);
  CALL(syslog, 10, 0, 0);
  unsigned action = SECCOMP_RET_KILL_PROCESS;
  CALL(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
  unsigned short sizes[3];
  CALL(seccomp, SECCOMP_GET_NOTIF_SIZES, 0, sizes);
  CALL(keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 0);
  CALL(keyctl, KEYCTL_JOIN_SESSION_KEYRING, 0);
  CALL(keyctl, KEYCTL_CLEAR, KEY_SPEC_THREAD_KEYRING);
  CALL(keyctl, KEYCTL_SEARCH, KEY_SPEC_PROCESS_KEYRING, "user", "a key", 0);
  CALL(keyctl, KEYCTL_UPDATE, 12345, "payload", 7);
  CALL(keyctl, KEYCTL_SET_TIMEOUT, 12345, 10);
  CALL(modify_ldt, 17, &(unsigned[4]){1, 0x1000, 0xfff, 1}, 16);
  // Characters beyond ASCII, control characters, and digits behind an escape.
  CALL(access, "/nonexistent/\303\244\342\202\254\360\237\230\200 \a\b1\001", F_OK);
  CALL(write, -1, "\a\b\0011\377", 5);
  CALL(rt_sigaction, SIGUSR1, &(struct { void *handler; long flags; void *restorer; long mask; }){SIG_IGN, 0, 0, ~0x180000000L}, 0, 8);
  CALL(openat, -1, "x", O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NONBLOCK | O_NOFOLLOW);
  CALL(mknod, "/nonexistent/x", 0107755, 0);
  CALL(socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 99);
  CALL(membarrier, 77, 0, 0);
  int status = 0;
  pid_t child = CALL(clone, SIGCHLD | CLONE_PARENT_SETTID, 0, &status, 0, 0);
  if (child == 0) CALL(exit_group, 0);
  CALL(wait4, child, &status, 0, 0);
  return 0;
}
