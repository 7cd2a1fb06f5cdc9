import KernelDescription

/// Makes the description of a kernel that does not run from its image and its modules.
struct ImageScan: ~Copyable {
  /// The description so far.
  private var builder: KernelDescriptionBuilder

  /// The types of the image in BTF, on which those of modules rest; nil if they come from debug information.
  private let types: LoadedTypes?

  /// Where the members are that events are kept in.
  private let layouts: TraceLayouts

  /// What tracefs would say of the events so far.
  private var formats: [EventFormat] = []

  /// The system calls that the kernel can be called with.
  private var systemCalls = SystemCallTable.empty

  /// `true` iff the kernel replaces constants in the bounds of arrays.
  private let replacesBounds: Bool

  /// Starts with the kernel's types in `btf`, which are those of `identity`.
  ///
  /// - Throws: `ImageError` if they are damaged, or have no trace events.
  init(identity: KernelIdentity, btf: Bytes) throws(ImageError) {
    var builder = KernelDescriptionBuilder(identity: identity)
    let types = try Self.add(btf, to: &builder)
    try self.init(builder, types: types)
  }

  /// Starts with the types of `image`: in BTF, in its debug information, or both, as that tells functions and names of
  /// arguments that BTF lacks.
  ///
  /// - Throws: `ImageError` if there is neither, or the types are damaged, or have no trace events.
  init(_ image: KernelImage) throws(ImageError) {
    var builder = KernelDescriptionBuilder(identity: image.identity)
    let information = image.file.flatMap { DebugInformation(of: $0) }
    guard let btf = image.btf else {
      guard let information else { throw .noTypes }
      DebugScan(information, of: image).add(to: &builder, hasTypes: false)
      try self.init(builder, types: nil)
      return
    }
    let types = try Self.add(btf, to: &builder)
    if let information { DebugScan(information, of: image).add(to: &builder, hasTypes: true) }
    try self.init(builder, types: types)
  }

  /// Adds the types in `btf` to `builder`, and returns them.
  private static func add(
    _ btf: Bytes, to builder: inout KernelDescriptionBuilder
  ) throws(ImageError) -> LoadedTypes {
    guard let loaded = LoadedTypes(image: btf.array) else { throw .damaged("BTF") }
    return TypeConversion(loaded, module: nil, after: builder).convert(into: &builder)
  }

  /// Starts with the types in `builder`, which come from `types`.
  private init(
    _ builder: KernelDescriptionBuilder, types: consuming LoadedTypes?
  ) throws(ImageError) {
    let layouts = try TraceLayouts(builder.typesSoFar)
    self.types = types
    self.layouts = layouts
    replacesBounds = Self.replacesBounds(builder.identity.release)
    self.builder = builder
  }

  /// Adds the events and functions of `image`.
  ///
  /// - Throws: `ImageError` if the table of events is not found.
  mutating func add(_ image: KernelImage) throws(ImageError) {
    let search = TableSearch(memory: image.memory)
    if let symbols = image.symbols {
      let table =
        image.address(of: "sys_call_table").map { SystemCallTable.range(at: $0, symbols) }
        ?? search.systemCalls(symbols)
      systemCalls = SystemCallTable(in: table ?? 0..<0, of: image.memory, symbols)
    }
    guard let events = image.table("ftrace_events") ?? search.events(layouts) else {
      throw .absentTable("ftrace_events")
    }
    let constants = image.table("ftrace_eval_maps") ?? search.constants(layouts)
    formats += reader(of: image.memory).formats(
      calls: events, constants: constants, numbers: layouts.firstNumber)
    if let symbols = image.symbols.flatMap({ SymbolList($0) }) {
      builder.updateFunctions(isKept: symbols.hasFunction, isExported: symbols.isExported)
    }
  }

