#!! needs: objects
# The reader of a module is killed: its probes stop, and the module can be removed.
marktap-run -c "sleep 30" /objects/counting-all.ko > /dev/null 2>&1 &
reader=$!
until grep -q '^counting_all .* 1 ' /proc/modules; do sleep 0.1; done
sleep 0.5
kill -9 $reader
wait $reader 2> /dev/null
sleep 1
rmmod counting_all && echo removed
grep -c '^counting_all' /proc/modules || true
