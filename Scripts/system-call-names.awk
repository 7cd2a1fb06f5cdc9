# Writes one function of a tapset: from lines `VALUE NAME` the one that names a value of the set `set`.
#   kind: enum            one name for one value; hexadecimal without a name
#         enum:decimal    the same, decimal without a name
#         enum:all        the same, with all names of a value, joined by "or"
#         messages        one message for one value, from lines `VALUE MESSAGE`
#         flags           a name for each bit, what is left in hexadecimal; 0 is "0"
#         flags:zero=ZERO the same; 0 is ZERO
#         flags:zero=ZERO:down  the same, the highest bit first
#         …:listed        in the order of the table, not by value
#         flags:field=MASK/SET  the same behind what SET says of the bits in MASK, which is one of the names

BEGIN {
  split(kind, words, ":")
  listed = kind ~ /:listed$/
  if (words[2] ~ /^zero=/) zero = substr(words[2], 6)
  if (words[2] ~ /^field=/) { split(substr(words[2], 7), parts, "/"); fieldName = parts[1]; field = parts[2] }
}

$2 == fieldName { mask = unsigned($1); next }
$2 == zero { next }
words[1] == "flags" && $1 == 0 { next }

words[1] == "messages" { value[++count] = $1 + 0; sub(/^[^ ]+ /, ""); name[key(value[count])] = $0; next }

{
  bits = words[1] == "flags" ? unsigned($1) : $1 + 0
  if (named(bits) == "") {
    value[++count] = bits
    name[key(bits)] = $2
  } else if (words[2] == "all") name[key(bits)] = both(named(bits), $2)
}

END {
  sort()
  print ""
  print comment
  print "function syscall_" set "_str:string(value:long)"
  print "{"
  if (words[1] != "flags") values()
  else flags()
  print "}"
}

# A flag in the highest bit of an `int` is negative in C.
function unsigned(bits) { return bits < 0 ? bits + 4294967296 : bits + 0 }

# The index of a number that need not fit into 31 bits.
function key(bits) { return sprintf("%.0f", bits) }

# The name of a value; empty if it has none yet.
function named(bits) { return key(bits) in name ? name[key(bits)] : "" }

# The names `names`, joined by "or" in the order of the alphabet, with `name` among them.
function both(names, name,    list, count, i, text) {
  count = split(names, list, " or ")
  for (i = count; i > 0 && list[i] > name; i--) list[i + 1] = list[i]
  list[i + 1] = name
  for (i = 1; i <= count + 1; i++) text = text (i > 1 ? " or " : "") list[i]
  return text
}

# Sorts the values, which are few, upwards.
function sort(    i, j, moved) {
  if (listed) return
  for (i = 2; i <= count; i++) {
    moved = value[i]
    for (j = i - 1; j > 0 && value[j] > moved; j--) value[j + 1] = value[j]
    value[j + 1] = moved
  }
}

# What looks a value up.
function values(    i) {
  for (i = 1; i <= count; i++) add(value[i])
  print "  name = __name_of_value(value," table() ")"
  print "  return name == \"\" ? " unknown() " : name"
}

# What a value without a name is shown as.
function unknown() {
  if (words[1] == "messages" || words[2] == "decimal") return "sprintf(\"%d\", value)"
  return prefix() == "" ? "syscall_hexadecimal(value)" : "syscall_unknown_str(value, \"" prefix() "\")"
}

# What all names start with, up to the last underscore; empty if that is nothing.
function prefix(    i, j, start) {
  start = named(value[1])
  for (i = 2; i <= count; i++)
    while (substr(named(value[i]), 1, length(start)) != start) start = substr(start, 1, length(start) - 1)
  while (start != "" && substr(start, length(start)) != "_") start = substr(start, 1, length(start) - 1)
  return start
}

# What looks bits up: the names of several bits come before those of the single ones that they hold.
function flags(    i, rest, known) {
  rest = "value"
  known = "value == 0 ? \"" (zero == "" ? "0" : zero) "\" : "
  if (field != "") {
    rest = "rest"
    print "  text = syscall_" field "_str(value & " number(mask) ")"
    print "  rest = value & ~" number(mask)
    known = "rest == 0 ? text : text . \"|\" . "
  }
  for (i = 1; listed && i <= count; i++) add(value[i])
  if (listed) count = 0
  for (i = count; i > 0; i--) if (several(value[i])) add(value[i])
  for (i = 1; i <= count; i++) if (!several(value[i]) && words[3] != "down") add(value[i])
  for (i = count; i > 0; i--) if (!several(value[i]) && words[3] == "down") add(value[i])
  names = "__names_of_flags(" rest "," table() ")"
  if (field == "" && prefix() != "") names = "syscall_flags_text(value, \"" prefix() "\", " names ")"
  print "  return " known names
}

# The literal that lists the entries.
function table() { return entries == "" ? " \"\"" : entries }

# Adds an entry to the table.
function add(bits) { entries = entries "\n    \"" number(bits) " " named(bits) ",\"" }

# Whether `bits` has more than one bit set.
function several(bits) {
  while (bits >= 2 && bits % 2 == 0) bits /= 2
  return bits != 1
}

# `bits` as it is best read: bits in hexadecimal, small numbers in decimal.
function number(bits) {
  if (words[1] != "flags" && bits < 65536) return sprintf("%d", bits)
  if (bits >= 4294967296) return sprintf("0x%x%08x", int(bits / 4294967296), bits % 4294967296)
  return sprintf("0x%x", bits)
}
