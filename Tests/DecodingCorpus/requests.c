// Requests of ioctl to terminals, sockets, network interfaces, files and disks, as far as any machine answers them alike.
#include "corpus.h"

#include <asm/termbits.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/kvm.h>
#include <linux/loop.h>
#include <linux/nsfs.h>
#include <linux/perf_event.h>
#include <linux/random.h>
#include <linux/sockios.h>
#include <linux/userfaultfd.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static void interfaces(void) {
  int number = 0;
  int file = CALL(socket, AF_INET, SOCK_DGRAM, 0);
  int stream = CALL(socket, AF_INET, SOCK_STREAM, 0);
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strcpy(request.ifr_name, "lo");
  static const int asked[] = {
      SIOCGIFFLAGS, SIOCGIFADDR, SIOCGIFNETMASK, SIOCGIFMETRIC, SIOCGIFMTU, SIOCGIFHWADDR, SIOCGIFINDEX, SIOCGIFTXQLEN, SIOCGIFMAP};
  for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
    memset((char *)&request + IFNAMSIZ, 0, sizeof request - IFNAMSIZ);
    CALL(ioctl, file, asked[i], &request);
  }
  request.ifr_ifindex = 1;
  CALL(ioctl, file, SIOCGIFNAME, &request);
  strcpy(request.ifr_name, "missing0");
  CALL(ioctl, file, SIOCGIFFLAGS, &request);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  CALL(ioctl, -1, SIOCSIFFLAGS, &request);
  request.ifr_mtu = 1500;
  CALL(ioctl, -1, SIOCSIFMTU, &request);
  *(struct sockaddr_in *)&request.ifr_addr = (struct sockaddr_in){AF_INET, 0, {htonl(0x7f000001)}};
  CALL(ioctl, -1, SIOCSIFADDR, &request);
  CALL(ioctl, -1, SIOCSIFNETMASK, &request);
  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  memcpy(request.ifr_hwaddr.sa_data, "\1\2\3\4\5\6", 6);
  CALL(ioctl, -1, SIOCSIFHWADDR, &request);
  strcpy(request.ifr_newname, "other0");
  CALL(ioctl, -1, SIOCSIFNAME, &request);
  CALL(ioctl, -1, SIOCBRADDBR, "bridge");
  CALL(ioctl, file, SIOCOUTQ, &number);
  CALL(ioctl, file, FIONREAD, &number);
  CALL(ioctl, stream, SIOCATMARK, &number);
  CALL(ioctl, file, FIONBIO, &(int){1});
  CALL(ioctl, file, FIOCLEX);
  CALL(ioctl, file, 0, 0);
  CALL(ioctl, file, SIOCGIFFLAGS, NOWHERE);
}

static void terminals(void) {
  struct termios2 terminal;
  struct winsize size = {24, 80, 0, 0};
  char text[64];
  int number = 0;
  int controller = CALL(open, "/dev/ptmx", O_RDWR | O_NOCTTY);
  CALL(ioctl, controller, TIOCSPTLCK, &number);
  int file = CALL(ioctl, controller, TIOCGPTPEER, O_RDWR | O_NOCTTY);
  CALL(ioctl, file, TCGETS, &terminal);
  terminal.c_lflag &= ~ECHO;
  terminal.c_oflag |= XTABS | CRDLY;
  terminal.c_iflag = 0;
  CALL(ioctl, file, TCSETS, &terminal);
  CALL(ioctl, file, TCSETSW, &terminal);
  CALL(ioctl, file, TCGETS2, &terminal);
  terminal.c_cflag = (terminal.c_cflag & ~CBAUD) | BOTHER | CSTOPB;
  CALL(ioctl, file, TCSETS2, &terminal);
  CALL(ioctl, file, TCGETA, text);
  CALL(ioctl, file, TIOCSWINSZ, &size);
  CALL(ioctl, file, TIOCGWINSZ, &size);
  CALL(ioctl, file, TCSBRK, 1);
  CALL(ioctl, file, TCXONC, TCOOFF);
  CALL(ioctl, file, TCXONC, TCOON);
  CALL(ioctl, file, TCFLSH, TCIOFLUSH);
  CALL(ioctl, file, TIOCEXCL);
  CALL(ioctl, file, TIOCGEXCL, &number);
  CALL(ioctl, file, TIOCNXCL);
  CALL(ioctl, file, TIOCMBIS, &(int){TIOCM_DTR | TIOCM_RTS});
  CALL(ioctl, file, TIOCGETD, &number);
  CALL(ioctl, controller, TIOCPKT, &(int){1});
  CALL(ioctl, -1, TIOCSTI, "x");
  CALL(ioctl, -1, TCGETS, &terminal);
}

