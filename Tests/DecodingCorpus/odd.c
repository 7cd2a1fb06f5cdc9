#include "corpus.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

static unsigned long state;

static unsigned long number(void) {
  state = state * 6364136223846793005ul + 1442695040888963407ul;
  return state >> 33;
}

// An address at which there may be nothing, or bytes of any kind that may go on up to the end of memory.
static void *place(char *memory) {
  switch (number() % 6) {
  case 0: return 0;
  case 1: return (void *)number();
  case 2: return (void *)(number() << 40);
  case 3: return memory + 65536 - number() % 64;
  default: return memory + number() % 65536;
  }
}

// Calls with values, addresses and bytes of any kind, which all fail or change nothing. The argument is the seed.
int main(int count, char **words) {
  state = count > 1 ? strtoul(words[1], 0, 10) : 1;
  char *memory = malloc(65536 + 4096);
  for (int i = 0; i < 65536; i++) memory[i] = number() % 4 ? number() : "\n\"\\\x01\x7f"[number() % 5];
  memcpy(memory, "/nonexistent/", 13);
  for (int i = 0; i < 2000; i++) {
    void *a = place(memory), *b = place(memory), *c = place(memory);
    unsigned long n = number() % 3 ? number() % 100 : number() << number() % 40;
    switch (number() % 16) {
    case 0: CALL(access, a, n); break;
    case 1: CALL(openat, -1, memory, n); break;
    case 2: CALL(writev, -1, a, n); break;
    case 3: CALL(sendmsg, -1, a, n); break;
    case 4: CALL(sendmmsg, -1, a, n, 0); break;
    case 5: CALL(poll, a, n % 8 + 2000000, 0); break;
    case 6: CALL(setsockopt, -1, n, number() % 40, a, n % 200); break;
    case 7: CALL(execve, memory, a, b); break;
    case 8: CALL(connect, -1, a, n); break;
    case 9: CALL(ioctl, -1, number(), a); break;
    case 10: CALL(epoll_ctl, -1, n, -1, a); break;
    case 11: CALL(setxattr, memory, a, b, n, n); break;
    case 12: CALL(stat, a, b); break;
    case 13: CALL(rt_sigqueueinfo, 99999999, n, a); break;
    case 14: CALL(mount, a, memory, b, 0, c); break;
    case 15: CALL(semop, -1, a, n); break;
    }
  }
  return 0;
}
