extension RecordWriter {
  /// Appends the record of an event, its strings into `strings`.
  mutating func append(_ event: TraceEvent, _ strings: inout StringPool) {
    append(strings.intern(event.system))
    append(strings.intern(event.name))
    append(optional: event.id)
    append(event.commonSize)
    append(event.fields.count)
    for field in event.fields { append(field, &strings) }
  }

  /// Appends one field of an event.
  private mutating func append(_ field: EventField, _ strings: inout StringPool) {
    append(strings.intern(field.name))
    append(strings.intern(field.typeText))
    append(field.offset)
    append(field.size)
    append(byte: field.isSigned ? 1 : 0)
    append(byte: field.shape.tag)
    switch field.shape {
    case .array(let elementSize, let count):
      append(elementSize)
      append(count)
    case .dynamicArray(_, let elementSize):
      append(elementSize)
    case .integer, .pointer, .text, .dynamicText, .pointedText, .bytes: break
    }
  }
}

extension RecordReader {
  /// Returns the next event.
  mutating func event() -> TraceEvent {
    TraceEvent(
      system: text(), name: text(), id: optionalNumber(), commonSize: number(),
      fields: []
    ).with(fields: (0..<count()).map { _ in field() })
  }

  /// Returns the next field of an event.
  private mutating func field() -> EventField {
    EventField(
      name: text(), typeText: text(), offset: number(), size: number(), isSigned: byte() == 1,
      shape: shape())
  }

  /// Returns the next shape of a field.
  private mutating func shape() -> FieldShape {
    switch byte() {
    case 1: .pointer
    case 2: .text
    case 3: .dynamicText(.fromRecordStart)
    case 4: .dynamicText(.fromFieldEnd)
    case 5: .pointedText
    case 6: .array(elementSize: number(), count: number())
    case 7: .dynamicArray(.fromRecordStart, elementSize: number())
    case 8: .dynamicArray(.fromFieldEnd, elementSize: number())
    case 9: .bytes
    default: .integer
    }
  }
}

extension TraceEvent {
  /// Returns the event with those fields.
  fileprivate func with(fields: [EventField]) -> TraceEvent {
    var event = self
    event.fields = fields
    return event
  }
}

extension FieldShape {
  /// The byte that stands for the shape in a record.
  fileprivate var tag: UInt8 {
    switch self {
    case .integer: 0
    case .pointer: 1
    case .text: 2
    case .dynamicText(.fromRecordStart): 3
    case .dynamicText(.fromFieldEnd): 4
    case .pointedText: 5
    case .array: 6
    case .dynamicArray(.fromRecordStart, _): 7
    case .dynamicArray(.fromFieldEnd, _): 8
    case .bytes: 9
    }
  }
}
