import Diagnostics
import Foundation
import KernelDescription
import Testing

@testable import Session
@testable import Translator

/// Whether the C of kernel modules builds without a warning, against the headers of an installed kernel.
@Suite(
  .enabled(if: KernelHeaders.installed != nil, "there are no kernel headers"),
  .enabled(if: geteuid() == 0, "describing the running kernel needs root"), .serialized)
struct ModuleCompilationTests {
  /// The folder of the project.
  private static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The scripts: those whose halves are known, and what only modules do.
  private static var scripts: [URL] {
    ["Tests/SessionTests/KernelHalves", "Tests/SessionTests/ModuleScripts"]
      .flatMap { folder in
        let folder = project.appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".stp") }.sorted().map { folder.appending(path: $0) }
      }
  }

  @Test(arguments: [KernelBuild.Compiler.gcc, .clang])
  func `every module builds without a warning`(compiler: KernelBuild.Compiler) throws {
    let translator = try Self.translator()
    let build = try KernelBuild(compiler, runtime: Self.project.appending(path: "module-runtime"))
    defer { build.remove() }
    for (number, script) in Self.scripts.enumerated() {
      // What takes minutes in all is spread over the two.
      let step = compiler == .gcc ? 2 : 8
      if number % step != 0, !script.path.contains("ModuleScripts") { continue }
      let text = try String(contentsOf: script, encoding: .utf8)
      try build.add(
        Self.module(of: text, named: script.lastPathComponent, translator), script.lastPathComponent
      )
    }
    for seed in 1...(compiler == .gcc ? 10 : 2) as ClosedRange<UInt64> {
      var random = RandomKernelScript(seed: seed)
      let text = random.next()
      guard let source = try? Self.module(of: text, named: "random.stp", translator) else {
        continue
      }
      try build.add(source, "random \(seed)")
    }
    let output = try build.run()
    #expect(output == "")
  }

  /// Returns the translator of the module engine for the running kernel, in guru mode.
  private static func translator() throws -> ScriptTranslator {
    let kernel = try KernelDescriptions(cache: .ofUser()).chosen(nil).description
    var translator = ScriptTranslator(
      kernel: kernel,
      library: try TapsetLoading(
        TapsetPath.usual(additional: []), for: kernel, cache: Cache(path: "")
      ).library(),
      environment: PreprocessorEnvironment(kernelRelease: kernel.identity.release, guruMode: 1))
    translator.engine = .module
    return translator
  }

  /// Returns the C of the kernel halves of `text`.
  private static func module(
    of text: String, named name: String, _ translator: ScriptTranslator
  ) throws -> String {
    let source = SourceText(name: name, text: text)
    let lowered = translator.lowered(translator.elaborated(translator.parsed([source])))
    let written = translator.halvedAndWritten(lowered).source
    return try #require(written.value, "\(name): \(written.log.diagnostics.map(\.message))").text
  }
}

/// The headers of the newest kernel that has some installed.
enum KernelHeaders {
  /// The directory that modules are built in.
  static let installed: String? = {
    let directory = "/usr/src"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { $0.hasPrefix("linux-headers-") && !$0.hasSuffix("-common") }.sorted()
      .map { "\(directory)/\($0)" }
      .last { FileManager.default.fileExists(atPath: "\($0)/Module.symvers") }
  }()
}

/// A directory with the sources of modules, which the kernel's own build compiles with all warnings.
struct KernelBuild {
  /// What compiles.
  enum Compiler: String {
    /// The compiler that the headers were configured for.
    case gcc
    /// The other one, which does not know all of its options.
    case clang
  }

  /// What compiles.
  private let compiler: Compiler
  /// The directory.
  private let directory: URL
  /// The directory of the headers of the runtime.
  private let runtime: URL
  /// The names of the modules.
  private let names = NameList()

  /// A list that grows while the build is prepared.
  private final class NameList {
    /// The names.
    var names: [String] = []
  }

  /// Creates an empty directory.
  init(_ compiler: Compiler, runtime: URL) throws {
    self.compiler = compiler
    self.runtime = runtime
    directory = FileManager.default.temporaryDirectory
      .appending(path: "marktap-modules-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  /// Adds the module with the text `source`, which is called `title` in complaints.
  func add(_ source: String, _ title: String) throws {
    let name = "module_\(names.names.count)"
    names.names.append(name)
    try "// \(title)\n\(source)".write(
      to: directory.appending(path: "\(name).c"), atomically: true, encoding: .utf8)
  }

  /// Removes the directory.
  func remove() { try? FileManager.default.removeItem(at: directory) }

  /// Compiles all, and returns the lines in which the compiler complains of them, or what went wrong.
  func run() throws -> String {
    let headers = try #require(KernelHeaders.installed)
    try makefile.write(
      to: directory.appending(path: "Makefile"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["make", "-s", "-j2", "-C", headers, "M=\(directory.path)", "W=1"]
      + (compiler == .clang ? ["CC=clang"] : []) + names.names.map { "\($0).o" }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 { return output }
    // The kernel's own headers are not our affair.
    return output.split(separator: "\n").filter { line in
      line.contains("warning:")
        && [directory.path, runtime.path].contains { line.hasPrefix($0) }
    }.joined(separator: "\n")
  }

  /// The Makefile. What clang does not know of the compiler that the kernel was made by is left out, and so is the check
  /// of what that would have done.
  private var makefile: String {
    let common =
      "obj-m := \(names.names.map { "\($0).o" }.joined(separator: " "))\n"
      + "ccflags-y := -I\(runtime.path)\n"
    guard compiler == .clang else { return common }
    return common + """
      OBJECT_FILES_NON_STANDARD := y
      unknown := -fconserve-stack -mrecord-mcount -mpreferred-stack-boundary=3 \\
        -mindirect-branch-cs-prefix -fno-allow-store-data-races -mindirect-branch=thunk-extern \\
        -mindirect-branch-register -mfunction-return=thunk-extern -Wimplicit-fallthrough=5 \\
        -Wno-maybe-uninitialized -Wno-alloc-size-larger-than -Wno-stringop-truncation \\
        -Wno-zero-length-bounds -Wno-restrict -Wno-packed-not-aligned -Wno-format-truncation \\
        -Wno-format-overflow -Wno-stringop-overflow -Wno-dangling-pointer -mskip-rax-setup
      KBUILD_CFLAGS := $(filter-out $(unknown), $(KBUILD_CFLAGS))

      """
  }
}
