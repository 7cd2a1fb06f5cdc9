#!! needs: objects
# Two scripts at once, and one script twice: the second run of a module takes another name.
for number in 1 2; do
  marktap-run -c "sh -c 'until [ -e /tmp/loaded ]; do sleep 0.1; done; dd if=/dev/zero of=/dev/null bs=123 count=2 status=none; true'" /objects/counting-all.ko > /tmp/twice.$number 2>&1 &
done
marktap-run -c "sh -c 'until [ -e /tmp/loaded ]; do sleep 0.1; done; sleep 1; true'" /objects/profile.ko > /tmp/twice.3 2>&1 &
until [ "$(grep -cE '^(counting_all|counting_all_2|profile) ' /proc/modules)" = 3 ]; do sleep 0.1; done
echo loaded
touch /tmp/loaded
wait
head -n 1 /tmp/twice.1 /tmp/twice.2 | grep -c '^1$'
grep -cE '^(counting_all|profile)' /proc/modules || true
