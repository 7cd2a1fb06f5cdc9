import AuditRules
import Testing

/// What rules files may say, and what is said of mistakes in them.
@Suite struct RuleParserTests {
  /// Returns the rules in `text`, which has no mistakes.
  private func rules(_ text: String) throws -> [AuditRule] {
    let parser = RuleSample.parser(text)
    try #require(!parser.log.hasErrors, "\(RuleSample.diagnostics(of: text))")
    return parser.rules.rules
  }

  @Test func `comments and empty lines say nothing`() throws {
    #expect(try rules("# -a always,exit\n\n   # more\n \t \n").isEmpty)
  }

  @Test func `list and action stand in either order`() throws {
    let found = try rules("-a exit,always -S open\n-a never,exit -S close\n")
    #expect(found.map(\.list) == [.exit, .exit])
    #expect(found.map(\.action) == [.always, .never])
  }

  @Test func `rules can be put before the others, and taken away`() throws {
    let text = """
      -a always,exit -F arch=b64 -S open -k a
      -A always,exit -F arch=b64 -S close -k b
      -w /etc/passwd -p wa -k c
      -d always,exit -F arch=b64 -S open -k a
      """
    #expect(try rules(text).map(\.key) == ["b", "c"])
    #expect(try rules(text + "\n-W /etc/passwd -p wa -k c\n").map(\.key) == ["b"])
    #expect(try rules(text + "\n-D -k c\n").map(\.key) == ["b"])
    #expect(try rules(text + "\n-D\n").isEmpty)
  }

  @Test func `calls are named, numbered, listed and repeated`() throws {
    let found = try rules("-a always,exit -F arch=b64 -S open,close -S 2 -Sread")
    #expect(found[0].calls == .some([.x86_64: [0, 2, 3]]))
    #expect(try rules("-a always,exit -F arch=b32 -S open")[0].calls == .some([.i386: [5]]))
    #expect(try rules("-a always,exit -F arch!=b32 -S all")[0].calls == .all([.x86_64]))
  }

  @Test func `without an architecture the numbers count on both, with a warning`() throws {
    let found = try rules("-a always,exit -S open")
    #expect(found[0].calls == .some([.x86_64: [2], .i386: [2]]))
    #expect(RuleSample.diagnostics(of: "-a always,exit -S open").contains("[no-architecture]"))
    #expect(!RuleSample.diagnostics(of: "-a always,exit -S all").contains("[no-architecture]"))
  }

