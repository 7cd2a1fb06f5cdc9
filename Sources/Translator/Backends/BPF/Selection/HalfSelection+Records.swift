import BPF
import IR

/// Where the record of a half is and how far it has come.
struct RecordState {
  /// The start of the record; for a reserved one, null while none is due.
  var base: VirtualRegister?
  /// Not 0 iff the record is due; nil for a reserved record of which that is known everywhere.
  var isDue: VirtualRegister?
  /// How many bytes of strings stand in the tail.
  var tail: VirtualRegister?
  /// How many bytes stand in the stream.
  var stream: VirtualRegister?
  /// How many bytes the strings of the tail may have together.
  var tailCapacity = 0
  /// Where the stream starts, from the start of the scratch memory.
  var streamOffset = 0
  /// Where the number of bytes in the stream is put and taken back, from the start of the scratch memory.
  var streamCountOffset = 0
  /// The block that sends the record; nil until one is needed.
  var sendBlock: MachineBlockID?

  /// The least and the most bytes of the tail that strings take, apart from those in loops: a long string and some short ones, and
  /// four long ones, as calls with two paths have that are told as text and as they are.
  static let tailCapacities = 6 << 10...17 << 10
  /// The most bytes that a stream takes.
  static let streamCapacity = 8 << 10
}

/// Records: how they become due, are filled, and are sent.
extension HalfSelection {
  /// The layout of the record.
  ///
  /// - Requires: the half sends one.
  var layout: RecordLayout {
    guard let layout = half.record else { preconditionFailure("a half without a record captures") }
    return layout
  }

  /// The register that is not 0 iff a record is due.
  ///
  /// The start of a reserved record would tell, too, but verifiers before Linux 6.5 do not know that such a pointer is
  /// not null (`reg_type_not_null` in kernel/bpf/verifier.c), and so take the record for lost where it is tested.
  var commitFlag: VirtualRegister {
    guard let flag = record.isDue else {
      preconditionFailure("a half without a record asks whether one is due")
    }
    return flag
  }

  /// Makes the registers of the record.
  mutating func prepareRecord() {
    switch plan {
    case .none: break
    case .reserved:
      record.base = copy(.constant(0))
      if facts.commitStates.contains(.maybe) { record.isDue = copy(.constant(0)) }
    case .assembled: record.isDue = copy(.constant(0))
    }
  }

  /// Selects the place where a record becomes due.
  mutating func selectCommit() {
    defer { commitState = .yes }
    switch plan {
    case .none: break
    case .reserved: if commitState == .no { reserveRecord() }
    case .assembled: append(.move(commitFlag, .constant(1)))
    }
  }

  /// Reserves the record in the ring buffer.
  private mutating func reserveRecord() {
    guard let base = record.base else { preconditionFailure("a reserved record has no register") }
    append(
      .call(
        .ringbufReserve,
        [
          .constant(.map(MapNames.records)), .constant(.long(Int64(reservedSize))),
          .constant(.long(0)),
        ], result: base))
    leave(if: .equal, base, .constant(0), to: lossBlock)
    if let isDue = record.isDue { append(.move(isDue, .constant(1))) }
    let tailSize = reservedSize - layout.fixedSize
    if case .constant = probeNumber, tailSize == 0 {
      store(probeNumber, MachineAddress(base))
    } else {
      store(probeNumber, MachineAddress(base), .word)
      store(.constant(Int32(tailSize)), MachineAddress(base, 4), .word)
    }
  }

  /// The size of a reserved record: in its tail each name of a task has a place of its own.
  private var reservedSize: Int {
    layout.fixedSize + layout.slots.count { $0.isString } * Self.taskNameSize
  }

  /// Returns where in a reserved record the name of a task stands that is captured in `slot`.
  func nameOffset(of slot: SlotID) -> Int {
    layout.fixedSize + layout.slots[..<slot.index].count { $0.isString } * Self.taskNameSize
  }

