import CTraceEvent
import Glibc
import IR

/// The formats of the running kernel's trace events.
struct EventFormats: ~Copyable {
  /// Where they are read.
  private let traceFileSystem: TraceFileSystem
  /// The parser of libtraceevent.
  private let parser: OpaquePointer

  /// Creates a reader of the formats in `traceFileSystem`.
  ///
  /// - Throws: `RunError` if there is no memory.
  init(in traceFileSystem: TraceFileSystem) throws(RunError) {
    guard let parser = tep_alloc() else {
      throw .system(SystemError("read formats of events", code: ENOMEM))
    }
    self.traceFileSystem = traceFileSystem
    self.parser = parser
  }

  deinit { tep_free(parser) }

  /// Compares the event that `expected` names with it.
  ///
  /// - Throws: `RunError` if it is missing, or not as expected.
  func check(_ expected: ExpectedMarker) throws(RunError) {
    let words = expected.name.split(separator: ":", maxSplits: 1).map(String.init)
    guard words.count == 2 else { throw .damagedObject("'\(expected.name)' is no event") }
    let bytes = try traceFileSystem.bytes(of: "format", system: words[0], name: words[1])
    // Errors of the print format leave the fields intact, so what counts is whether the event is there.
    _ = bytes.withUnsafeBytes { bytes in
      tep_parse_event(
        parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt(bytes.count), words[0])
    }
    guard let event = tep_find_event_by_name(parser, words[0], words[1]) else {
      throw .changedMarker(expected.name, difference: "its format cannot be read")
    }
    for part in expected.parts {
      // The kernel declares each argument of a call eight bytes wide; the lower ones have the value.
      let width: FieldWidth = words[0] == "syscalls" ? .atLeast : .exact
      if let difference = Self.difference(of: event, from: part, width) {
        throw .changedMarker(expected.name, difference: difference)
      }
    }
  }

  /// How many bytes a field has to have.
  private enum FieldWidth {
    /// As many as are read.
    case exact
    /// No less than are read.
    case atLeast
  }

  /// Returns in words how the field of `event` that `part` names differs from it; `nil` if it does not.
  private static func difference(
    of event: UnsafeMutablePointer<tep_event>, from part: ExpectedMarker.Part, _ width: FieldWidth
  ) -> String? {
    guard let field = tep_find_any_field(event, part.name) else {
      return "it has no field '\(part.name)'"
    }
    let offset = Int(field.pointee.offset)
    if offset != part.offset ?? offset {
      return "the field '\(part.name)' is at \(offset), not at \(part.offset ?? 0)"
    }
    let size = Int(field.pointee.size)
    if width == .exact ? size != part.size : size < part.size {
      return "the field '\(part.name)' has \(size) bytes, not \(part.size)"
    }
    return nil
  }
}
