import Glibc
import Testing

/// Handlers that need the kernel behind decisions that only user space can take.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LivePlacementTests {
  @Test func `who runs is known in a walk over an array of user space`() throws {
    let result = try Tool.run(
      """
      -e 'global seen probe syscall.openat { if (pid() != target()) next  seen[filename]++ \
      foreach (name in seen-) \
      if (name == "\\"/etc/hostname\\"") printf("%s %s %d %d\\n", name, execname(), pid() == target(), seen[name]) }' \
      -c 'dd if=/etc/hostname of=/dev/null status=none'
      """)
    #expect(
      result.output == "\"/etc/hostname\" dd 1 1\n\"/etc/hostname\" dd 1 1\n", "\(result.errors)")
    #expect(result.errors == "")
  }

  @Test func `who runs is known in a loop that only user space can follow`() throws {
    let result = try Tool.run(
      """
      -e 'probe syscall.openat { if (pid() != target() || filename != "\\"/dev/null\\"") next  text = filename \
      while (strlen(text)) { printf("%s|%s ", substr(text, 0, 1), execname())  text = substr(text, 1, 100) } \
      println("") }' -c 'cat /dev/null'
      """)
    #expect(
      result.output
        == "\"|cat /|cat d|cat e|cat v|cat /|cat n|cat u|cat l|cat l|cat \"|cat \n",
      "\(result.errors)")
    #expect(result.errors == "")
  }

  @Test func `memory of the event is read beforehand, and fails where it is met`() throws {
    let result = try Tool.run(
      """
      -e 'probe kernel.trace("sys_enter") { if (pid() != target() || $id != 231) next  text = "ab" \
      while (strlen(text)) { try { println(text, kernel_string($id)) } catch (why) { println(text, ": ", why) } \
      println(kernel_string(@cast(task_current(), "task_struct")->comm)) \
      text = substr(text, 1, 9) } }' -c /bin/true
      """)
    let failure = "kernel string copy fault at 0xe7 [man error::fault]"
    #expect(result.output == "ab: \(failure)\ntrue\nb: \(failure)\ntrue\n", "\(result.errors)")
    #expect(!result.errors.contains("late-read"))
  }

  @Test func `memory that only user space knows the place of is read a moment later`() throws {
    let result = try Tool.run(
      """
      -e 'global places probe syscall.openat { \
      if (pid() != target() || filename != "\\"/etc/hostname\\"") next \
      places[sprintf("%d", filename_uaddr)] = filename_uaddr \
      foreach (name in places) if (user_string(places[name]) != "") \
      println(user_string_quoted(places[name]), " ", isdigit(name)) }' -c 'flock /etc/hostname sleep 1'
      """)
    #expect(result.output == "\"/etc/hostname\" 1\n", "\(result.errors)")
    #expect(result.errors.contains("[late-read]"))
  }
}
