import Glibc
import Runtime
import Testing

@testable import Session

/// Whether modules are signed as the kernel checks it, by a key that is made here.
@Suite(.enabled(if: KernelHeaders.installed != nil, "there are no kernel headers"))
struct ModuleSigningTests {
  /// What ends a signed module: `MODULE_SIG_STRING` (include/linux/module_signature.h, Linux 6.1).
  private static let mark = Array("~Module signature appended~\n".utf8)
  /// The size of the `struct module_signature` before it.
  private static let headSize = 12

  /// Runs `words` in `directory`, and returns `true` iff they succeed.
  private func succeeds(_ words: [String], in directory: String) throws -> Bool {
    try ToolRun.status(of: words, log: "\(directory)/log") == 0
  }

  /// Returns the key in `directory`, made anew.
  private func key(in directory: String) throws -> ModuleKey {
    let key = ModuleKey(directory: directory)
    let made = try succeeds(
      [
        "openssl", "req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key.key,
        "-outform", "DER", "-out", key.certificate, "-subj", "/CN=test/", "-days", "2",
      ], in: directory)
    try #require(made, "openssl makes no key")
    return key
  }

  /// Returns a module, built with `key`.
  private func module(_ key: ModuleKey) throws(SessionError) -> [UInt8] {
    var options = ModuleOptions()
    options.key = key
    return try ModuleBuild(
      name: "marktap_signed",
      text: "#include <linux/module.h>\nMODULE_DESCRIPTION(\"t\");\nMODULE_LICENSE(\"GPL\");\n",
      attachments: [],
      tree: BuildTree(
        of: try Self.release(), at: KernelHeaders.installed), options: options,
      cache: Cache(path: "")
    ).file()
  }

  /// Returns the release that the headers are for.
  private static func release() throws(SessionError) -> String {
    let directory = KernelHeaders.installed ?? ""
    return String(directory.split(separator: "/").last?.dropFirst("linux-headers-".count) ?? "")
  }

  @Test func `the signature behind a module is one of its bytes, and forbids another name`() throws
  {
    let directory = try Files.makeTemporaryDirectory()
    defer { Files.removeDirectory(directory) }
    let file = try module(key(in: directory))
    #expect(file.suffix(Self.mark.count) == Self.mark[...])
    let head = file.dropLast(Self.mark.count).suffix(Self.headSize)
    // The kind is PKCS#7; the last four bytes are the length, the most significant one first.
    #expect(head[head.startIndex + 2] == 2)
    let length = head.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    let rest = file.dropLast(Self.mark.count + Self.headSize)
    try Files.write(Array(rest.suffix(length)), to: "\(directory)/signature")
    try Files.write(Array(rest.dropLast(length)), to: "\(directory)/module")
    try Files.write(Array(rest.dropLast(length + 1)), to: "\(directory)/cut")
    #expect(
      try succeeds(
        [
          "openssl", "x509", "-inform", "DER", "-in", "\(directory)/MOK.der", "-out",
          "\(directory)/MOK.pem",
        ], in: directory))
    for (content, isGood) in [("module", true), ("cut", false)] {
      let verified = try succeeds(
        [
          "openssl", "cms", "-verify", "-inform", "DER", "-in", "\(directory)/signature",
          "-content", "\(directory)/\(content)", "-binary", "-noverify", "-certfile",
          "\(directory)/MOK.pem", "-out", "/dev/null",
        ], in: directory)
      #expect(verified == isGood)
    }
    let signed = try #require(ModuleFile(file))
    #expect(signed.isSigned && signed.renamed("other") == nil)
  }

  @Test func `a directory without a key is told`() throws {
    let directory = try Files.makeTemporaryDirectory()
    defer { Files.removeDirectory(directory) }
    do {
      _ = try module(ModuleKey(directory: directory))
      Issue.record("it is built all the same")
    } catch {
      #expect("\(error)".contains("MOK.priv"))
    }
  }
}