  /// Ends the half, sending the record if one is due.
  mutating func finish() {
    switch plan == .none ? .no : commitState {
    case .no: leave()
    case .yes: terminate(.jump(sendBlock))
    case .maybe:
      let nothing = makeBlock()
      terminate(
        .branch(.notEqual, commitFlag, .constant(0), then: sendBlock, otherwise: nothing))
      move(to: nothing)
      leave()
    }
  }

  /// The block that sends the record.
  var sendBlock: MachineBlockID {
    mutating get {
      let block = record.sendBlock ?? code.makeBlock(frequency: 1)
      record.sendBlock = block
      return block
    }
  }

  /// Makes `block` send the record.
  mutating func finishSending(in block: MachineBlockID) {
    move(to: block)
    guard let base = record.base else { preconditionFailure("a record that is nowhere is sent") }
    if plan == .reserved {
      // The position already counts this record.
      let flags = wakeUpFlags { selection, position, period in
        selection.append(.arithmetic(.and, position, .register(period.mask)))
        return (.less, position, .constant(Int32(selection.reservedSize + Self.ringHeaderSize)))
      }
      perform(.ringbufSubmit, [.register(base), .register(flags)])
      leave()
      return
    }
    if let tail = record.tail {
      append(.move(tail, .register(bounded(tail, by: record.tailCapacity))))
    }
    appendStream(to: base)
    let length: MachineOperand = record.tail.map { .register($0) } ?? .constant(0)
    store(probeNumber, MachineAddress(base), .word)
    store(length, MachineAddress(base, 4), .word)
    let flags = wakeUpFlags { selection, position, period in
      selection.append(.arithmetic(.and, position, .register(period.mask)))
      selection.append(.arithmetic(.add, position, length))
      let size = selection.layout.fixedSize + Self.ringHeaderSize
      selection.append(.arithmetic(.add, position, .constant(Int32(size))))
      return (.greaterOrEqual, position, .register(period.length))
    }
    let size: CallArgument =
      record.tail.map { .sum($0, layout.fixedSize) } ?? .constant(.long(Int64(layout.fixedSize)))
    let result = call(
      .ringbufOutput,
      [.constant(.map(MapNames.records)), .register(base), size, .register(flags)])
    leave(if: .notEqual, result, .constant(0), to: lossBlock)
    leave()
  }

  /// The bytes that the kernel puts before each record.
  private static let ringHeaderSize = 8

  /// The stretch of the ring buffer after which the reader is woken, in registers.
  private struct WakeUpPeriod {
    /// The length in bytes, a power of two.
    let length: VirtualRegister
    /// The length minus one.
    let mask: VirtualRegister
  }

  /// Returns the flags for handing over a record.
  ///
  /// The reader is woken by the one record that goes over the end of a period. To wake it by each record
  /// that finds much unread would cost a multiple, since all is unread until the reader has run.
  /// `isOver` is given the position of the writers, and returns what compares it with the end.
  private mutating func wakeUpFlags(
    _ isOver: (inout HalfSelection, VirtualRegister, WakeUpPeriod) -> (
      BPF.Comparison, VirtualRegister, MachineOperand
    )
  ) -> VirtualRegister {
    let noWakeUp: Int32 = 1
    let forceWakeUp: Int32 = 2
    let writersPosition: Int64 = 3
    let position = call(
      .ringbufQuery, [.constant(.map(MapNames.records)), .constant(.long(writersPosition))])
    let session = make(.mapValue(MapNames.session, offset: SessionOffset.wakeupBytes))
    let length = load(MachineAddress(session))
    let mask = compute(.add, .register(length), .constant(-1))
    let comparison = isOver(&self, position, WakeUpPeriod(length: length, mask: mask))
    let flags = copy(.constant(noWakeUp))
    when(comparison.0, comparison.1, comparison.2) {
      $0.append(.move(flags, .constant(forceWakeUp)))
    }
    return flags
  }
}

extension SlotKind {
  /// `true` iff the slot is a `marktap_string_slot`.
  var isString: Bool {
    switch self {
    case .long, .checkedLong: false
    case .string, .quotedString, .optionalString: true
    }
  }
}
