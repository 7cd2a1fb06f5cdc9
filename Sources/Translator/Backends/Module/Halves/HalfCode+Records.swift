import IR

/// The record: what is captured, and how it is sent.
extension HalfCode {
  /// The most bytes of the strings in slots.
  static let maximumTail = 13 << 10

  /// The most bytes of the words of an error: `MARKTAP_WORDS_SIZE`.
  private static let maximumWords = 256

  /// The layout of the record.
  ///
  /// - Requires: there is one.
  var record: RecordLayout {
    guard let record = half.record else { preconditionFailure("a half without a record captures") }
    return record
  }

  /// `true` iff there are strings in slots, or words of errors beside them.
  var hasTail: Bool {
    guard let record = half.record else { return false }
    return record.slots.contains { $0.isString } || raisesErrors
  }

  /// The members of the type of the record behind its header, in order.
  var recordMembers: [String] {
    guard let record = half.record else { return [] }
    var members = record.slots.indices.map { index in
      let type =
        switch record.slots[index] {
        case .long: "s64 "
        case .checkedLong: "struct marktap_checked_long "
        case .string, .quotedString, .optionalString: "struct marktap_string_slot "
        }
      return type + slotName(SlotID(index)) + ";"
    }
    if hasTail {
      let strings = record.slots.count { $0.isString } * (stringLimit + 9)
      let expected = strings + (raisesErrors ? Self.maximumWords : 0)
      members.append("char tail[\(min(expected, Self.maximumTail))];")
    }
    return members
  }

  /// Returns the name of a slot: that of what is captured there.
  func slotName(_ slot: SlotID) -> String {
    let captured = facts.slots.firstIndex { $0 == slot }
    let name = captured.map { half.function[ValueID($0)].operation.shortName } ?? "unused"
    return "\(name)_\(slot.index)"
  }

  /// What is done first of all.
  var opening: [CStatement] {
    var lines: [String] = []
    if half.record?.hasStream ?? false {
      // The reader finds the stream by the ends of the strings, whether they were captured or not.
      lines.append("memset(&frame->record, 0, \(fixedSize));")
      lines.append("frame->stream.length = 0;")
    }
    if hasTail {
      lines.append(
        "marktap_tail_start(&frame->tail, frame->record.tail, sizeof(frame->record.tail));")
    }
    if collectsOutput { lines.append("MARKTAP_EMPTY(frame, output);") }
    for (local, name) in zip(half.function.locals, localNames)
    where local.type == .string && !name.isEmpty {
      lines.append("MARKTAP_EMPTY(frame, \(name));")
    }
    return lines.map { .line($0, .none) }
  }

  /// The size of header and slots.
  private var fixedSize: String {
    hasTail ? "offsetof(struct \(recordName), tail)" : "sizeof(struct \(recordName))"
  }

  /// The statement that sends the record.
  var sending: String {
    let tail = hasTail ? "&frame->tail" : "NULL"
    let stream = record.hasStream ? "&frame->stream" : "NULL"
    return "marktap_send(run, &frame->record, \(fixedSize), \(tail), \(stream));"
  }

  // MARK: Capturing

  /// Adds the place where a record becomes due.
  mutating func addCommit() {
    commitState = .yes
    if hasDueFlag { append("due = true;") }
  }

  /// Adds the capture of `value` in `slot`.
  mutating func addCapture(_ slot: SlotID, _ value: ValueID) {
    let place = "frame->record.\(slotName(slot))"
    switch record.slots[slot.index] {
    case .long: append("\(place) = \(captured(value));")
    case .checkedLong:
      append("\(place) = (struct marktap_checked_long){ .value = \(captured(value)) };")
    case .string, .quotedString, .optionalString:
      let added = "marktap_tail_add(&frame->tail, &\(place), \(self.value(value).text))"
      fail(if: CExpression(not: added), .recordOverflow, nil, of: nil)
    }
  }

  /// Adds the capture of `value` at the end of the stream.
  mutating func addCaptureNext(_ value: ValueID) {
    let added: String
    if half.function[value].type == .string {
      let form = half.function[value].operation.streamedForm
      added = "marktap_stream_string(&frame->stream, \(self.value(value).text), \(form))"
    } else {
      added = "marktap_stream_long(&frame->stream, \(captured(value)), 0)"
    }
    fail(if: CExpression(not: added), .recordOverflow, nil, of: nil)
  }

  /// Returns the long `id` as it is captured: 0 for an instruction without a result, which is captured for its failure
  /// alone.
  private mutating func captured(_ id: ValueID) -> String {
    half.function[id].type == nil ? "0" : value(id).text
  }
}
