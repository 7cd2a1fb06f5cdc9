#include "corpus.h"

#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/uio.h>

// Memory, and what System V shares between processes.
int main(void) {
  size_t size = 8 * 4096;
  char *memory = (char *)CALL(mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(memory, 1, size);
  CALL(mprotect, memory, 4096, PROT_READ);
  CALL(mprotect, memory, 4096, PROT_NONE);
  CALL(mprotect, memory, 4096, PROT_READ | PROT_WRITE);
  CALL(madvise, memory, 4096, MADV_DONTNEED);
  CALL(mincore, memory, size, (unsigned char[8]){0});
  CALL(msync, memory, 4096, MS_SYNC);
  CALL(mlock, memory, 4096);
  CALL(munlock, memory, 4096);
  CALL(mlock2, memory, 4096, MLOCK_ONFAULT);
  CALL(mlockall, MCL_FUTURE);
  CALL(munlockall);
  char *moved = (char *)CALL(mremap, memory, size, 2 * size, MREMAP_MAYMOVE);
  CALL(remap_file_pages, moved, 4096, 0, 0, 0);
  CALL(munmap, moved, 2 * size);
  CALL(munmap, 1, 5);
  CALL(brk, 0);
  int file = CALL(memfd_create, "memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  CALL(fcntl, file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
  CALL(fcntl, file, F_GET_SEALS);
  CALL(memfd_secret, 0);
  CALL(pkey_alloc, 0, PKEY_DISABLE_WRITE);
  CALL(pkey_mprotect, 0, 0, PROT_READ, -1);
  CALL(pkey_free, 5);
  CALL(userfaultfd, O_CLOEXEC);
  CALL(membarrier, 0, 0);
  CALL(get_mempolicy, &(int){0}, 0, 0, 0, 0);
  CALL(set_mempolicy, 0, 0, 0);
  CALL(mbind, 0, 0, 0, 0, 0, 0);
  CALL(migrate_pages, getpid(), 0, 0, 0);
  CALL(move_pages, 0, 0, 0, 0, 0, 2);
  CALL(process_vm_readv, getpid(), &(struct iovec){(char[8]){0}, 4}, 1, &(struct iovec){"text", 4}, 1, 0);
  CALL(process_vm_writev, getpid(), &(struct iovec){"text", 4}, 1, &(struct iovec){(char[8]){0}, 4}, 1, 0);
  CALL(process_madvise, -1, &(struct iovec){(char *)0x1000, 4096}, 1, MADV_COLD, 0);
  int segment = CALL(shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  void *place = (void *)CALL(shmat, segment, 0, SHM_RDONLY);
  struct shmid_ds description;
  CALL(shmctl, segment, IPC_STAT, &description);
  CALL(shmctl, segment, IPC_SET, &description);
  CALL(shmdt, place);
  CALL(shmctl, segment, IPC_RMID, 0);
  int set = CALL(semget, IPC_PRIVATE, 2, IPC_CREAT | IPC_EXCL | 0600);
  CALL(semctl, set, 0, SETVAL, 1);
  CALL(semop, set, (struct sembuf[]){{0, 1, SEM_UNDO}, {1, 0, IPC_NOWAIT}}, 2);
  CALL(semtimedop, set, (struct sembuf[]){{1, -1, 0}}, 1, &(struct timespec){0, 1000});
  struct semid_ds semaphores;
  CALL(semctl, set, 0, IPC_STAT, &semaphores);
  CALL(semctl, set, 0, IPC_SET, &semaphores);
  CALL(semctl, set, 0, IPC_RMID, 0);
  int queue = CALL(msgget, 0x1234567, IPC_CREAT | 0600);
  struct { long type; char text[8]; } message = {1, "hello"};
  CALL(msgsnd, queue, &message, 5, IPC_NOWAIT);
  CALL(msgrcv, queue, &message, 8, 0, MSG_NOERROR);
  struct msqid_ds messages;
  CALL(msgctl, queue, IPC_STAT, &messages);
  CALL(msgctl, queue, IPC_SET, &messages);
  CALL(msgctl, queue, IPC_RMID, 0);
  return 0;
}
