#!! kernels: 5.10
#!! needs: auditd
#!! seconds: 600
# Of one and the same workload, auditd and marktap write the same events: which call, with which outcome, by which program, with
# which key, and about which paths.
cat > /tmp/work.sh <<'WORK'
echo -n 1000 > /proc/self/loginuid
mkdir -p /tmp/work/inner; cd /tmp/work
echo text > file; cat file /etc/absent > copy 2> /dev/null; cat nowhere/file 2> /dev/null
ln file hard; ln -s file soft; ln absent link 2> /dev/null; readlink soft > /dev/null; ls -l > /dev/null
mv copy inner/moved; mv absent other 2> /dev/null; cp file 'with space'; rm 'with space'; rm absent 2> /dev/null
chmod 600 file; chown 1:1 file; chown -h 2 soft; touch -d '2020-01-01' file; truncate -s 9 file
mkdir inner 2> /dev/null; rmdir inner 2> /dev/null; rm inner/moved; rmdir inner; mkfifo pipe; mknod device c 1 3
mount -t tmpfs none /tmp/work; umount /tmp/work
test -r file; test -x /etc/absent; stat file > /dev/null; dd if=/dev/zero of=zeros bs=512 count=2 2> /dev/null
(echo one; echo two) | wc -l > /dev/null
printf '#!/bin/busybox sh\nexit 3\n' > script; chmod 755 script; ./script one 'two words' ''
/etc/absent 2> /dev/null; ./file 2> /dev/null
sleep 1000 & kill $!; wait; kill -0 999999 2> /dev/null
nc -w 1 127.0.0.1 9 < /dev/null 2> /dev/null
chroot /etc/absent true 2> /dev/null; hostname > /dev/null
cd /; rm -r /tmp/work
WORK
mkdir -p /etc/audit /var/log/audit /var/run
echo root:x:0:0::/root:/bin/sh > /etc/passwd
echo root:x:0: > /etc/group
cat > /etc/audit/auditd.conf <<'SETTINGS'
log_file = /var/log/audit/audit.log
log_format = RAW
flush = INCREMENTAL
freq = 1
max_log_file = 100
num_logs = 2
max_log_file_action = ROTATE
space_left = 1
admin_space_left = 0
disk_full_action = IGNORE
disk_error_action = IGNORE
space_left_action = IGNORE
admin_space_left_action = IGNORE
SETTINGS
chmod 640 /etc/audit/auditd.conf
ip link set lo up
auditd -s enable
sleep 2
auditctl -b 16384 > /dev/null
auditctl -a always,exit -F arch=b64 -S all -F auid=1000 -k work
marktap audit --format auditd --key work -o /tmp/marktap.log -- sh /tmp/work.sh 2> /tmp/audit.errors
grep -o '[0-9]* records lost' /tmp/audit.errors
sleep 2
killall auditd
sleep 2
# One line for each event, with the number of the process; the same path may stand there more than once. Records of two events may
# stand between each other.
cat > /tmp/reduce.awk <<'REDUCE'
function field(name,   place, rest) {
  place = index($0, " " name "=")
  if (!place) return "-"
  rest = substr($0, place + length(name) + 2)
  sub(/ .*/, "", rest)
  return rest
}
/^type=SYSCALL / && field("auid") == 1000 {
  head[$2] = field("pid") " " field("syscall") " " field("success") " " field("exit") " " field("comm")
  head[$2] = head[$2] " " field("exe") " " field("key")
}
/^type=CWD / { directory[$2] = " cwd " field("cwd") }
/^type=PATH / && !seen[$2, field("name")]++ { paths[$2, ++count[$2]] = field("name") }
END {
  for (event in head) {
    for (n = 2; n <= count[event]; n++)
      for (m = n; m > 1 && paths[event, m] < paths[event, m - 1]; m--) {
        swapped = paths[event, m]
        paths[event, m] = paths[event, m - 1]
        paths[event, m - 1] = swapped
      }
    line = head[event] directory[event]
    for (n = 1; n <= count[event]; n++) line = line " " paths[event, n]
    print line
  }
}
REDUCE
awk -f /tmp/reduce.awk /var/log/audit/audit.log | sort > /tmp/expected
awk -f /tmp/reduce.awk /tmp/marktap.log | sort > /tmp/found
[ "$(wc -l < /tmp/expected)" -ge 700 ] && echo '700 events or more' || wc -l < /tmp/expected
diff /tmp/expected /tmp/found > /tmp/difference && echo 'the same events' || head -n 60 /tmp/difference
