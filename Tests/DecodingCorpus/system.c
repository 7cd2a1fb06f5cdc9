#include "corpus.h"

#include <linux/aio_abi.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/landlock.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <sys/quota.h>
#include <sys/random.h>
#include <sys/uio.h>

// The system: mounts, keys, programs of BPF, counters, and rings. Most of these calls fail, so that nothing changes.
int main(void) {
  char bytes[16];
  CALL(getrandom, bytes, 0, GRND_NONBLOCK);
  CALL(mount, "none", "/nonexistent", "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=1");
  CALL(mount, 0, "/nonexistent", 0, MS_REMOUNT | MS_BIND, 0);
  CALL(umount2, "/nonexistent", 3 /* MNT_DETACH | MNT_FORCE */);
  CALL(pivot_root, "/nonexistent", "/nonexistent");
  CALL(fsopen, "nonexistent", FSOPEN_CLOEXEC);
  CALL(fsconfig, -1, FSCONFIG_SET_STRING, "source", "none", 0);
  CALL(fsconfig, -1, FSCONFIG_CMD_CREATE, 0, 0, 0);
  CALL(fsmount, -1, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID);
  CALL(fspick, AT_FDCWD, "/nonexistent", FSPICK_CLOEXEC);
  CALL(open_tree, AT_FDCWD, "/nonexistent", OPEN_TREE_CLONE | AT_RECURSIVE);
  CALL(move_mount, -1, "", AT_FDCWD, "/nonexistent", MOVE_MOUNT_F_EMPTY_PATH);
  CALL(mount_setattr, -1, "/nonexistent", AT_RECURSIVE, &(struct mount_attr){MOUNT_ATTR_RDONLY, 0, MS_PRIVATE, 0}, 32);
  CALL(swapon, "/nonexistent", 0);
  CALL(swapoff, "/nonexistent");
  CALL(sethostname, NOWHERE, 5);
  CALL(sethostname, "a name that is longer than a host's name may be, which is 64 bytes, so it fails", 79);
  CALL(setdomainname, NOWHERE, 5);
  CALL(reboot, 0, 0, 0, 0);
  CALL(syslog, 10, 0, 0);
  CALL(syslog, 99, 0, 0);
  CALL(init_module, NOWHERE, 5, "options");
  CALL(finit_module, -1, "options", 1);
  CALL(delete_module, "nonexistent", O_NONBLOCK);
  CALL(kexec_load, 0, 0, 0, 0xffff0000);
  CALL(quotactl, QCMD(Q_SYNC, USRQUOTA), "/nonexistent", 0, 0);
  CALL(quotactl_fd, -1, QCMD(Q_GETQUOTA, GRPQUOTA), 0, NOWHERE);
  CALL(add_key, "user", "marktap", "payload", 7, KEY_SPEC_PROCESS_KEYRING);
  CALL(request_key, "user", "nonexistent", 0, KEY_SPEC_SESSION_KEYRING);
  CALL(keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 0);
  CALL(keyctl, KEYCTL_REVOKE, -99);
  CALL(keyctl, KEYCTL_DESCRIBE, KEY_SPEC_PROCESS_KEYRING, bytes, 16);
  union bpf_attr attributes = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 3, .value_size = 8, .max_entries = 1};
  CALL(bpf, BPF_MAP_CREATE, &attributes, sizeof attributes);
  CALL(bpf, BPF_MAP_LOOKUP_ELEM, &(union bpf_attr){.map_fd = -1}, 32);
  CALL(bpf, BPF_OBJ_GET, &(union bpf_attr){.pathname = (uintptr_t)"/nonexistent"}, 16);
  CALL(bpf, 999, 0, 0);
  struct perf_event_attr counter = {.type = PERF_TYPE_SOFTWARE, .size = sizeof counter, .config = PERF_COUNT_SW_CPU_CLOCK};
  CALL(perf_event_open, &counter, -1, -1, -1, PERF_FLAG_FD_CLOEXEC);
  struct io_uring_params parameters = {0};
  int ring = CALL(io_uring_setup, 4, &parameters);
  CALL(io_uring_enter, ring, 0, 0, IORING_ENTER_GETEVENTS, 0, 8);
  CALL(io_uring_register, ring, IORING_REGISTER_EVENTFD, &(int){-1}, 1);
  CALL(io_uring_setup, 0, NOWHERE);
  aio_context_t context = 0;
  CALL(io_setup, 2, &context);
  struct iocb block = {.aio_lio_opcode = IOCB_CMD_PREAD, .aio_fildes = -1, .aio_buf = (uintptr_t)bytes, .aio_nbytes = 16};
  struct iocb *blocks[] = {&block};
  CALL(io_submit, context, 1, blocks);
  struct io_event events[2];
  CALL(io_getevents, context, 0, 2, events, &(struct timespec){0, 0});
  CALL(io_pgetevents, context, 0, 2, events, &(struct timespec){0, 0}, 0);
  CALL(io_cancel, context, &block, events);
  CALL(io_destroy, context);
  CALL(landlock_create_ruleset, &(struct landlock_ruleset_attr){.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE}, 8, 0);
  CALL(landlock_create_ruleset, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
  CALL(landlock_add_rule, -1, LANDLOCK_RULE_PATH_BENEATH, &(struct landlock_path_beneath_attr){LANDLOCK_ACCESS_FS_EXECUTE, -1}, 0);
  CALL(landlock_restrict_self, -1, 0);
  CALL(ustat, 0, bytes);
  CALL(sysfs, 3);
  CALL(rseq, NOWHERE, 32, 0, 0x53053053);
  CALL(restart_syscall);
  CALL(lookup_dcookie, 0, bytes, 16);
  return 0;
}
