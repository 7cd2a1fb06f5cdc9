import Glibc

/// What is to be run in a guest, and what is to come of it.
///
/// A case is a file `NAME.stp`, a script for marktap, or `NAME.sh`, for a shell; beside it lies `NAME.stp.expected`
/// or `NAME.sh.expected` with what it prints, errors included. A `*` there stands for any text within a line.
/// Lines at the start of the case that begin with `//!` or `#!!` say more:
///
///     //! arguments: -c "cat /proc/version"
///     //! status: 3
///     //! kernels: 6.6
///     //! bpf-kernels: 5.13
///     //! needs: auditd
///     //! seconds: 600
///     //! globals: limit=3 name=four
///     //! engines: bpf
///     //! shows: output
///     //! options: -g
///
/// that is, what stands behind the script on the command line, the exit status (0), the first release of Linux
/// that has what the case needs, and what it needs as BPF programs, what has to be in the guest that is not always there, how long it may take, the
/// first values of globals, the engines that can run it (all), that what it prints is to be seen, and options of its
/// translation. A case can also be run as an object that was
/// made of it before.
struct GuestCase {
  /// The name, with the ending; of an object that was made of a script, with the ending of that.
  private(set) var name: String
  /// The text of the file.
  let text: [UInt8]
  /// The lines that it is to print.
  let expected: [Substring]
  /// What is said at the start, by name.
  private let settings: [String: String]
  /// The file of the object; `nil` if the tool runs the script.
  private(set) var object: String?

  /// Reads the case in the file `path`.
  init(path: String) throws {
    name = String(path.split(separator: "/").last ?? "")
    text = try File.bytes(of: path)
    let expectation = try File.bytes(of: path + ".expected")
    expected = Self.lines(of: String(decoding: expectation, as: UTF8.self))
    var settings: [String: String] = [:]
    for line in Self.lines(of: String(decoding: text, as: UTF8.self)) {
      guard line.hasPrefix("//! ") || line.hasPrefix("#!! ") else { break }
      let parts = line.dropFirst(4).split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { throw GuestError("\(name): '\(line)' says nothing") }
      settings[String(parts[0])] = String(parts[1].drop { $0 == " " })
    }
    self.settings = settings
  }

  /// The exit status that it is to have.
  var status: Int { settings["status"].flatMap { Int($0) } ?? 0 }

  /// What it needs in the guest beyond the tool and a shell; `nil` for nothing.
  var need: String? { settings["needs"] }

  /// `true` iff it runs the tool itself, and not only objects that were made of scripts before.
  var takesTool: Bool { object == nil && need != "objects" && need != "files" }

  /// `true` iff nothing else may run meanwhile: it looks at all modules, or stops CPUs.
  var runsAlone: Bool { need == "objects" || need == "files" }

  /// `true` iff what it prints is to be seen even if it is as expected.
  var showsOutput: Bool { settings["shows"] == "output" }

  /// How long it may take, in seconds.
  var seconds: Int { settings["seconds"].flatMap { Int($0) } ?? GuestMachine.caseSeconds }

  /// The line for a shell that runs it.
  var command: String {
    if name.hasSuffix(".sh") { return "sh /cases/\(name)" }
    let (arguments, globals) = (settings["arguments"] ?? "", settings["globals"] ?? "")
    if object != nil { return "marktap-run \(arguments) /objects/\(name) \(globals)" }
    let values = globals.split(separator: " ").map { " -G \($0)" }.joined()
    let options = settings["options"].map { "\($0) " } ?? ""
    return "marktap run \(options)/cases/\(name) \(arguments)\(values)"
  }

  /// Returns the case as the objects run it that lie in `directory`: `NAME.bo` by BPF, and `NAME.ko` as a module.
  func variants(in directory: String) -> [GuestCase] {
    File.paths(in: directory).compactMap { path in
      let object = String(path.split(separator: "/").last ?? "")
      guard object.prefix(while: { $0 != "." }) == name.dropLast(".stp".count) else { return nil }
      var variant = self
      variant.name = object
      variant.object = path
      return variant
    }
  }

  /// Returns `true` iff Linux `release` has what it needs.
  func runs(on release: String) -> Bool {
    let isBPF = name.hasSuffix(".bo")
    guard let first = (isBPF ? settings["bpf-kernels"] : nil) ?? settings["kernels"] else {
      return true
    }
    return !Self.numbers(of: release).lexicographicallyPrecedes(Self.numbers(of: first))
  }

  /// Returns the first two numbers of a release.
  private static func numbers(of release: String) -> [Int] {
    release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
  }

  /// Returns in words what is wrong with `output` and `status`; `nil` if nothing is.
  func difference(_ output: [Substring], status: Int) -> String? {
    let count = max(output.count, expected.count)
    for index in 0..<count {
      let found = index < output.count ? output[index] : nil
      let wanted = index < expected.count ? expected[index] : nil
      if let found, let wanted, Self.matches(found, wanted) { continue }
      return """
        line \(index + 1) is not as expected
          expected: \(wanted ?? "the end")
          found:    \(found ?? "the end")
        """
    }
    return status == self.status ? nil : "the status is \(status), not \(self.status)"
  }

  /// Returns `true` iff `line` is what `pattern` says.
  private static func matches(_ line: Substring, _ pattern: Substring) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return line == pattern }
    var rest = line
    for (index, part) in parts.enumerated() {
      if index == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if index == parts.count - 1 {
        return rest.hasSuffix(part)
      } else {
        while !rest.hasPrefix(part) {
          if rest.isEmpty { return false }
          rest = rest.dropFirst()
        }
        rest = rest.dropFirst(part.count)
      }
    }
    return true
  }

  /// Returns the lines of `text`.
  static func lines(of text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