  @Test func `values are numbers of 32 bits, and names of users, groups and errors`() throws {
    let text = """
      -a always,exit -S all -F auid=unset -F uid=alice -F gid!=wheel -F a0&0100 -F a1=0x10 -F exit=-EACCES -F a2=-1
      """
    #expect(
      try rules(text)[0].conditions.map(\.content) == [
        .number(.auid, .equal, 4_294_967_295), .number(.uid, .equal, 1000),
        .number(.gid, .notEqual, 10), .number(.a0, .anyBit, 64), .number(.a1, .equal, 16),
        .number(.exit, .equal, 4_294_967_283), .number(.a2, .equal, 4_294_967_295),
      ])
  }

  @Test func `operators of two characters come first`() throws {
    let found = try rules("-a always,exit -S all -F uid>=5 -F uid<=6 -F uid!=7 -F a0&=8 -F uid<9")
    #expect(
      found[0].conditions.map(\.content) == [
        .number(.uid, .greaterOrEqual, 5), .number(.uid, .lessOrEqual, 6),
        .number(.uid, .notEqual, 7), .number(.a0, .allBits, 8), .number(.uid, .less, 9),
      ])
  }

  @Test func `watches are rules about a file or a directory`() throws {
    let found = try rules("-w /etc/shadow -p wa -k s\n-w /etc/sudoers.d/ -p r\n-w /bin/su")
    #expect(
      found.map { $0.conditions[0].content } == [
        .text(.path, .equal, "/etc/shadow"), .text(.dir, .equal, "/etc/sudoers.d"),
        .text(.path, .equal, "/bin/su"),
      ])
    #expect(found[0].conditions[1].content == .permissions([.write, .attribute]))
    #expect(found[2].conditions[1].content == .permissions([.read, .write, .execute, .attribute]))
  }

  @Test func `keys are joined as the kernel joins them`() throws {
    #expect(try rules("-a always,exit -S all -k a -F key=b")[0].key == "a\u{1}b")
  }

  @Test func `single quotes keep blanks together`() throws {
    let found = try rules("-w '/srv/a b' -p w -k 'two words'")
    #expect(found[0].conditions[0].content == .text(.path, .equal, "/srv/a b"))
    #expect(found[0].key == "two words")
  }

  @Test func `lines with errors are passed over if the file says so`() {
    let parser = RuleSample.parser("-i\n-a always,exit -S nonsense\n-a always,exit -S all -k x\n")
    #expect(!parser.log.hasErrors)
    #expect(parser.log.diagnostics.map(\.id) == ["unknown-system-call"])
    #expect(parser.rules.rules.count == 1)
  }

  /// Lines with a mistake, and the name of the mistake.
  private static let mistakes = [
    ("-z", "unknown-option"), ("-a always,exit stray", "stray-word"), ("-a", "missing-value"),
    ("-b many", "setting-value"), ("-e 3", "setting-value"), ("-a always", "list-and-action"),
    ("-a allways,exit -S all", "list-and-action"), ("-a always,entry -S open", "former-list"),
    ("-a always,exit -w /etc", "second-rule"), ("-S open", "without-rule"),
    ("-a always,exit -p wa", "without-rule"), ("-w /etc/passwd -S open", "not-of-watch"),
    ("-w /etc/passwd -F uid=0", "not-of-watch"), ("-a always,task -S open", "calls-of-list"),
    ("-a always,exit -F arch=b64 -S opne", "unknown-system-call"),
    ("-a always,exit -F arch=b64 -S chown32", "unknown-system-call"),
    ("-a always,exit -S all -F uid", "no-operator"),
    ("-a always,exit -S all -F uid=", "no-operator"),
    ("-a always,exit -S all -F uuid=0", "unknown-field"),
    ("-a always,exit -S all -F msgtype=CWD", "field-of-list"),
    ("-a always,exit -S all -F path!=/x", "operator-of-field"),
    ("-a always,exit -S all -F uid&1", "operator-of-field"),
    ("-a always,exit -S all -F pid=x", "value-of-field"),
    ("-a always,exit -S all -F success=maybe", "value-of-field"),
    ("-a always,exit -S all -F exit=-EFOO", "value-of-field"),
    ("-a always,exit -S all -F filetype=dirs", "value-of-field"),
    ("-a always,exit -F arch=b128 -S all", "value-of-field"),
    ("-a never,filesystem -F fstype=ext4", "value-of-field"),
    ("-a always,exit -F path=/x -F perm=q", "value-of-field"),
    ("-a always,exit -S all -F uid=bob", "unknown-user"),
    ("-a always,exit -S all -F gid=bob", "unknown-group"),
    ("-a always,exit -S all -F exit=EPERM", "positive-error"),
    ("-a always,exit -S all -C uid!=gid", "incomparable"),
    ("-a always,exit -S all -C uid<euid", "incomparable"),
    ("-a always,exit -S open -F arch=b64", "late-architecture"),
    ("-w etc/passwd", "watched-path"), ("-w /", "watched-path"),
    ("-w /etc/*.conf", "pattern-in-path"),
    ("-w /etc/passwd -p r -p w", "repeated-field"),
    ("-a always,exit -F path=/a -F dir=/b", "two-files"),
    ("-a always,exclude -F msgtype=CDW", "unknown-record-type"),
    ("-d always,exit -S all", "nothing-to-delete"),
    ("-w /a -k x\n-w /a -k x", "repeated-rule"), ("-e 2\n-w /a", "locked"),
    ("-w /a -k \(String(repeating: "k", count: 257))", "long-key"),
  ]

  @Test(arguments: mistakes)
  func `mistakes have names and places`(text: String, id: String) throws {
    let diagnostics = RuleSample.parser(text).log.diagnostics
    #expect(diagnostics.contains { $0.id == id && $0.range != nil }, "\(diagnostics.map(\.id))")
  }

  @Test func `mistakes are shown in their lines with what may have been meant`() {
    let text = "-D\n-a always,exit -F arch=b64 -S opennat -k x\n"
    #expect(
      RuleSample.diagnostics(of: text) == """
        sample.rules:2:31: error: programs of the architecture b64 have no system call 'opennat' [unknown-system-call]
           2 | -a always,exit -F arch=b64 -S opennat -k x
             |                               ^~~~~~~ did you mean 'openat'?

        """)
  }
}