  /// Notes the options that the kernel was built with, from the text of its `.config`.
  mutating func setConfiguration(_ text: Bytes) {
    builder.configuration = KernelConfiguration(
      text: text.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
  }

  /// Checks that the module in `file` is made for the kernel that is scanned, as far as both tell their releases.
  ///
  /// - Throws: `ImageError.moduleOfOtherKernel` if not: types of one kernel say nothing of modules of another.
  func checkRelease(of file: ElfFile) throws(ImageError) {
    let release = builder.identity.release
    guard let module = ModuleInformation(of: file)?.release, !module.isEmpty, !release.isEmpty,
      module != release
    else { return }
    throw .moduleOfOtherKernel(release: module, scanned: release)
  }

  /// Leaves out what of the image a script could probe, so that only what modules add is described.
  mutating func forgetProbePoints() {
    builder.tracepoints = []
    builder.updateFunctions(isKept: { _ in false }, isExported: { _ in false })
  }

  /// Adds the events, types and functions of the module in `file`, if it has trace events or tracepoints.
  ///
  /// - Throws: `ImageError.damaged` if its types are.
  mutating func add(_ file: ElfFile) throws(ImageError) {
    guard let information = ModuleInformation(of: file),
      let table = file.sections.firstIndex(where: { $0.name == "_ftrace_events" })
    else { return }
    try addTypes(of: file, named: information.name)
    let (memory, addresses) = file.objectMemory
    func range(_ section: Int) -> Range<UInt64> {
      let start = addresses[section]
      return start..<(start == 0 ? start : start + UInt64(file.sections[section].size))
    }
    let constants = file.sections.firstIndex { $0.name == "_ftrace_eval_map" }
    formats += reader(of: memory).formats(
      calls: range(table), constants: constants.map(range), numbers: nil)
  }

  /// Adds the types, tracepoints and functions of the module in `file`, if those of the image are in BTF, too.
  private mutating func addTypes(of file: ElfFile, named name: String) throws(ImageError) {
    guard let btf = file.contents(ofSectionNamed: ".BTF") else { return }
    switch types {
    case .none: return
    case .some(let base):
      guard let module = LoadedTypes(moduleBytes: btf, base: base) else {
        throw .damaged("BTF of module '\(name)'")
      }
      _ = TypeConversion(module, module: name, after: builder).convert(into: &builder)
    }
  }

  /// Returns a reader of the events in `memory`.
  private func reader(of memory: KernelMemory) -> EventReader {
    EventReader(
      layouts: layouts, memory: memory, systemCalls: systemCalls, replacesBounds: replacesBounds)
  }

  /// Returns what was found.
  ///
  /// - Throws: `ImageError.damaged` if an event is none that a kernel would have.
  consuming func finish() throws(ImageError) -> KernelScan {
    let numbers = systemCalls.numbers.map { (String($0.key.dropFirst("sys_".count)), $0.value) }
    builder.add(
      try formats.map { (format) throws(ImageError) in try format.event },
      systemCallNumbers: Dictionary(numbers, uniquingKeysWith: min))
    for format in formats {
      builder.printFormats["\(format.system):\(format.name)"] = format.printFormat
    }
    return KernelScan(description: builder.description(), omissions: [], formats: formats)
  }

  /// Returns `true` iff Linux `release` replaces constants in the bounds of arrays: since 5.18, by commit
  /// b3bc8547d3be ("tracing: Have TRACE_DEFINE_ENUM affect trace event types as well").
  private static func replacesBounds(_ release: String) -> Bool {
    let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return !numbers.lexicographicallyPrecedes([5, 18])
  }
}

extension EventFormat {
  /// The event as a description has it.
  ///
  /// - Throws: `ImageError.damaged` if the format is none that a kernel would have.
  fileprivate var event: TraceEvent {
    get throws(ImageError) {
      var bytes = Array(text.utf8)
      let event = bytes.withUnsafeMutableBytes {
        EventFormatParser(wordSize: 8).event(system: system, format: $0)
      }
      guard var event else { throw .damaged("trace event \(system):\(name)") }
      event.id = number
      return event
    }
  }
}
