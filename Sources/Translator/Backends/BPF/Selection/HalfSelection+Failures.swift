import BPF
import IR

/// What happens when an operation fails.
struct FailureState {
  /// The kind of the failure in the low half, its place in the high half.
  var word: VirtualRegister?
  /// The number that belongs to it.
  var operand: VirtualRegister?
  /// The block that sends a failure record; nil until one is needed.
  var report: MachineBlockID?
  /// The block that drops the reserved record first.
  var discard: MachineBlockID?
  /// The block that counts a lost record.
  var loss: MachineBlockID?
}

extension HalfSelection {
  /// The size of a `marktap_failure_record`.
  private static let failureRecordSize = 24
  /// `MARKTAP_FAILURE_BIT`, as the constant of a 64-bit instruction.
  private static let failureBit = Int32.min

  /// Returns a block that deals with a failure of the instruction `id`, or of the half as a whole.
  ///
  /// The failure is put where the value would have been captured. Then the catch block goes on; if there
  /// is none, the half ends. Its record is sent if the failure stands in it, or if the user half meets the
  /// same failure when it does again what both can do.
  mutating func failure(
    _ kind: Failure.Kind, _ operand: MachineOperand?, of id: ValueID?
  ) -> MachineBlockID {
    aside { selection in
      let isNoted = id.map { selection.capture(kind, operand, of: $0) } ?? false
      if let target = selection.half.function[selection.block].catchBlock,
        selection.facts.graph.isReachable(target), kind != .actionsExceeded
      {
        selection.terminate(.jump(selection.edge(to: target)))
        return
      }
      if isNoted {
        selection.terminate(.jump(selection.sendBlock))
      } else {
        selection.end(kind, operand, isRepeated: kind == .divisionByZero)
      }
    }
  }

  /// Ends the half because of a failure that has no catch block and stands in no record.
  private mutating func end(_ kind: Failure.Kind, _ operand: MachineOperand?, isRepeated: Bool) {
    if isRepeated, half.hasUserHalf {
      switch commitState {
      case .yes:
        finish()
        return
      case .maybe:
        let unsent = makeRareBlock()
        let sent = makeRareBlock()
        terminate(
          .branch(.notEqual, commitFlag, .constant(0), then: sent, otherwise: unsent))
        move(to: sent)
        commitState = .yes
        finish()
        commitState = .no
        move(to: unsent)
      case .no: break
      }
    }
    report(kind, operand)
  }

  /// Ends the half with a failure record.
  private mutating func report(_ kind: Failure.Kind, _ operand: MachineOperand?) {
    let word = failures.word ?? code.makeRegister()
    let number = failures.operand ?? code.makeRegister()
    failures.word = word
    failures.operand = number
    append(.make(word, .long(Int64(location) << 32 | Int64(kind.rawValue))))
    append(.move(number, operand ?? .constant(0)))
    terminate(.jump(reportBlock))
  }

  /// The block that sends a failure record, behind one that drops a record that was reserved.
  private var reportBlock: MachineBlockID {
    mutating get {
      if plan == .reserved, commitState != .no {
        let block = failures.discard ?? makeRareBlock()
        failures.discard = block
        return block
      }
      let block = failures.report ?? makeRareBlock()
      failures.report = block
      return block
    }
  }

  /// The block that counts a lost record and leaves.
  var lossBlock: MachineBlockID {
    mutating get {
      let block = failures.loss ?? makeRareBlock()
      failures.loss = block
      return block
    }
  }

  /// Appends the blocks that several ways share.
  mutating func finishSharedBlocks() {
    location = half.function.instructions.first?.location.index ?? 0
    if let block = record.sendBlock { finishSending(in: block) }
    if let block = failures.discard { finishDiscarding(in: block) }
    if let block = failures.report { finishReporting(in: block) }
    if let block = failures.loss { finishCountingLoss(in: block) }
    if let block = handlerLock.release { finishReleasing(in: block) }
  }

  /// Makes `block` drop the reserved record, if there is one, and send a failure record.
  private mutating func finishDiscarding(in block: MachineBlockID) {
    move(to: block)
    let report = failures.report ?? makeRareBlock()
    failures.report = report
    guard let base = record.base else { preconditionFailure("a record that is nowhere is dropped") }
    if let isDue = record.isDue { leave(if: .equal, isDue, .constant(0), to: report) }
    perform(.ringbufDiscard, [.register(base), .constant(.long(1))])
    terminate(.jump(report))
  }

  /// Makes `block` send a failure record.
  private mutating func finishReporting(in block: MachineBlockID) {
    guard let word = failures.word, let operand = failures.operand else { return }
    move(to: block)
    let size = Int64(Self.failureRecordSize)
    let place = call(
      .ringbufReserve,
      [.constant(.map(MapNames.records)), .constant(.long(size)), .constant(.long(0))])
    leave(if: .equal, place, .constant(0), to: lossBlock)
    // The bit is the highest of the first word, the length of the tail that follows is 0.
    let header = make(.long(Int64(UInt32(bitPattern: Self.failureBit))))
    switch probeNumber {
    case .constant(let number):
      append(.make(header, .long(Int64(UInt32(bitPattern: Self.failureBit | number)))))
    case .register: append(.arithmetic(.or, header, probeNumber))
    }
    store(.register(header), MachineAddress(place, 0))
    store(.register(word), MachineAddress(place, 8))
    store(.register(operand), MachineAddress(place, 16))
    perform(.ringbufSubmit, [.register(place), .constant(.long(0))])
    leave()
  }

  /// Makes `block` count a lost record.
  private mutating func finishCountingLoss(in block: MachineBlockID) {
    move(to: block)
    let key = keyAddress(size: 4)
    switch probeNumber {
    case .constant: store(probeNumber, key, .word)
    case .register:
      // Since Linux 6.14 the verifier follows a key that it knows back to where it came from (verifier.c,
      // `get_constant_map_key`), and would look at shared code again for each probe.
      store(.register(compute(.add, hiddenZero(), probeNumber)), key, .word)
    }
    let place = call(.mapLookupElem, [.constant(.map(MapNames.losses)), argument(key)])
    let nothing = aside { $0.leave() }
    leave(if: .equal, place, .constant(0), to: nothing)
    append(.atomic(.add, make(.long(1)), MachineAddress(place)))
    leave()
  }
}
