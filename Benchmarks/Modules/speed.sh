#!! needs: files
#!! seconds: 900
#!! shows: output
# Nanoseconds that a module adds to getppid, the least of several rounds, for marktap's modules and SystemTap's in turn; and
# milliseconds from the start of the runner to the first byte of its output, and to its end.
mount -t debugfs debug /sys/kernel/debug
mkdir -p /usr/bin /usr/lib/systemtap
ln -s /files/staprun /usr/bin/staprun
ln -s /files/stapio /usr/lib/systemtap/stapio
# The guest's clocks may go by ticks of 4 ms, so a stretch is long.
for stretch in 1 2 3 4; do echo "run 200000"; done > /tmp/commands
work='sh -c "/files/getppid < /tmp/commands >> /tmp/times"'
least() { sort -n "$1" | head -n 1; }
by_marktap() { marktap-run -o /tmp/out.marktap "$@"; }
by_systemtap() { staprun -o /tmp/out.systemtap "$@"; }
# Adds the times of "$@", which runs the work, to those of the way $1.
add_times() {
  way=$1
  shift
  : > /tmp/times
  "$@" > /dev/null 2> "/tmp/errors.$way"
  cat /tmp/times >> "/tmp/times.$way"
}
for script in counting by-name printing; do
  rm -f /tmp/times.*
  for round in 1 2; do
    add_times alone sh -c "$work"
    add_times marktap by_marktap -c "$work" "/files/marktap/$script.ko"
    add_times systemtap by_systemtap -c "$work" /files/$script/*.ko
  done
  awk -v script="$script" -v alone="$(least /tmp/times.alone)" -v own="$(least /tmp/times.marktap)" \
    -v other="$(least /tmp/times.systemtap)" 'BEGIN {
    printf "%s: alone %.0f ns, marktap adds %.0f ns, SystemTap adds %.0f ns, ratio %.2f\n",
      script, alone, own - alone, other - alone, (own - alone) / (other - alone) }'
done
for runner in marktap-run staprun; do
  case $runner in marktap-run) module=/files/marktap/first-record.ko ;; *) module=$(echo /files/first-record/*.ko) ;; esac
  : > /tmp/starts
  for round in 1 2 3 4 5; do /files/first-byte $runner "$module" >> /tmp/starts; done
  echo "$runner: $(cut -d' ' -f1 /tmp/starts | sort -n | head -n 1) ms to the first byte," \
    "$(cut -d' ' -f2 /tmp/starts | sort -n | head -n 1) ms to the end"
done
