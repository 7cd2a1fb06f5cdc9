import Glibc
import Runtime

/// Builds a module from generated C: by kbuild, in a directory of its own that vanishes afterwards.
struct ModuleBuild {
  /// The name of the module.
  let name: String
  /// The C text.
  let text: String
  /// What the module has beside its code, by section.
  let attachments: [(section: String, bytes: [UInt8])]
  /// With what it is built.
  let tree: BuildTree
  /// How it is built where that is not as usual.
  let options: ModuleOptions
  /// What keeps the commands of earlier builds.
  let cache: Cache

  /// Returns the file of the module.
  ///
  /// - Throws: `SessionError.moduleBuild` with what the compiler says if it finds something wrong.
  func file() throws(SessionError) -> [UInt8] {
    guard let runtime = options.runtime else {
      throw .system(SystemError("find the directory 'module-runtime'", code: ENOENT))
    }
    let directory = try SessionError.wrapping { () throws(SystemError) in
      try Files.makeTemporaryDirectory()
    }
    defer { Files.removeDirectory(directory) }
    try SessionError.wrapping { () throws(SystemError) in
      try Files.write(Array((text + information).utf8), to: "\(directory)/\(name).c")
      try Files.write(Array(makefile(runtime, in: directory).utf8), to: "\(directory)/Makefile")
      for (section, bytes) in attachments {
        try Files.write(bytes, to: "\(directory)/\(section)")
      }
    }
    try compile(in: directory, with: runtime)
    try attach(in: directory)
    try sign(in: directory)
    return try SessionError.wrapping { () throws(SystemError) in
      try Files.bytes(of: "\(directory)/\(name).ko")
    }
  }

  /// Returns what kbuild, in `directory`, is told; the headers of generated modules are in the directory `runtime`.
  private func makefile(_ runtime: String, in directory: String) -> String {
    """
    obj-m := \(name).o
    ccflags-y := -I\(runtime)
    \(BuildCommands.rule(in: directory))

    """
  }

  /// The lines that add to the module's information about itself.
  private var information: String {
    options.information.map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = String(parts.count > 1 ? parts[1] : "")
        .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "MODULE_INFO(\(parts[0]), \"\(value)\");\n"
    }.joined()
  }

  /// What kbuild leaves out: what debuggers read is nine tenths of a module, and nobody debugs generated code with it.
  private static let omissions = ["CONFIG_DEBUG_INFO=", "CONFIG_DEBUG_INFO_BTF_MODULES="]

  /// Compiles and links, with the headers in `runtime`: by what kbuild did for another module, else by kbuild.
  private func compile(in directory: String, with runtime: String) throws(SessionError) {
    let words = Self.omissions + options.buildOptions
    let place = BuildCommands.path(for: tree, words + [runtime], in: cache)
    if let known = cache.bytes(of: place),
      isMade(by: BuildCommands(text: String(decoding: known, as: UTF8.self)), in: directory)
    {
      return
    }
    try run(["make", "-s", "-C", tree.path, "M=\(directory)"] + words + ["modules"], in: directory)
    guard let commands = BuildCommands(in: directory, of: name, tree: tree) else { return }
    cache.keep(Array(commands.text.utf8), as: place)
  }

  /// Runs `commands`; returns `false` if they do not make the module, for a reason that kbuild can tell better.
  private func isMade(by commands: BuildCommands, in directory: String) -> Bool {
    let script = "\(directory)/commands"
    do throws(SystemError) {
      try Files.write(Array(commands.script(for: name, in: directory).utf8), to: script)
      return try ToolRun.status(of: ["sh", script], log: "\(script).log") == 0
    } catch {
      return false
    }
  }

  /// Puts what belongs to the module into sections that the kernel does not load.
  private func attach(in directory: String) throws(SessionError) {
    let options = attachments.flatMap {
      ["--add-section", "\($0.section)=\(directory)/\($0.section)"]
    }
    try run(["objcopy"] + options + ["\(directory)/\(name).ko"], in: directory)
  }

  /// Signs the module, if there is a key.
  private func sign(in directory: String) throws(SessionError) {
    guard let key = options.key else { return }
    guard let signer = tree.signer else {
      throw .system(SystemError("find the program 'sign-file' of the kernel", code: ENOENT))
    }
    try run(
      [signer, "sha256", key.key, key.certificate, "\(directory)/\(name).ko"], in: directory)
  }

  /// Runs `words`, which have to succeed.
  private func run(_ words: [String], in directory: String) throws(SessionError) {
    let log = "\(directory)/log"
    let status = try SessionError.wrapping { () throws(SystemError) in
      try ToolRun.status(of: words, log: log)
    }
    if status == 0 { return }
    let said = (try? Files.bytes(of: log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    throw .moduleBuild(said.replacing("\(directory)/", with: ""))
  }
}
