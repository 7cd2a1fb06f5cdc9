import Runtime

/// The commands by which kbuild made a module, for others that are built in the same way.
///
/// What kbuild takes beside the compiler's time goes into finding out what is to be done, which is the same for every module of one
/// file. It leaves each command in a file `.TARGET.cmd` (scripts/Kbuild.include, `cmd_and_savecmd`).
struct BuildCommands: Hashable {
  /// What stands for the directory in the text.
  private static let directoryMark = "@directory@"
  /// What stands for the name of the module in the text.
  private static let nameMark = "@name@"
  /// What starts the name of a module that is made of its contents: no other word in a command looks like it.
  private static let unmistakablePrefix = "marktap_"

  /// The file for what kbuild tells the programs that it runs.
  private static let environment = "environment"

  /// Returns the line of a makefile in `directory` by which kbuild writes that file: tools that are scripts choose by the
  /// architecture what they run.
  static func rule(in directory: String) -> String {
    "$(file >\(directory)/\(environment),export ARCH='$(ARCH)' SRCARCH='$(SRCARCH)')"
  }

  /// A script for the shell, with marks.
  let text: String

  /// Creates the commands with the script `text`.
  init(text: String) { self.text = text }

  /// Reads what kbuild, run in `tree`, has left in `directory` of the module `name`; `nil` if that is not all that is needed,
  /// as before Linux 5.18, or if the name could be part of another word.
  init?(in directory: String, of name: String, tree: BuildTree) {
    guard name.hasPrefix(Self.unmistakablePrefix) else { return nil }
    func line(_ target: String) -> String? {
      guard let bytes = try? Files.bytes(of: "\(directory)/.\(target).cmd") else { return nil }
      return Self.command(in: String(decoding: bytes, as: UTF8.self))
    }
    guard let environment = try? Files.bytes(of: "\(directory)/\(Self.environment)") else {
      return nil
    }
    var lines = ["set -e", String(decoding: environment, as: UTF8.self), "cd '\(tree.path)'"]
    for list in ["modules.order", "\(name).mod"] {
      guard let bytes = try? Files.bytes(of: "\(directory)/\(list)") else { return nil }
      let text = String(decoding: bytes, as: UTF8.self)
      guard !text.contains("'") else { return nil }
      lines.append("printf %s '\(text)' > '\(directory)/\(list)'")
    }
    // modpost looks there for the sources of the module (scripts/mod/sumversion.c); what follows them is not needed.
    let object = "\(directory)/\(name).o"
    lines.append(
      "printf 'source_%s := %s\\n\\ndeps_%s := \\\\\\n\\n' '\(object)' '\(directory)/\(name).c' '\(object)' "
        + "> '\(directory)/.\(name).o.cmd'")
    // Since Linux 6.11 all modules of a directory share an object.
    let common = line(".module-common.o")
    let steps = [line("\(name).o"), line("Module.symvers"), line("\(name).mod.o")]
    for step in steps + (common.map { [$0] } ?? []) + [line("\(name).ko")] {
      guard let step else { return nil }
      lines.append(step)
    }
    text =
      lines.joined(separator: "\n").replacing(directory, with: Self.directoryMark)
      .replacing(name, with: Self.nameMark) + "\n"
  }

  /// Returns the command that the file with `text` tells, as a shell takes it; `nil` if it tells none.
  private static func command(in text: String) -> String? {
    guard let line = text.split(separator: "\n").first,
      let start = line.firstRange(of: ":=")?.upperBound
    else { return nil }
    // Words of make: a dollar sign is doubled, and what would start a comment has a name.
    return String(line[start...]).replacing("$(pound)", with: "#").replacing("$$", with: "$")
  }

  /// Returns the script that makes the module `name` in `directory`.
  func script(for name: String, in directory: String) -> String {
    text.replacing(Self.directoryMark, with: directory).replacing(Self.nameMark, with: name)
  }
}

extension BuildCommands {
  /// Where `cache` has the commands for `tree` and `words`, what kbuild is told besides.
  static func path(for tree: BuildTree, _ words: [String], in cache: Cache) -> String {
    var digest = Digest()
    digest.absorb(tree.path)
    digest.absorb(words)
    for stamp in tree.stamps + ["gcc", "clang", "ld"].flatMap(stamps) { digest.absorb(stamp) }
    return cache.commandsPath(digest.text)
  }

  /// The files that can be meant by `program`.
  private static func stamps(of program: String) -> [Files.Stamp] {
    let directories = (Environment.variable("PATH") ?? "").split(separator: ":")
    return directories.compactMap { Files.stamp(of: "\($0)/\(program)") }
  }
}
