# A program of 32 bits: int $0x80 with calls whose numbers are other ones for 64-bit programs.
  .data
path: .asciz "/etc/hostname"
  .bss
room: .skip 64
  .text
  .globl _start
_start:
  movb path, %al            # touch the page of the path
  movl $5, %eax             # open(path, O_RDONLY|O_CLOEXEC)
  movl $path, %ebx
  movl $02000000, %ecx
  xorl %edx, %edx
  int $0x80
  movl %eax, %ebx           # read(file, room, 16)
  movl $3, %eax
  movl $room, %ecx
  movl $16, %edx
  int $0x80
  movl $33, %eax            # access(path, W_OK|R_OK)
  movl $path, %ebx
  movl $6, %ecx
  int $0x80
  movl $192, %eax           # mmap2(0, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
  xorl %ebx, %ebx
  movl $4096, %ecx
  movl $1, %edx
  movl $0x22, %esi
  movl $-1, %edi
  xorl %ebp, %ebp
  int $0x80
  movl $37, %eax            # kill(-5, SIGTERM)
  movl $-55555, %ebx
  movl $15, %ecx
  int $0x80
  movl $1, %eax             # exit(7)
  movl $7, %ebx
  int $0x80
