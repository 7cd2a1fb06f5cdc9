import Glibc
import KernelDescription

/// What a scan of a kernel found.
package struct KernelScan: Sendable {
  /// The kernel.
  package let description: KernelDescription

  /// What could not be read and is therefore missing; empty for a scan in full.
  package let omissions: [ScanError]

  /// `true` iff it was only read from a saved description.
  package var isSaved = false

  /// What tracefs would say of the events, for a kernel that is scanned from its files; otherwise empty.
  package let formats: [EventFormat]

  /// Creates what a scan found.
  init(
    description: KernelDescription, omissions: [ScanError], formats: [EventFormat] = []
  ) {
    self.description = description
    self.omissions = omissions
    self.formats = formats
  }

  /// Scans the kernel that runs this process. Without the right to read tracefs it has no events, and without
  /// BTF no tracepoints and no types.
  ///
  /// - Throws: `ScanError.nothingReadable` if there is neither.
  package static func ofRunningKernel() throws(ScanError) -> KernelScan {
    try scan(
      identity: RunningKernel.identity(), types: KernelTypeReader(), symbols: SymbolList.read
    ) { () throws(ScanError) in try TraceFileSystem.open() }
  }

  /// Scans copies of a kernel's files: the directory that has `events`, and the one that has `vmlinux`.
  ///
  /// - Throws: a `ScanError` if neither can be read.
  package static func ofFiles(
    traceFS: String, types: String, identity: KernelIdentity
  ) throws(ScanError) -> KernelScan {
    try scan(
      identity: identity, types: KernelTypeReader(directory: types), symbols: { nil }
    ) { () throws(ScanError) in try TraceFileSystem(at: traceFS) }
  }

  /// Reads types, symbols and events in a thread each, and puts them together.
  private static func scan(
    identity: KernelIdentity, types: KernelTypeReader,
    symbols: @escaping @Sendable () -> SymbolList?,
    openTraceFS: () throws(ScanError) -> TraceFileSystem
  ) throws(ScanError) -> KernelScan {
    let typeWork = BackgroundWork {
      var builder = KernelDescriptionBuilder(identity: identity)
      do throws(ScanError) {
        try types.read(into: &builder)
        return (builder, ScanError?.none)
      } catch {
        return (builder, error)
      }
    }
    let symbolWork = BackgroundWork(symbols)
    var events = TraceEventReader.Events()
    var eventFailure: ScanError?
    do throws(ScanError) {
      events = try TraceEventReader(openTraceFS(), wordSize: identity.wordSize).events()
    } catch {
      eventFailure = error
    }
    let symbols = symbolWork.outcome()
    var (builder, typeFailure) = typeWork.outcome()
    if let eventFailure, let typeFailure {
      throw .nothingReadable(
        events: eventFailure.description, types: typeFailure.description)
    }
    builder.add(events.events)
    builder.printFormats = events.printFormats
    if let symbols {
      builder.updateFunctions(isKept: symbols.hasFunction, isExported: symbols.isExported)
    }
    return KernelScan(
      description: builder.description(),
      omissions: [eventFailure, typeFailure].compactMap { $0 })
  }
}
