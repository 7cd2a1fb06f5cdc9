#!! needs: objects
# Programs start as fast as they can while their names, paths and stacks are read.
marktap-run -c "sh -c 'n=0; while [ \$n -lt 300 ]; do /bin/busybox true; n=\$((n + 1)); done; true'" /objects/exec-storm.ko
