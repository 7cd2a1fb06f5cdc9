import CTraceEvent
import Glibc
import KernelDescription

/// Reads format files of tracefs through libtraceevent.
struct EventFormatParser {
  /// The size of a `long` of the traced kernel in bytes.
  let wordSize: Int

  /// What stands before the print format.
  private static let printFormatMark = Array("\nprint fmt: ".utf8)

  /// Returns the event of `system` that a format file describes; nil if it is not understood. The bytes
  /// that the library does not need are overwritten.
  ///
  /// The library sees an empty print format, because understanding 2,300 print formats takes it half of
  /// the time of a whole scan, and nobody asks it to print.
  func event(system: String, format: UnsafeMutableRawBufferPointer) -> TraceEvent? {
    let size = Self.removePrintFormat(from: format)
    // Within brackets the library follows a null pointer where it meets anything else.
    guard format[..<size].allSatisfy(Self.isText) else { return nil }
    guard let handle = tep_alloc() else { fatalError("no memory for libtraceevent's handle") }
    defer { tep_free(handle) }
    tep_set_long_size(handle, Int32(wordSize))
    tep_set_loglevel(TEP_LOG_NONE)
    let text = format.assumingMemoryBound(to: CChar.self).baseAddress
    let status = tep_parse_event(handle, text, UInt(size), system)
    guard status == TEP_ERRNO__SUCCESS, let found = tep_get_first_event(handle),
      Self.areInRecord(found.pointee.format.common_fields),
      Self.areInRecord(found.pointee.format.fields)
    else { return nil }
    return Self.event(found.pointee)
  }

  /// Returns `true` iff `byte` is a printable character of ASCII, or a tab or the end of a line.
  private static func isText(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7f || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
  }

  /// Returns the event that the library has understood.
  static func event(_ event: tep_event) -> TraceEvent {
    let system = String(cString: event.system)
    return TraceEvent(
      system: system, name: String(cString: event.name), id: Int(event.id),
      commonSize: commonSize(of: event.format),
      fields: fields(from: event.format.fields, isSystemCall: system == "syscalls"))
  }

  /// Returns how records are printed, by a whole format file; nil if that does not say.
  static func printFormat(in format: UnsafeRawBufferPointer) -> String? {
    guard let start = start(ofPrintFormatIn: format) else { return nil }
    var text = format[start...]
    while text.last == UInt8(ascii: "\n") { text = text.dropLast() }
    return String(decoding: text, as: UTF8.self)
  }

  /// Puts an empty print format in the place of the one in `format`, and returns the size that is left.
  private static func removePrintFormat(from format: UnsafeMutableRawBufferPointer) -> Int {
    let empty = Array("\"\"\n".utf8)
    guard let start = start(ofPrintFormatIn: UnsafeRawBufferPointer(format)),
      start + empty.count <= format.count
    else { return format.count }
    UnsafeMutableRawBufferPointer(rebasing: format[start...]).copyBytes(from: empty)
    return start + empty.count
  }

  /// Returns where the print format starts; nil if there is none.
  private static func start(ofPrintFormatIn format: UnsafeRawBufferPointer) -> Int? {
    var rest = format[...]
    while let line = rest.firstIndex(of: UInt8(ascii: "\n")) {
      rest = rest[line...]
      if rest.starts(with: printFormatMark) { return line + printFormatMark.count }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// Returns how many bytes the common fields take.
  private static func commonSize(of format: tep_format) -> Int {
    var size = 0
    var next = format.common_fields
    while let field = next {
      size = max(size, Int(field.pointee.offset) + Int(field.pointee.size))
      next = field.pointee.next
    }
    return size
  }

  /// Returns `true` iff no field of a linked list has a place or a size below 0, as large numbers become in the library.
  private static func areInRecord(_ first: UnsafeMutablePointer<tep_format_field>?) -> Bool {
    var next = first
    while let field = next {
      if field.pointee.offset < 0 || field.pointee.size < 0 { return false }
      next = field.pointee.next
    }
    return true
  }

  /// Returns the fields of a linked list.
  private static func fields(
    from first: UnsafeMutablePointer<tep_format_field>?, isSystemCall: Bool
  ) -> [EventField] {
    var fields: [EventField] = []
    var next = first
    while let field = next {
      fields.append(self.field(field.pointee, isSystemCall: isSystemCall))
      next = field.pointee.next
    }
    return fields
  }

  /// Returns one field.
  private static func field(_ field: tep_format_field, isSystemCall: Bool) -> EventField {
    let typeText = String(cString: field.type)
    return EventField(
      name: String(cString: field.name), typeText: typeText, offset: Int(field.offset),
      size: Int(field.size), isSigned: field.has(TEP_FIELD_IS_SIGNED),
      shape: shape(of: field, typeText: typeText, isSystemCall: isSystemCall))
  }

  /// Returns how the bytes of a field are to be read.
  private static func shape(
    of field: tep_format_field, typeText: String, isSystemCall: Bool
  ) -> FieldShape {
    let element = ElementType(typeText)
    if field.has(TEP_FIELD_IS_DYNAMIC) || field.has(TEP_FIELD_IS_RELATIVE) {
      let location: DynamicLocation =
        field.has(TEP_FIELD_IS_RELATIVE) ? .fromFieldEnd : .fromRecordStart
      return element.isCharacter
        ? .dynamicText(location)
        : .dynamicArray(location, elementSize: element.size ?? max(1, Int(field.elementsize)))
    }
    if field.has(TEP_FIELD_IS_ARRAY) {
      if element.isCharacter { return .text }
      let elementSize = element.size ?? max(1, Int(field.elementsize))
      return .array(elementSize: elementSize, count: Int(field.size) / elementSize)
    }
    if typeText.hasSuffix("*") || field.has(TEP_FIELD_IS_POINTER) {
      // A system call's pointers are the caller's: they can not be followed in kernel memory.
      return element.isCharacterPointer && !isSystemCall ? .pointedText : .pointer
    }
    switch field.size {
    case 1, 2, 4, 8: return .integer
    default: return .bytes
    }
  }
}

extension tep_format_field {
  /// Returns `true` iff the library set that flag.
  fileprivate func has(_ flag: tep_format_flags) -> Bool { flags & UInt(flag.rawValue) != 0 }
}
