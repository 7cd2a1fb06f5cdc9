import ArgumentParser
import Glibc
import Runtime
import Testing

@testable import Commands

/// What the documentation says of the command line.
struct CommandLineDocumentTests {
  /// Checks that `path`, below the root of the sources, ends with `text`, or makes it so if goldens are rewritten.
  private func check(_ path: String, from mark: String, is text: String) throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let file = "\(root)/\(path)"
    let written = (try? Files.bytes(of: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let head = written.firstRange(of: mark).map { String(written[..<$0.upperBound]) } ?? ""
    if getenv("MARKTAP_REWRITE_GOLDENS") != nil {
      try Files.write(Array((head + text).utf8), to: file)
    } else {
      #expect(written == head + text)
    }
  }

  @Test func `the page lists every option as the parser knows it`() throws {
    try check("Documentation/CommandLine.md", from: "## Options\n\n", is: OptionTable.text)
  }

  @Test func `the manual page is the one that the tool prints`() throws {
    try check("Documentation/marktap.1", from: "", is: ManualPage.text)
  }

  /// The names that the option parser knows.
  private var declared: Set<String> {
    let words = RunDeclaration.helpMessage(columns: 400).split(separator: "\n")
      .filter { $0.hasPrefix("  -") }
      .flatMap { $0.prefix { $0 != "<" }.split(separator: " ").prefix(2) }
    return Set(words.filter { $0.hasPrefix("-") }.map { $0.filter { $0 != "," } })
  }

  @Test func `what is honored is declared, and nothing else is`() {
    let honored = StapOption.all.filter { if case .honored = $0.treatment { true } else { false } }
    let spellings = Set(honored.map(\.spelling))
    #expect(spellings.subtracting(declared).sorted() == ["--version"])
    #expect(declared.subtracting(honored.flatMap(\.spellings)).sorted() == [])
  }

  @Test func `no two options have a name in common`() {
    let spellings = StapOption.all.flatMap(\.spellings)
    #expect(Set(spellings).count == spellings.count)
  }

  @Test(arguments: [
    "-h", "--help", "-V", "--version", "-p", "-v", "--vp", "-k", "-u", "-w", "-W", "-g", "-P", "-b",
    "-t", "-d", "-F", "--monitor",
    "-i", "--interactive", "-s", "-I", "-D", "-B", "-a", "--modinfo", "-G", "-R", "-r", "-m",
    "--ldd", "--all-modules", "-o", "-c", "-x", "-e", "-E", "-l", "-L", "-S", "-T",
    "-q",
    "--skip-badvars", "--prologue-searching", "--suppress-handler-errors", "--compatible",
    "--check-version", "--clean-cache", "--color", "--colour", "--disable-cache", "--poison-cache",
    "--privilege", "--unprivileged", "--use-server", "--use-server-on-error", "--list-servers",
    "--trust-servers", "--sign-module", "--dump-probe-types", "--dump-probe-aliases",
    "--dump-functions", "--remote", "--remote-prefix", "--download-debuginfo", "--rlimit-as",
    "--rlimit-cpu", "--rlimit-nproc", "--rlimit-stack", "--rlimit-fsize", "--sysroot", "--sysenv",
    "--suppress-time-limits", "--runtime", "--dyninst", "--bpf", "--save-uprobes",
    "--target-namespaces", "--example", "--no-global-var-display", "--tmpdir",
    "--semantic-keep-going",
  ])
  func `every option of stap is known`(spelling: String) {
    #expect(StapOption.all.contains { $0.spellings.contains(spelling) })
  }
}
