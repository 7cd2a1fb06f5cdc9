import KernelDescription

/// Makes the description of a kernel that does not run from its image and its modules.
struct ImageScan: ~Copyable {
  /// The description so far.
  private var builder: KernelDescriptionBuilder

  /// The types of the image.
  private let types: LoadedTypes

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
    guard let loaded = LoadedTypes(image: btf.array) else { throw .damaged("BTF") }
    var builder = KernelDescriptionBuilder(identity: identity)
    let converted = TypeConversion(loaded, module: nil, after: builder).convert(into: &builder)
    let layouts = try TraceLayouts(builder.typesSoFar)
    types = converted
    self.layouts = layouts
    replacesBounds = Self.replacesBounds(identity.release)
    self.builder = builder
  }

  /// Adds the events, functions and configuration of `image`.
  ///
  /// - Throws: `ImageError` if the table of events is not found.
  mutating func add(_ image: KernelImage) throws(ImageError) {
    if let table = image.address(of: "sys_call_table"), let symbols = image.symbols {
      systemCalls = SystemCallTable(at: table, in: image.memory, symbols)
    }
    guard let events = image.table("ftrace_events") else { throw .absentTable("ftrace_events") }
    formats += reader(of: image.memory).formats(
      calls: events, constants: image.table("ftrace_eval_maps"), numbers: layouts.firstNumber)
    if let symbols = image.symbols.flatMap({ SymbolList($0) }) {
      builder.updateFunctions(isKept: symbols.hasFunction, isExported: symbols.isExported)
    }
  }

  /// Leaves out what of the image a script could probe, so that only what modules add is described.
  mutating func forgetProbePoints() {
    builder.tracepoints = []
    builder.updateFunctions(isKept: { _, _ in false }, isExported: { _ in false })
  }

  /// Adds the events, types and functions of the module in `file`, if it has trace events or tracepoints.
  ///
  /// - Throws: `ImageError.damaged` if its types are.
  mutating func add(_ file: ElfFile) throws(ImageError) {
    guard let information = ModuleInformation(of: file),
      let table = file.sections.firstIndex(where: { $0.name == "_ftrace_events" })
    else { return }
    if let btf = file.contents(ofSectionNamed: ".BTF") {
      guard let module = LoadedTypes(moduleBytes: btf, base: types) else {
        throw .damaged("BTF of module '\(information.name)'")
      }
      let conversion = TypeConversion(module, module: information.name, after: builder)
      _ = conversion.convert(into: &builder)
    }
    let (memory, addresses) = file.objectMemory
    func range(_ section: Int) -> Range<UInt64> {
      addresses[section]..<addresses[section] + UInt64(file.sections[section].size)
    }
    let constants = file.sections.firstIndex { $0.name == "_ftrace_eval_map" }
    formats += reader(of: memory).formats(
      calls: range(table), constants: constants.map(range), numbers: nil)
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
