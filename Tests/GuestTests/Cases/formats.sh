# What a scan of the kernel's files said of each event is what the kernel itself says, but for the numbers of events,
# which modules get as they are loaded.
cd /sys/kernel/tracing/events
awk '
  FILENAME == "/cases/events.formats" {
    tab = index($0, "\t")
    name = substr($0, 1, tab - 1)
    said[name] = said[name] substr($0, tab + 1) "\n"
    next
  }
  /^ID:/ { next }
  { shown[FILENAME] = shown[FILENAME] $0 "\n" }
  END {
    for (name in shown) {
      count++
      if (shown[name] != said[name]) print "differs: " name
      else same++
    }
    print count - same " differ"
    print (count >= 1300) ? "1300 events or more" : count " events"
  }' /cases/events.formats */*/format
modules=$(wc -l < /proc/modules)
[ "$modules" -ge 20 ] && echo '20 modules or more' || echo "$modules modules"
