#!! needs: objects
#!! seconds: 600
# A module that is loaded and removed again and again leaves no memory behind, also while another one loads it.
memory() { awk '/^(Slab|Percpu|VmallocUsed):/ { sum += $2 } END { print sum }' /proc/meminfo; }
cycle() { insmod /objects/statistics.ko 2> /dev/null; rmmod statistics 2> /dev/null; }
for number in 1 2 3 4 5 6 7 8 9 10; do cycle; done
before=$(memory)
number=0
while [ $number -lt 250 ]; do
  cycle
  number=$((number + 1))
done
( number=0; while [ $number -lt 50 ]; do cycle; number=$((number + 1)); done ) &
number=0
while [ $number -lt 50 ]; do
  cycle
  number=$((number + 1))
done
wait
rmmod statistics 2> /dev/null
sleep 1
after=$(memory)
[ $((after - before)) -lt 4096 ] && echo "no leak" || echo "from $before to $after KiB"
insmod /objects/statistics.ko && insmod /objects/statistics.ko 2>&1 | grep -c exists
rmmod statistics && echo removed
