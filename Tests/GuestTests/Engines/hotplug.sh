#!! needs: objects
# A CPU goes and comes while clocks of all CPUs tick.
marktap-run -c "sh -c 'sleep 1; echo 0 > /sys/devices/system/cpu/cpu1/online; sleep 1; echo 1 > /sys/devices/system/cpu/cpu1/online; dd if=/dev/zero of=/dev/null bs=123 count=1 status=none; sleep 2; true'" /objects/new-cpu.ko
echo 0 > /sys/devices/system/cpu/cpu1/online
echo 1 > /sys/devices/system/cpu/cpu1/online
