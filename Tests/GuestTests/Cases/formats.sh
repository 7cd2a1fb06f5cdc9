# What a scan of the kernel's files said of each event is what the kernel itself says, but for the numbers of events,
# which modules get as they are loaded; and the kernel has all events that the scan found in its image.
cd /sys/kernel/tracing/events
awk '
  FILENAME == "/cases/events.formats" {
    tab = index($0, "\t")
    rest = substr($0, tab + 1)
    line = index(rest, "\t")
    name = substr(rest, 1, line - 1)
    owner[name] = substr($0, 1, tab - 1)
    said[name] = said[name] substr(rest, line + 1) "\n"
    next
  }
  FNR == 1 {
    name = FILENAME
    sub("/format$", "", name)
  }
  /^ID:/ { next }
  { shown[name] = shown[name] $0 "\n" }
  END {
    for (name in shown) {
      count++
      if (shown[name] != said[name]) { differ++; print "differs: " name }
    }
    for (name in said) {
      if (owner[name] == "image" && !(name in shown)) { missing++; print "missing: " name }
    }
    print differ + 0 " differ"
    print missing + 0 " of the image are missing"
    print (count >= 1300) ? "1300 events or more" : count " events"
  }' /cases/events.formats */*/format
modules=$(ls -d /sys/module/*/sections/_ftrace_events | wc -l)
[ "$modules" -ge 20 ] && echo '20 modules with events or more' || echo "$modules modules with events"
