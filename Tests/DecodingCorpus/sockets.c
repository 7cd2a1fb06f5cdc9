#include "corpus.h"

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>

// Sockets of all families, what is sent over them, and waiting for them.
int main(void) {
  struct sockaddr_un local = {AF_UNIX, "/nonexistent/socket"};
  struct sockaddr_un abstract = {AF_UNIX, "\0marktap-corpus"};
  struct sockaddr_in any = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
  struct sockaddr_in6 any6 = {AF_INET6, htons(80), 0, {{{0x20, 1, 0xd, 0xb8, [15] = 1}}}, 2};
  struct sockaddr_nl netlink = {AF_NETLINK, 0, 0, 1};
  struct sockaddr_ll packet = {AF_PACKET, htons(0x800), 1, 1, 0, 6, {1, 2, 3, 4, 5, 6}};
  struct sockaddr_vm machine = {.svm_family = AF_VSOCK, .svm_port = 5, .svm_cid = 2};
  struct sockaddr_storage address;
  socklen_t length;
  int value;
  int server = CALL(socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
  CALL(setsockopt, server, SOL_SOCKET, SO_REUSEADDR, &(int){1}, 4);
  CALL(setsockopt, server, SOL_SOCKET, SO_LINGER, &(int[]){1, 5}, 8);
  CALL(setsockopt, server, SOL_SOCKET, SO_RCVTIMEO, &(long[]){1, 5}, 16);
  CALL(setsockopt, server, IPPROTO_TCP, TCP_NODELAY, &(int){1}, 4);
  CALL(bind, server, &any, sizeof any);
  CALL(listen, server, 5);
  length = sizeof any;
  CALL(getsockname, server, &any, &length);
  length = sizeof value;
  CALL(getsockopt, server, SOL_SOCKET, SO_TYPE, &value, &length);
  CALL(getsockopt, server, SOL_SOCKET, SO_ERROR, &value, &length);
  CALL(getsockopt, server, SOL_SOCKET, SO_ACCEPTCONN, &value, &length);
  CALL(getsockopt, -1, SOL_SOCKET, SO_TYPE, &value, &length);
  int client = CALL(socket, AF_INET, SOCK_STREAM, 0);
  CALL(connect, client, &any, sizeof any);
  length = sizeof address;
  int peer = CALL(accept, server, &address, &length);
  CALL(accept4, server, 0, 0, SOCK_CLOEXEC | 1);
  length = sizeof address;
  CALL(getpeername, client, &address, &length);
  CALL(sendto, client, "hello world", 11, MSG_NOSIGNAL, 0, 0);
  char buffer[100];
  CALL(recvfrom, peer, buffer, sizeof buffer, MSG_PEEK, 0, 0);
  struct iovec out = {"some text", 9};
  struct iovec in = {buffer, sizeof buffer};
  CALL(sendmsg, client, &(struct msghdr){.msg_iov = &out, .msg_iovlen = 1}, MSG_DONTWAIT);
  CALL(recvmsg, peer, &(struct msghdr){.msg_iov = &in, .msg_iovlen = 1}, 0);
  CALL(shutdown, client, SHUT_WR);
  CALL(recvfrom, peer, buffer, sizeof buffer, 0, 0, 0);
  int pair[2];
  CALL(socketpair, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
  union { struct cmsghdr header; char bytes[CMSG_SPACE(sizeof(int))]; } control;
  struct msghdr rights = {.msg_iov = &out, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  control.header = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
  *(int *)CMSG_DATA(&control.header) = 0;
  CALL(sendmsg, pair[0], &rights, 0);
  rights.msg_iov = &in;
  CALL(recvmsg, pair[1], &rights, 0);
  struct mmsghdr messages[2] = {{{.msg_iov = &out, .msg_iovlen = 1}}, {{.msg_iov = &out, .msg_iovlen = 1}}};
  CALL(sendmmsg, pair[0], messages, 2, 0);
  messages[0].msg_hdr.msg_iov = messages[1].msg_hdr.msg_iov = &in;
  CALL(recvmmsg, pair[1], messages, 2, MSG_DONTWAIT, 0);
  int sockets[] = {CALL(socket, AF_UNIX, SOCK_STREAM, 0), CALL(socket, AF_UNIX, SOCK_DGRAM, 0),
    CALL(socket, AF_INET6, SOCK_DGRAM, 0), CALL(socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE),
    CALL(socket, AF_PACKET, SOCK_RAW, htons(3)), CALL(socket, AF_VSOCK, SOCK_STREAM, 0)};
  CALL(connect, sockets[0], &local, sizeof local);
  CALL(bind, sockets[1], &abstract, offsetof(struct sockaddr_un, sun_path) + 15);
  CALL(connect, sockets[2], &any6, sizeof any6);
  CALL(bind, sockets[3], &netlink, sizeof netlink);
  CALL(bind, -1, &packet, sizeof packet);
  CALL(connect, -1, &machine, sizeof machine);
  CALL(connect, -1, &(struct sockaddr){AF_UNSPEC}, 16);
  CALL(connect, -1, NOWHERE, 16);
  CALL(connect, -1, &any, 3);
  CALL(sendto, sockets[2], "x", 1, 0, &any6, sizeof any6);
  struct ip_mreqn group = {{htonl(0xe0000001)}, {0}, 0};
  CALL(setsockopt, -1, SOL_IP, IP_ADD_MEMBERSHIP, &group, 8);
  CALL(setsockopt, -1, SOL_IP, IP_ADD_MEMBERSHIP, &group, 4);
  CALL(setsockopt, -1, SOL_IP, 63, &(int){1}, 4);
  CALL(setsockopt, -1, SOL_SOCKET, 0x36, &(int){1}, 4);
  CALL(setsockopt, -1, SOL_TCP, TCP_REPAIR_QUEUE, &(int){1}, 4);
  CALL(setsockopt, -1, SOL_PACKET, PACKET_RX_RING, &(struct tpacket_req){4096, 1, 2048, 2}, 16);
  CALL(setsockopt, -1, SOL_PACKET, PACKET_ADD_MEMBERSHIP,
       &(struct packet_mreq){0, PACKET_MR_PROMISC, 6, {1, 2, 3, 4, 5, 6}}, 16);
  length = 0;
  CALL(getsockopt, sockets[1], SOL_SOCKET, SO_TYPE, &address, &length);
  length = 3;
  CALL(getsockname, sockets[1], &address, &length);
  struct pollfd polled[] = {{pair[0], POLLIN | POLLOUT, 0}, {-1, POLLPRI, 0}, {999, POLLIN, 0}};
  CALL(poll, polled, 3, 0);
  CALL(poll, polled + 1, 1, 0);
  CALL(poll, 0, 0, 1);
  CALL(ppoll, polled, 1, &(struct timespec){1, 0}, 0, 8);
  fd_set readers, writers;
  FD_ZERO(&readers);
  FD_ZERO(&writers);
  FD_SET(0, &readers);
  FD_SET(pair[1], &readers);
  FD_SET(pair[0], &writers);
  CALL(select, 10, &readers, &writers, 0, &(struct timeval){1, 0});
  CALL(select, 1, 0, 0, 0, &(struct timeval){0, 1000});
  FD_SET(pair[0], &writers);
  CALL(pselect6, 10, 0, &writers, 0, &(struct timespec){1, 0}, 0);
  int queue = CALL(epoll_create1, EPOLL_CLOEXEC);
  CALL(epoll_create, 1);
  CALL(epoll_ctl, queue, EPOLL_CTL_ADD, pair[0], &(struct epoll_event){EPOLLIN | EPOLLOUT | EPOLLET, {.u32 = 7}});
  CALL(epoll_ctl, queue, EPOLL_CTL_MOD, pair[0], &(struct epoll_event){EPOLLOUT, {.u64 = 0x123456789}});
  struct epoll_event events[4];
  CALL(epoll_wait, queue, events, 4, 0);
  CALL(epoll_pwait, queue, events, 4, 0, 0, 8);
  CALL(epoll_pwait2, queue, events, 4, &(struct timespec){0, 1}, 0, 8);
  CALL(epoll_ctl, queue, EPOLL_CTL_DEL, pair[0], 0);
  CALL(epoll_wait, queue, events, 4, 0);
  return 0;
}
