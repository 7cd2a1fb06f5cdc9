#!! kernels: 6.7
# The kernel keeps only so many calls in mind until they return, and says how many it did not.
cat > /tmp/sleepers.sh <<'COMMAND'
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do sleep 8 & done
wait
COMMAND
marktap run -e 'global seen probe kprobe.function("hrtimer_nanosleep").return { seen++ } probe end { println(seen > 0) }' \
  -c 'sh /tmp/sleepers.sh'
