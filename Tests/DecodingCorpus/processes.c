#include "corpus.h"

#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <asm/prctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <sys/wait.h>

struct schedule {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

// Processes: what they are, may do, and what they use.
int main(void) {
  CALL(getpid);
  CALL(gettid);
  CALL(getppid);
  CALL(getuid);
  CALL(geteuid);
  CALL(getgid);
  CALL(getegid);
  unsigned ids[3];
  CALL(getresuid, &ids[0], &ids[1], &ids[2]);
  CALL(getresgid, &ids[0], &ids[1], &ids[2]);
  CALL(setuid, 0);
  CALL(setgid, 0);
  CALL(setreuid, -1, 0);
  CALL(setregid, -1, 0);
  CALL(setresuid, -1, -1, 0);
  CALL(setresgid, -1, -1, 0);
  CALL(setfsuid, 0);
  CALL(setfsgid, 0);
  gid_t groups[32];
  CALL(setgroups, 2, (gid_t[]){0, 5});
  CALL(getgroups, 32, groups);
  CALL(getgroups, 0, 0);
  CALL(getpgid, 0);
  CALL(getpgrp);
  CALL(getsid, 0);
  CALL(setpgid, 0, 0);
  CALL(setsid);
  struct rlimit limit;
  CALL(getrlimit, RLIMIT_NOFILE, &limit);
  CALL(setrlimit, RLIMIT_CORE, &(struct rlimit){0, 0});
  CALL(prlimit64, 0, RLIMIT_STACK, 0, &limit);
  CALL(prlimit64, 0, RLIMIT_CORE, &(struct rlimit){0, RLIM_INFINITY}, &limit);
  struct rusage usage;
  CALL(getrusage, RUSAGE_SELF, &usage);
  CALL(getpriority, PRIO_PROCESS, 0);
  CALL(setpriority, PRIO_PROCESS, 0, 1);
  struct utsname system;
  CALL(uname, &system);
  struct sysinfo information;
  CALL(sysinfo, &information);
  struct tms times;
  CALL(times, &times);
  CALL(adjtimex, &(struct timex){0});
  CALL(clock_adjtime, CLOCK_REALTIME, &(struct timex){0});
  int status = 0;
  pid_t child = CALL(fork);
  if (child == 0) CALL(exit_group, 3);
  CALL(wait4, child, &status, 0, &usage);
  child = CALL(fork);
  if (child == 0) {
    CALL(kill, getpid(), SIGKILL);
    CALL(pause);
  }
  CALL(wait4, -1, &status, __WALL, 0);
  child = CALL(fork);
  if (child == 0) CALL(exit, 1);
  siginfo_t cause;
  CALL(waitid, P_PID, child, &cause, WEXITED | WNOWAIT, 0);
  CALL(waitid, P_ALL, 0, &cause, WEXITED, &usage);
  CALL(wait4, -1, &status, WNOHANG, 0);
  struct clone_args arguments = {.flags = CLONE_PIDFD, .exit_signal = SIGCHLD, .pidfd = (uintptr_t)&status};
  child = CALL(clone3, &arguments, sizeof arguments);
  if (child == 0) CALL(exit, 0);
  CALL(waitid, P_PIDFD, status, &cause, WEXITED, 0);
  CALL(pidfd_open, getpid(), 0);
  CALL(pidfd_getfd, status, 0, 0);
  CALL(pidfd_send_signal, status, 0, 0, 0);
  CALL(process_mrelease, status, 0);
  CALL(unshare, CLONE_FS | CLONE_FILES);
  CALL(setns, -1, CLONE_NEWNET);
  CALL(kcmp, getpid(), getpid(), 0, 0, 1);
  CALL(sched_yield);
  CALL(sched_getscheduler, 0);
  CALL(sched_getparam, 0, &(int){0});
  CALL(sched_setparam, 0, &(int){0});
  CALL(sched_setscheduler, 0, SCHED_BATCH, &(int){0});
  CALL(sched_get_priority_max, SCHED_FIFO);
  CALL(sched_get_priority_min, SCHED_RR);
  CALL(sched_rr_get_interval, 0, &(struct timespec){0});
  unsigned long cpus = 0;
  CALL(sched_getaffinity, 0, sizeof cpus, &cpus);
  CALL(sched_setaffinity, 0, sizeof cpus, &cpus);
  struct schedule schedule = {.size = 48};
  CALL(sched_setattr, 0, &schedule, 0);
  CALL(sched_getattr, 0, &schedule, sizeof schedule, 0);
  CALL(ioprio_get, 1, 0);
  CALL(ioprio_set, 1, 0, 2 << 13 | 4);
  CALL(getcpu, &ids[0], &ids[1], 0);
  CALL(personality, -1);
  CALL(prctl, PR_GET_DUMPABLE, 0, 0, 0, 0);
  CALL(prctl, PR_SET_DUMPABLE, 1);
  CALL(prctl, PR_SET_NAME, "corpus");
  char name[16];
  CALL(prctl, PR_GET_NAME, name);
  CALL(prctl, PR_SET_PDEATHSIG, SIGTERM);
  CALL(prctl, PR_GET_PDEATHSIG, &status);
  CALL(prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  CALL(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  CALL(prctl, PR_CAPBSET_READ, CAP_SYS_ADMIN);
  CALL(prctl, PR_GET_KEEPCAPS, 0, 0, 0, 0);
  CALL(prctl, PR_GET_SECUREBITS);
  CALL(prctl, PR_SET_SECUREBITS, SECBIT_NOROOT);
  CALL(prctl, PR_GET_TIMERSLACK);
  CALL(prctl, PR_SET_TIMERSLACK, 50000);
  CALL(prctl, PR_GET_SECCOMP);
  CALL(prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, 0);
  CALL(prctl, PR_SET_CHILD_SUBREAPER, 0);
  CALL(prctl, PR_GET_CHILD_SUBREAPER, &status);
  CALL(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  CALL(prctl, 12345, 1, 2, 3, 4);
  unsigned long base;
  CALL(arch_prctl, ARCH_GET_FS, &base);
  CALL(arch_prctl, ARCH_GET_CPUID);
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2];
  CALL(capget, &header, sets);
  CALL(capset, &header, sets);
  CALL(ptrace, PTRACE_ATTACH, 99999999, 0, 0);
  CALL(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &(unsigned){SECCOMP_RET_KILL_PROCESS});
  CALL(set_tid_address, &status);
  void *list;
  size_t length;
  CALL(get_robust_list, 0, &list, &length);
  CALL(set_robust_list, NOWHERE, 24);
  CALL(modify_ldt, 0, name, sizeof name);
  CALL(iopl, 0);
  CALL(ioperm, 0, 0, 0);
  CALL(acct, "/nonexistent/accounts");
  return 0;
}