static void storage(void) {
  unsigned long long range[2] = {4096, 8192};
  unsigned long number = FS_NOATIME_FL;
  struct fsxattr attributes = {FS_XFLAG_NOATIME, 0, 0, 7, 0};
  struct fiemap extents = {0, -1, FIEMAP_FLAG_SYNC, 0, 4, 0};
  struct file_clone_range clone = {-1, 0, 4096, 0};
  struct fstrim_range trimmed = {0, -1, 0};
  struct loop_config loop = {-1, 512, {.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_READ_ONLY, .lo_file_name = "image"}};
  CALL(ioctl, -1, FS_IOC_SETFLAGS, &number);
  CALL(ioctl, -1, FS_IOC_FSSETXATTR, &attributes);
  CALL(ioctl, -1, FS_IOC_FIEMAP, &extents);
  CALL(ioctl, -1, FICLONERANGE, &clone);
  CALL(ioctl, -1, FITRIM, &trimmed);
  CALL(ioctl, -1, FIFREEZE);
  CALL(ioctl, -1, FS_IOC_SETFSLABEL, "label");
  CALL(ioctl, -1, BLKDISCARD, range);
  CALL(ioctl, -1, BLKROSET, &(int){1});
  CALL(ioctl, -1, BLKRASET, 7);
  CALL(ioctl, -1, BLKFLSBUF);
  CALL(ioctl, -1, LOOP_SET_FD, -1);
  CALL(ioctl, -1, LOOP_SET_STATUS64, &loop.info);
  CALL(ioctl, -1, LOOP_CONFIGURE, &loop);
  CALL(ioctl, -1, LOOP_CTL_GET_FREE);
}

static void others(void) {
  struct kvm_userspace_memory_region memory = {0, KVM_MEM_READONLY, 0x1000, 0x1000, 0x2000};
  struct uffdio_api interface = {UFFD_API, UFFD_FEATURE_EVENT_FORK};
  struct uffdio_register watched = {{4096, 4096}, UFFDIO_REGISTER_MODE_MISSING};
  struct uffdio_copy copy = {4096, 8192, 4096, UFFDIO_COPY_MODE_DONTWAKE};
  int number = 0;
  int space = CALL(open, "/proc/self/ns/net", O_RDONLY);
  CALL(ioctl, space, NS_GET_NSTYPE);
  CALL(ioctl, space, NS_GET_PARENT);
  int random = CALL(open, "/dev/urandom", O_RDONLY);
  CALL(ioctl, random, RNDGETENTCNT, &number);
  CALL(ioctl, -1, KVM_SET_USER_MEMORY_REGION, &memory);
  CALL(ioctl, -1, PERF_EVENT_IOC_ENABLE, 0);
  CALL(ioctl, -1, PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
  CALL(ioctl, -1, PERF_EVENT_IOC_REFRESH, 3);
  CALL(ioctl, -1, UFFDIO_API, &interface);
  CALL(ioctl, -1, UFFDIO_REGISTER, &watched);
  CALL(ioctl, -1, UFFDIO_COPY, &copy);
}

static void handle(int signal) {}

int main(void) {
  interfaces();
  terminals();
  storage();
  others();
  // A handler returns to a mask.
  signal(SIGALRM, handle);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR2);
  sigprocmask(SIG_BLOCK, &blocked, 0);
  int self = getpid();
  CALL(kill, self, SIGALRM);
  CALL(umask, 0);
  CALL(umask, 022);
  CALL(fcntl, 0, F_GETFL);
  return 0;
}
