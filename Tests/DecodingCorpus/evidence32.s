# A program of 32 bits that is about files and sockets: int $0x80 with the numbers of arch/x86/entry/syscalls/syscall_32.tbl.
  .data
path: .asciz "file"
link: .asciz "link"
target: .asciz "the target"
gone: .asciz "/nonexistent/file"
addr: .short 1
      .asciz "/nonexistent/socket"
inet: .short 2
      .byte 0, 80, 127, 0, 0, 1
      .long 0,0
sargs: .long 0, inet, 16
margs: .long 1, 1, 0
exe: .asciz "/bin/true"
argv: .long exe, link, 0
  .bss
pair: .skip 8
  .text
  .globl _start
_start:
  movb path, %al
  movl $5, %eax             # open(path, O_RDWR|O_CREAT, 0600)
  movl $path, %ebx
  movl $0102, %ecx
  movl $0600, %edx
  int $0x80
  movl %eax, %ebx
  movl $6, %eax             # close
  int $0x80
  movl $83, %eax            # symlink(target, link)
  movl $target, %ebx
  movl $link, %ecx
  int $0x80
  movl $10, %eax            # unlink(link)
  movl $link, %ebx
  int $0x80
  movl $38, %eax            # rename(path, gone)
  movl $path, %ebx
  movl $gone, %ecx
  int $0x80
  movl $301, %eax           # unlinkat(AT_FDCWD, path, 0)
  movl $-100, %ebx
  movl $path, %ecx
  xorl %edx, %edx
  int $0x80
  movl $359, %eax           # socket
  movl $1, %ebx
  movl $1, %ecx
  xorl %edx, %edx
  int $0x80
  movl %eax, %ebx
  movl $362, %eax           # connect(…, addr, 22)
  movl $addr, %ecx
  movl $22, %edx
  int $0x80
  movl $102, %eax           # socketcall
  movl $1, %ebx
  movl $margs, %ecx
  int $0x80
  movl $359, %eax           # socket
  movl $2, %ebx
  movl $1, %ecx
  xorl %edx, %edx
  int $0x80
  movl %eax, sargs
  movl $102, %eax           # socketcall
  movl $3, %ebx
  movl $sargs, %ecx
  int $0x80
  movl $42, %eax            # pipe(pair)
  movl $pair, %ebx
  int $0x80
  movl $37, %eax            # kill(-55555, SIGTERM)
  movl $-55555, %ebx
  movl $15, %ecx
  int $0x80
  movl $11, %eax            # execve(exe, argv, 0)
  movl $exe, %ebx
  movl $argv, %ecx
  xorl %edx, %edx
  int $0x80
  movl $1, %eax             # exit(7)
  movl $7, %ebx
  int $0x80
