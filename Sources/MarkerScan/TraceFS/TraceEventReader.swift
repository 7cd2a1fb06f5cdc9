import Glibc
import KernelDescription

/// Reads all events of a tracefs.
struct TraceEventReader: ~Copyable {
  /// Where the events are.
  private let fileSystem: TraceFileSystem

  /// Reads the format files.
  private let parser: EventFormatParser

  /// Creates a reader of `fileSystem`; a `long` of the traced kernel has `wordSize` bytes.
  init(_ fileSystem: consuming TraceFileSystem, wordSize: Int) {
    self.fileSystem = fileSystem
    parser = EventFormatParser(wordSize: wordSize)
  }

  /// All events, and how they are printed.
  struct Events {
    /// The events, in byte order of system and name.
    var events: [TraceEvent] = []

    /// How records are printed, by the qualified names of events.
    var printFormats: [String: String] = [:]
  }

  /// Reads all events.
  ///
  /// - Throws: a `ScanError` if a directory or a file can not be read or understood.
  func events() throws(ScanError) -> Events {
    var events = Events()
    var buffer: [UInt8] = []
    for system in try subdirectories(of: "events") {
      let directory = "events/\(system)"
      for name in try subdirectories(of: directory) {
        let path = "\(directory)/\(name)/format"
        guard let count = try read(path, into: &buffer) else { continue }
        let (event, printFormat) = buffer.withUnsafeMutableBytes { bytes in
          let format = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
          let printFormat = EventFormatParser.printFormat(in: UnsafeRawBufferPointer(format))
          return (parser.event(system: system, format: format), printFormat)
        }
        guard let event else {
          throw .formatNotUnderstood(event: "\(system):\(name)")
        }
        events.events.append(event)
        events.printFormats[event.qualifiedName] = printFormat
      }
    }
    return events
  }

  /// Returns the names of the directories in `path`, in byte order.
  private func subdirectories(of path: String) throws(ScanError) -> [String] {
    do {
      return try DirectoryListing.subdirectories(of: path, in: fileSystem.root.number)
    } catch {
      throw unreadable(path, error)
    }
  }

  /// Reads a file and returns its size; returns nil if it vanished, as when its module was unloaded.
  private func read(_ path: String, into buffer: inout [UInt8]) throws(ScanError) -> Int? {
    do {
      return try FileDescriptor(reading: path, in: fileSystem.root.number).readAll(into: &buffer)
    } catch {
      if error.value == ENOENT || error.value == ENODEV { return nil }
      throw unreadable(path, error)
    }
  }

  /// Returns the error that `path` can not be read.
  private func unreadable(_ path: String, _ error: ErrorNumber) -> ScanError {
    .traceFSUnreadable(path: "\(fileSystem.path)/\(path)", errorNumber: error.value)
  }
}
