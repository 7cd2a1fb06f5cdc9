#!! needs: objects
# More records than the buffer holds while the reader stands still: what is lost is counted and said.
marktap-run -s 1 -c "sh -c 'kill -STOP \$PPID; dd if=/dev/zero of=/dev/null bs=124 count=60000 status=none; kill -CONT \$PPID; true'" /objects/many-records.ko > /tmp/ring-full.out 2> /tmp/ring-full.err
lines=$(grep -c '^read' /tmp/ring-full.out)
lost=$(grep -oE '[0-9]+' /tmp/ring-full.err | sort -n | tail -n 1)
[ "$lines" -gt 100 ] && [ "$lost" -gt 100 ] && echo "some were lost"
[ $((lines + lost)) -eq 60000 ] && echo "all are accounted for" || { echo "$lines $lost"; cat /tmp/ring-full.err; }
