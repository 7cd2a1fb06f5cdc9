# The library tells of sockets, TCP and UDP by functions of the kernel.
ip link set lo up
cat > /tmp/sockets.stp <<'SCRIPT'
global lookups, created, sent, received, segments, closed
probe socket.create.return { if (target_set_pid(pid()) && family == 2) created[type, success]++ }
probe socket.send { if (target_set_pid(pid()) && success && size == 6) sent[sock_fam_num2str(family)]++ }
probe socket.receive { if (target_set_pid(pid()) && success && size == 6) received[sock_type_num2str(type)]++ }
probe socket.close { if (target_set_pid(pid()) && family == 2) closed++ }
probe tcp.receive { if (dport == 7777) { if (syn) segments["syn"]++ if (fin) segments["fin"]++ if (psh) segments[saddr]++ } }
probe tcp.recvmsg.return { if (target_set_pid(pid()) && size == 6) printf("tcp %s %s %d\n", name, saddr, sport == 7777) }
probe tcp.sendmsg { if (target_set_pid(pid()) && size == 6) printf("%s %d\n", name, family) }
probe udp.sendmsg { if (target_set_pid(pid()) && dport == 53) lookups++ }
probe end {
  println(created[1, 1] > 1, created[2, 1] > 0, sent["INET"] > 0, received["STREAM"] > 0, closed > 1, lookups > 0)
  println(segments["syn"] > 0, segments["fin"] > 0, segments["127.0.0.1"] > 0)
}
SCRIPT
cat > /tmp/sockets-command.sh <<'COMMAND'
nc -l -p 7777 127.0.0.1 > /dev/null &
server=$!
until grep -q ':1E61 .* 0A ' /proc/net/tcp /proc/net/tcp6 2> /dev/null; do sleep 0.1; done
echo hello | nc 127.0.0.1 7777 &
sleep 1
kill $! $server 2> /dev/null
timeout 1 nslookup marktap 127.0.0.1 > /dev/null 2>&1
exit 0
COMMAND
marktap run /tmp/sockets.stp -c 'sh /tmp/sockets-command.sh'
exit 0
