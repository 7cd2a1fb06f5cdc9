import BPF
import IR

/// Capturing values in slots and in the stream.
extension HalfSelection {
  /// The start of the record.
  ///
  /// - Requires: there is one at this place.
  var recordBase: VirtualRegister {
    guard let base = record.base else { preconditionFailure("a value is captured nowhere") }
    return base
  }

  /// Returns the address of a slot.
  func address(of slot: SlotID) -> MachineAddress {
    MachineAddress(recordBase, layout.offsets[slot.index])
  }

  /// Selects the capture of `value` in a slot.
  mutating func selectCapture(_ slot: SlotID, _ value: ValueID) throws(HalfProblem) {
    let place = address(of: slot)
    switch layout.slots[slot.index] {
    case .long: store(capturedOperand(value), place)
    case .checkedLong:
      store(capturedOperand(value), place)
      store(.constant(0), place.advanced(by: 8))
    case .string, .quotedString, .optionalString: captureString(string(value), in: slot)
    }
  }

  /// Returns the long `id` as it is captured: 0 for an instruction without a result, which is captured for its
  /// failure alone.
  private mutating func capturedOperand(_ id: ValueID) -> MachineOperand {
    half.function[id].type == nil ? .constant(0) : storedOperand(id)
  }

  /// Selects the capture of `value` at the end of the stream.
  mutating func selectCaptureNext(_ value: ValueID) throws(HalfProblem) {
    if half.function[value].type == .string {
      streamString(string(value), form: half.function[value].operation.streamedForm)
    } else {
      let operand = capturedOperand(value)
      streamLong(operand, kind: 0)
    }
  }

  /// Puts a failure where the value `id` would have been captured, and returns whether there is such a
  /// place.
  mutating func capture(
    _ kind: Failure.Kind, _ operand: MachineOperand?, of id: ValueID
  ) -> Bool {
    guard record.base != nil, plan == .assembled || commitState == .yes else { return false }
    if facts.isStreamed[id.index] {
      if half.function[id].type == .string {
        streamUnreadable(operand ?? .constant(0), StringStatus(unreadable: kind))
      } else {
        streamLong(operand ?? .constant(0), kind: kind.rawValue)
      }
      return true
    }
    guard let slot = facts.slots[id.index] else { return false }
    let place = address(of: slot)
    switch layout.slots[slot.index] {
    case .long: return false
    case .checkedLong:
      store(operand ?? .constant(0), place)
      store(.constant(Int32(kind.rawValue)), place.advanced(by: 8))
    case .string, .quotedString, .optionalString:
      noteUnreadable(operand ?? .constant(0), StringStatus(unreadable: kind), at: place)
    }
    return true
  }

  /// Makes the `marktap_string_slot` at `place` say that the memory at `address` could not be read, as `status`
  /// says.
  private mutating func noteUnreadable(
    _ address: MachineOperand, _ status: StringStatus, at place: MachineAddress
  ) {
    store(.constant(0), place, .word)
    store(.constant(status.rawValue), place.advanced(by: 4), .word)
    store(address, place.advanced(by: 8))
  }

  // MARK: The stream

  /// Returns the address behind the stream, where `size` bytes fit for sure.
  mutating func streamEnd(for size: Int) -> MachineAddress {
    guard let stream = record.stream else { preconditionFailure("there is no stream") }
    let limit = Int32(RecordState.streamCapacity - size)
    let overflow = failure(.recordOverflow, nil, of: nil)
    leave(if: .greater, stream, .constant(limit), to: overflow)
    let end = compute(.add, .register(recordBase), .register(stream))
    return MachineAddress(end, record.streamOffset)
  }

  /// Makes the stream `operand` bytes longer.
  ///
  /// The verifier follows all ways through a loop for each length that it can tell apart, so the length goes
  /// through memory, of which it knows nothing.
  mutating func lengthenStream(by operand: MachineOperand) {
    guard let stream = record.stream else { preconditionFailure("there is no stream") }
    append(.arithmetic(.add, stream, operand))
    guard facts.hasLoops else { return }
    let place = MachineAddress(scratchBase, record.streamCountOffset)
    store(.register(stream), place)
    append(.load(stream, place, .double))
  }

  /// Appends a `marktap_checked_long` to the stream.
  private mutating func streamLong(_ value: MachineOperand, kind: UInt32) {
    let place = streamEnd(for: 16)
    store(value, place)
    store(.constant(Int32(kind)), place.advanced(by: 8))
    lengthenStream(by: .constant(16))
  }

  /// Appends a `marktap_string_slot` without bytes to the stream.
  private mutating func streamUnreadable(_ address: MachineOperand, _ status: StringStatus) {
    let place = streamEnd(for: 16)
    noteUnreadable(address, status, at: place)
    lengthenStream(by: .constant(16))
  }

  /// Copies the stream to the end of the tail of the record at `base`.
  mutating func appendStream(to base: VirtualRegister) {
    guard let stream = record.stream, let tail = record.tail else { return }
    append(.move(stream, .register(bounded(stream, by: RecordState.streamCapacity))))
    append(.arithmetic(.add, tail, .constant(7)))
    append(.arithmetic(.and, tail, .constant(-8)))
    let end = compute(.add, .register(base), .register(tail))
    perform(
      .probeReadKernel,
      [.sum(end, layout.fixedSize), .register(stream), .sum(base, record.streamOffset)])
    append(.arithmetic(.add, tail, .register(stream)))
  }
}

/// What became of a captured string; the numbers of `enum marktap_string_status`.
enum StringStatus: Int32 {
  /// All bytes are there.
  case complete = 0
  /// The string went on behind the limit.
  case cut = 1
  /// The task's memory could not be read.
  case unreadable = 2
  /// The kernel's memory could not be read.
  case unreadableKernel = 3

  /// Creates the status of a string that could not be read, with a failure of `kind`.
  init(unreadable kind: Failure.Kind) {
    self = kind == .kernelStringFault ? .unreadableKernel : .unreadable
  }
}

extension IR.Operation {
  /// What the status of a string in the stream says besides, since no slot tells the user half how to see it:
  /// `MARKTAP_STRING_QUOTED`, `MARKTAP_STRING_OPTIONAL`, or nothing.
  var streamedForm: Int32 {
    switch self {
    case .intrinsic(.user_string_quoted, _), .intrinsic(.user_string_n_quoted, _),
      .intrinsic(.user_buffer_quoted, _):
      0x100
    case .intrinsic(.user_string_nofault, _), .intrinsic(.user_buffer_nofault, _): 0x200
    default: 0
    }
  }
}
