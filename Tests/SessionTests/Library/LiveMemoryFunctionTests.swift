import Foundation
import Glibc
import Testing

/// Functions that read the memory of the task, its symbols, and sockets, at events.
@Suite(.enabled(if: geteuid() == 0, "probes in the kernel need root"), .serialized)
struct LiveMemoryFunctionTests {
  /// Runs the script `text` on the shell script `shell`, and returns the lines that start with a mark, without it.
  private func lines(_ text: String, shell: String, interpreter: String = "sh") throws -> [String] {
    let base = "/tmp/marktap-memory-\(getpid())"
    defer { for suffix in [".stp", ".sh"] { unlink(base + suffix) } }
    try text.write(toFile: base + ".stp", atomically: true, encoding: .utf8)
    try shell.write(toFile: base + ".sh", atomically: true, encoding: .utf8)
    let result = try Tool.run("\(base).stp -c '\(interpreter) \(base).sh'")
    #expect(result.status == 0, "\(result.errors)")
    return result.output.split(separator: "\n").filter { $0.hasPrefix(":") }.map {
      String($0.dropFirst())
    }
  }

  @Test func `numbers and strings of the task are read`() throws {
    // What the shell writes is what the kernel is given.
    let said = try lines(
      #"""
      probe kernel.trace("raw_syscalls:sys_enter") {
        if (pid() != target() || syscall_number() != 1) next
        text = syscall_argument(2)
        if (user_long(text) != 0x4847464544434241) next
        printf(":%d %d %d %d\n", user_char(text), user_short(text), user_int(text), user_uint16(text + 2))
        printf(":%s %s %s\n", user_string_n(text, 4), user_string_n(text, 3, "bad"), user_string_n_nofault(text, 2))
        printf(":%s %s\n", user_string_n_quoted(text, 5, 20), user_buffer_quoted_error(text, 6, 20))
        printf(":%s %s\n", user_string_n_quoted(text, 100, 9), user_string_n2_quoted(text, 2, 9))
      }
      probe kernel.trace("raw_syscalls:sys_enter") {
        if (pid() != target() || syscall_number() != 1) next
        wide = syscall_argument(2)
        if (user_uint16(wide) != 0x48) next
        printf(":%s %s\n", user_string_utf16(wide), user_string_quoted_utf16(wide))
        printf(":%s\n", kernel_or_user_string_quoted_utf16(wide))
      }
      """#,
      // H, é, and a character of two units: U+1F600.
      shell: "printf ABCDEFGHIJ >/dev/null\n"
        + "printf 'H\\000\\351\\000\\075\\330\\000\\336\\000\\000' >/dev/null\n")
    #expect(
      said == [
        "65 16961 1145258561 17475", "ABCD ABC AB", "\"ABCDE\" \"ABCDEF\"", "\"ABCD\"... \"AB\"",
        "Hé😀 \"H\\u00e9\\U0001f600\"", "\"H\\u00e9\\U0001f600\"",
      ])
  }

  @Test func `addresses of the task have the names of its files`() throws {
    let said = try lines(
      #"""
      probe kernel.trace("raw_syscalls:sys_enter") {
        if (pid() != target() || syscall_number() != 62) next
        at = uaddr()
        printf(":%s\n:%s\n:%s\n:%d\n", usymname(at), usymdata(at), umodname(at), umodaddr(at) > 0)
        printf(":%s\n", tokenize(sprint_ubacktrace(), "\n"))
        print(":") print_ubacktrace()
        print(":") print_ubacktrace_brief()
        print(":") print_ustack(ucallers(0))
        printf(":%s\n", tokenize(sprint_ustack(ucallers(0)), "\n"))
      }
      """#, shell: "kill -0 $$\nsleep 0.5\n")
    #expect(said.count == 9)
    let name = try #require(said.first)
    #expect(name.hasSuffix("kill"))
    #expect(said[1].hasPrefix("\(name)+0x") && said[1].hasSuffix("/libc.so.6]"))
    #expect(said[2].hasSuffix("/libc.so.6") && said[3] == "1")
    #expect(said[4].hasPrefix("\(name)+0x") && said[4].hasSuffix(" [libc.so.6]"))
    #expect(said[5].hasSuffix(said[1]) && said[5].hasPrefix(" 0x"))
    #expect(said[6].hasPrefix("\(name)+0x"))
    #expect(said[7] == said[5] && said[8] == said[5])
  }

  @Test func `sockets tell their addresses and states`() throws {
    let said = try lines(
      #"""
      probe kernel.trace("sock:inet_sock_set_state") {
        if ($newstate != 1 || inet_get_ip_source($sk) != "127.0.0.1") next
        printf(":%s %s %d %d %d\n", tcp_sockstate_str($oldstate), tcp_sockstate_str(tcp_ts_get_info_state($sk)),
          __ip_sock_family($sk), inet_get_local_port($sk) == __tcp_sock_sport($sk), __tcp_sock_dport($sk))
        printf(":%s %s\n", ip_ntop(__ip_sock_saddr($sk)), format_ipaddr(__ip_sock_daddr($sk), 2))
        printf(":%d %d %d %d\n", tcp_get_info_rto($sk) > 0, tcp_get_info_snd_cwnd($sk) > 0,
          tcp_ts_get_info_snd_ssthresh($sk) > 0, tcp_ts_get_info_rcv_mss($sk) >= 0)
      }
      probe netdev.receive { if (pid() == target() && dev_name == "lo" && protocol == 8 && !n++) println(":lo") }
      global n
      """#,
      shell: """
        use Socket;
        socket(my $s, PF_INET, SOCK_STREAM, 6); bind($s, sockaddr_in(0, INADDR_LOOPBACK)); listen($s, 1);
        my ($port) = sockaddr_in(getsockname($s));
        socket(my $c, PF_INET, SOCK_STREAM, 6); connect($c, sockaddr_in($port, INADDR_LOOPBACK));
        print ":$port\\n";
        """, interpreter: "perl")
    let port = try #require(said.first { Int($0) != nil })
    #expect(
      said.contains("TCP_SYN_SENT TCP_ESTABLISHED 2 1 \(port)")
        || said.contains("TCP_SYN_SENT TCP_SYN_SENT 2 1 \(port)"))
    #expect(said.contains("127.0.0.1 127.0.0.1"))
    #expect(said.contains("1 1 1 1"))
    #expect(said.contains("lo"))
  }
}
