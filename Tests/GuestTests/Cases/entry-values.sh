#!! kernels: 5.12
# What a probe at a return has of the entry was saved there; what threads have saved that end before is freed.
# Before, there are no additions that tell the sum, and the handlers run in user space, with a warning.
cat > /tmp/entry-values.stp <<'SCRIPT'
probe kernel.function("do_group_exit").return, kernel.function("vfs_read").return {
  process = @entry(pid())
  if (process == target()) reads++
}
probe kernel.function("vfs_read").return {
  if (pid() == target() && @entry($count) == 123)
    printf("%d of %d, %d\n", $return, @entry($count), @entry(gettimeofday_ns()) <= gettimeofday_ns())
}
global reads
probe end { println(reads > 0) }
SCRIPT
cat > /tmp/entry-values-command.sh <<'COMMAND'
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do /bin/true; done
exec dd if=/dev/zero of=/dev/null bs=123 count=2 status=none
COMMAND
marktap run -DMAXMAPENTRIES=16 /tmp/entry-values.stp -c 'sh /tmp/entry-values-command.sh'
