#include "corpus.h"

#include <linux/futex.h>
#include <mqueue.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/fanotify.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/timerfd.h>

static void handler(int signal) { (void)signal; }

// Clocks, timers, signals, and locks.
int main(void) {
  struct timespec now;
  struct timeval moment;
  CALL(clock_gettime, CLOCK_MONOTONIC, &now);
  CALL(clock_gettime, 99, &now);
  CALL(clock_getres, CLOCK_REALTIME, &now);
  CALL(clock_getres, CLOCK_REALTIME, 0);
  CALL(clock_settime, CLOCK_MONOTONIC, &(struct timespec){1, 2});
  CALL(gettimeofday, &moment, 0);
  CALL(settimeofday, NOWHERE, 0);
  CALL(time, 0);
  time_t seconds;
  CALL(time, &seconds);
  CALL(nanosleep, &(struct timespec){0, 1000}, &now);
  CALL(nanosleep, &(struct timespec){0, -1}, &now);
  CALL(clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){1, 0}, 0);
  struct itimerval interval;
  CALL(setitimer, ITIMER_REAL, &(struct itimerval){{0, 0}, {1000, 5}}, &interval);
  CALL(getitimer, ITIMER_VIRTUAL, &interval);
  CALL(setitimer, ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, 0);
  CALL(alarm, 0);
  int timer;
  struct itimerspec setting;
  CALL(timer_create, CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_NONE, .sigev_signo = SIGALRM}, &timer);
  CALL(timer_settime, timer, 0, &(struct itimerspec){{1, 0}, {100, 0}}, &setting);
  CALL(timer_getoverrun, timer);
  CALL(timer_settime, timer, TIMER_ABSTIME, &(struct itimerspec){{0, 0}, {0, 0}}, 0);
  CALL(timer_gettime, timer, &setting);
  CALL(timer_delete, timer);
  int clock = CALL(timerfd_create, CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  CALL(timerfd_settime, clock, 0, &(struct itimerspec){{0, 0}, {0, 0}}, &setting);
  CALL(timerfd_gettime, clock, &setting);
  int event = CALL(eventfd2, 3, EFD_CLOEXEC | EFD_SEMAPHORE);
  CALL(eventfd, 1);
  struct { void (*handler)(int); unsigned long flags; void (*restorer)(void); uint64_t mask; } action = {handler, SA_RESTART, 0, 1 << (SIGUSR2 - 1)}, old;
  CALL(rt_sigaction, SIGUSR1, &action, 0, 8);
  CALL(rt_sigaction, SIGUSR1, 0, &old, 8);
  CALL(rt_sigaction, SIGRTMIN + 3, 0, &old, 8);
  CALL(rt_sigaction, SIGKILL, &action, &old, 8);
  uint64_t mask = 1 << (SIGUSR1 - 1) | 1 << (SIGCHLD - 1), before;
  CALL(rt_sigprocmask, SIG_BLOCK, &mask, &before, 8);
  CALL(rt_sigprocmask, SIG_SETMASK, &(uint64_t){~0ull}, 0, 8);
  CALL(rt_sigprocmask, SIG_SETMASK, &mask, &before, 8);
  CALL(rt_sigpending, &before, 8);
  CALL(kill, getpid(), SIGUSR1);
  CALL(rt_sigpending, &before, 8);
  siginfo_t cause;
  CALL(rt_sigtimedwait, &mask, &cause, &(struct timespec){1, 0}, 8);
  CALL(rt_sigtimedwait, &mask, 0, &(struct timespec){0, 0}, 8);
  CALL(kill, -99999999, 0);
  CALL(tkill, 99999999, SIGTERM);
  CALL(tgkill, 1, 99999999, SIGRTMIN);
  siginfo_t sent = {.si_signo = SIGUSR1, .si_code = SI_QUEUE};
  CALL(rt_sigqueueinfo, 99999999, SIGUSR1, &sent);
  CALL(rt_tgsigqueueinfo, 99999999, 99999999, SIGUSR1, &sent);
  stack_t stack = {.ss_flags = SS_DISABLE}, former;
  CALL(sigaltstack, &stack, &former);
  CALL(sigaltstack, 0, &former);
  CALL(signalfd4, -1, &mask, 8, SFD_CLOEXEC);
  CALL(signalfd, -1, &mask, 8);
  int word = 1;
  CALL(futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1);
  CALL(futex, &word, FUTEX_WAIT, 1, &(struct timespec){0, 1000}, 0, 0);
  CALL(futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 2, 0, 0, FUTEX_BITSET_MATCH_ANY);
  CALL(futex, &word, FUTEX_CMP_REQUEUE, 1, 2, &word, 1);
  CALL(futex, &word, FUTEX_REQUEUE, 1, 2, &word);
  CALL(futex, &word, FUTEX_WAKE_OP, 1, 1, &word, 0x1002003);
  CALL(futex, &word, FUTEX_UNLOCK_PI);
  CALL(futex, &word, FUTEX_TRYLOCK_PI);
  CALL(futex, &word, FUTEX_LOCK_PI, 0, &(struct timespec){0, 1});
  int watch = CALL(inotify_init1, IN_CLOEXEC);
  CALL(inotify_init);
  int directory = CALL(inotify_add_watch, watch, "/tmp", IN_CREATE | IN_DELETE);
  CALL(inotify_rm_watch, watch, directory);
  CALL(fanotify_init, FAN_CLASS_NOTIF | FAN_CLOEXEC, O_RDONLY);
  CALL(fanotify_mark, -1, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN | FAN_CLOSE_WRITE, AT_FDCWD, "/tmp");
  int queue = CALL(mq_open, "marktap-corpus", O_RDWR | O_CREAT | O_NONBLOCK, 0600, 0);
  CALL(mq_getsetattr, queue, 0, &(struct mq_attr){0});
  CALL(mq_timedsend, queue, "text", 4, 3, 0);
  char text[8192];
  unsigned priority;
  CALL(mq_timedreceive, queue, text, sizeof text, &priority, &(struct timespec){1, 0});
  CALL(mq_notify, queue, 0);
  CALL(mq_unlink, "marktap-corpus");
  return 0;
}
