import BPF
import IR

/// A finished object: all that running a script takes.
package struct FinishedObject {
  /// The sections that neither libbpf nor the kernel looks at.
  package enum SectionName {
    /// The section of the `Manifest`.
    package static let manifest = ".marktap.manifest"
    /// The section of the program as `ProgramEncoder` writes it.
    package static let program = ".marktap.program"
  }

  /// What runs in the kernel.
  private enum Code {
    /// BPF programs: the bytes of their file, and what is in them.
    case bpf([UInt8], LoadableObject)
    /// A module.
    case module(ModuleFile)

    /// Reads the object `file`.
    init(_ file: [UInt8]) throws(RunError) {
      if let module = ModuleFile(file) {
        self = .module(module)
        return
      }
      do throws(ObjectReadError) {
        self = .bpf(file, try ObjectReader.object(in: file))
      } catch { throw .unreadableObject(error) }
    }

    /// Returns the section `name`, which is ours; `nil` if there is none.
    func section(_ name: String) -> [UInt8]? {
      switch self {
      case .bpf(_, let content): content.object.attachment(name)
      case .module(let file): file.section(name)
      }
    }
  }

  /// What runs in the kernel.
  private let code: Code
  /// What it says of itself.
  private let manifest: Manifest
  /// The program, without kernel halves.
  private var program: ProgramDecoder

  /// Reads the object `file`.
  ///
  /// - Throws: `RunError` if it is not an object of this tool, or damaged.
  package init(_ file: [UInt8]) throws(RunError) {
    code = try Code(file)
    manifest = try Self.manifest(of: code)
    guard let bytes = code.section(SectionName.program) else {
      throw .damagedObject("it has no program")
    }
    do throws(ProgramDecodingError) {
      program = try ProgramDecoder(bytes)
    } catch { throw .undecodableProgram(error) }
  }

  /// Returns what `code` says of itself.
  private static func manifest(of code: Code) throws(RunError) -> Manifest {
    guard let bytes = code.section(SectionName.manifest) else {
      throw .damagedObject("it was not made by marktap")
    }
    guard let manifest = Manifest(text: String(decoding: bytes, as: UTF8.self)) else {
      throw .damagedObject("its manifest cannot be read")
    }
    guard manifest.formatVersion == Manifest.version else {
      throw .foreignFormat(manifest.formatVersion)
    }
    return manifest
  }

  /// Runs the program to its end and returns what happened.
  ///
  /// - Throws: `RunError` if it cannot be run. Nothing stays attached.
  package func run(
    _ request: RunRequest, on kernel: RunningKernel = RunningKernel(), observer: RunObserver
  ) throws(RunError) -> RunReport {
    switch code {
    case .bpf(let file, let content):
      let engine = try BPFEngine.load(
        ObjectToLoad(
          file: file, content: content, ringSize: request.bufferSize, point: point,
          probes: program.outline.probes(ofProgram:)),
        program: program.outline, manifest: manifest, on: kernel)
      return try run(request, by: engine, observer: observer)
    case .module(let file):
      try MarkerCheck(manifest, on: kernel).run()
      let module = try LoadedModule(file, on: kernel)
      defer { unload(module, observer) }
      // What maps memory of the module is gone when this returns.
      return try run(request, by: module, observer: observer)
    }
  }

  /// Runs the program whose kernel halves are in `module`.
  private func run(
    _ request: RunRequest, by module: LoadedModule, observer: RunObserver
  ) throws(RunError) -> RunReport {
    let engine = try ModuleEngine(module, of: program.outline, ringSize: request.bufferSize)
    return try run(request, by: engine, observer: observer)
  }

  /// Runs the program whose kernel halves are loaded as `engine`.
  private func run(
    _ request: RunRequest, by engine: (any Engine)?, observer: RunObserver
  ) throws(RunError) -> RunReport {
    try ProgramRun(of: program, engine: engine, request: request, observer: observer).run()
  }

  /// Removes `module` from the kernel, and says so if that is not possible.
  private func unload(_ module: LoadedModule, _ observer: RunObserver) {
    do throws(SystemError) { try module.unload() } catch {
      observer.receive(.warning(error.description))
    }
  }

  /// Returns the probe point that the BPF program `name` belongs to; `name` if none is found.
  private func point(ofProgram name: String) -> String {
    program.outline.probes(ofProgram: name).first.map { program.outline.probes[$0].point } ?? name
  }
}

extension FinishedObject {
  /// Gives the global `name` the first value that `text` says.
  ///
  /// - Throws: `RunError` if there is no such global, or it cannot have this value.
  package mutating func set(_ name: String, to text: String) throws(RunError) {
    guard let index = program.outline.globals.firstIndex(where: { $0.name == name }) else {
      throw .unknownGlobal(name)
    }
    let global = program.outline.globals[index]
    switch (global.isArray, global.element) {
    case (false, .value(.long)):
      guard let number = Int64(literal: text) else {
        throw .badGlobalValue(name: name, text: text)
      }
      program.outline.globals[index].initializer = .long(number)
    case (false, .value(.string)):
      program.outline.globals[index].initializer = .string(Array(text.utf8))
    default: throw .unsettableGlobal(name)
    }
  }
}

extension Int64 {
  /// Reads a number as scripts write it: decimal, hexadecimal behind `0x`, octal behind `0`; a minus sign may
  /// stand in front.
  fileprivate init?(literal text: String) {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text[...]
    let magnitude: UInt64?
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      magnitude = UInt64(digits.dropFirst(2), radix: 16)
    } else if digits.hasPrefix("0") && digits.count > 1 {
      magnitude = UInt64(digits.dropFirst(), radix: 8)
    } else {
      magnitude = UInt64(digits)
    }
    guard let magnitude else { return nil }
    self = Int64(bitPattern: isNegative ? 0 &- magnitude : magnitude)
  }
}
