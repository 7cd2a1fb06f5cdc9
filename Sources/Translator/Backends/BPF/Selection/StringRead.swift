import BPF
import IR

/// A string that is to be read from memory.
struct StringRead {
  /// The helper that copies it.
  var helper: Helper
  /// What the helper copies.
  var source = Source.memory
  /// Where it is; the context of the program for a stack.
  var address: VirtualRegister
  /// Whether the address means something to the reader of a record.
  var origin: Origin
  /// The most bytes to read; for bytes instead of text, how many.
  var limit: MachineOperand
  /// The most bytes that the limit can be.
  var bound: Int
  /// How many bytes there are; nil if a NUL says that.
  var count: MachineOperand?
  /// How the handler fails when the memory cannot be read; nil if the string is empty then.
  var failure: Failure.Kind?

  /// What a helper copies.
  enum Source {
    /// Memory.
    case memory
    /// The return addresses of the kernel's stack.
    case kernelStack
    /// The return addresses of the task's stack in user space.
    case userStack

    /// The flags that tell the helper which stack is meant: `BPF_F_USER_STACK` is 1 << 8 in
    /// include/uapi/linux/bpf.h.
    var stackFlags: Int64 { self == .userStack ? 1 << 8 : 0 }
  }

  /// Where a string comes from.
  enum Origin {
    /// From memory that the address names later too.
    case memory
    /// From the event itself.
    case event
  }

  /// How reading went.
  enum Outcome {
    /// The whole string is there, so many bytes of it.
    case complete(MachineOperand)
    /// The string goes on behind so many bytes.
    case cut(MachineOperand)
    /// The memory cannot be read.
    case unreadable

    /// How many bytes there are.
    var length: MachineOperand {
      switch self {
      case .complete(let length), .cut(let length): length
      case .unreadable: .constant(0)
      }
    }

    /// What is noted of it.
    var status: StringStatus {
      switch self {
      case .complete: .complete
      case .cut: .cut
      case .unreadable: .unreadable
      }
    }
  }

  /// The address as slots have it.
  var reportedAddress: MachineOperand {
    switch origin {
    case .memory: .register(address)
    case .event: .constant(0)
    }
  }
}

/// Reading strings from memory.
extension HalfSelection {
  /// Selects `read` as the value `id`: into the record if nothing else needs it, else into scratch memory.
  mutating func select(_ read: StringRead, as id: ValueID) {
    guard plan == .assembled, facts.isOnlyCaptured(id) else {
      values[id.index] = .string(.home(readIntoHome(read, as: id)))
      return
    }
    if let slot = facts.slots[id.index] {
      readIntoTail(read, slot: slot, as: id)
    } else {
      readIntoStream(read, as: id)
    }
    values[id.index] = .string(.captured)
  }

  /// Copies the string to `destination`, and runs `done` for each way in which that can go.
  ///
  /// What `done` leaves open goes on behind.
  private mutating func perform(
    _ read: StringRead, into destination: CallArgument,
    _ done: (inout HalfSelection, StringRead.Outcome) -> Void
  ) {
    let behind = makeBlock()
    let unreadable = aside { selection in
      done(&selection, .unreadable)
      if !selection.isTerminated { selection.terminate(.jump(behind)) }
    }
    if read.source != .memory {
      let flags = CallArgument.constant(.long(read.source.stackFlags))
      let result = call(
        read.helper, [.register(read.address), destination, argument(read.limit), flags])
      leave(if: .signedLess, result, .constant(1), to: unreadable)
      done(&self, .complete(.register(result)))
    } else if let count = read.count {
      let result = call(
        read.helper, [destination, argument(read.limit), .register(read.address)])
      leave(if: .notEqual, result, .constant(0), to: unreadable)
      if case .register(let count) = count {
        leaveIfCut(count, read.limit, behind, done)
      }
      done(&self, .complete(read.limit))
    } else {
      // One byte more than the limit and the final NUL tell a cut string from one that just fits.
      let result = call(
        read.helper, [destination, argument(sum(read.limit, 2)), .register(read.address)])
      leave(if: .signedLess, result, .constant(1), to: unreadable)
      append(.arithmetic(.add, result, .constant(-1)))
      leaveIfCut(result, read.limit, behind, done)
      done(&self, .complete(.register(result)))
    }
    terminate(.jump(behind))
    move(to: behind)
  }

  /// Deals with the case that there are more bytes than `limit`.
  private mutating func leaveIfCut(
    _ count: VirtualRegister, _ limit: MachineOperand, _ behind: MachineBlockID,
    _ done: (inout HalfSelection, StringRead.Outcome) -> Void
  ) {
    let cut = aside { selection in
      done(&selection, .cut(limit))
      selection.terminate(.jump(behind))
    }
    leave(if: .signedGreater, count, limit, to: cut)
  }

  /// Returns `operand` plus `distance`.
  private mutating func sum(_ operand: MachineOperand, _ distance: Int32) -> MachineOperand {
    switch operand {
    case .constant(let value): .constant(value + distance)
    case .register: .register(compute(.add, operand, .constant(distance)))
    }
  }

  /// Reads a string to the end of the tail.
  private mutating func readIntoTail(_ read: StringRead, slot: SlotID, as id: ValueID) {
    let place = address(of: slot)
    makeRoomInTail(for: read.bound)
    store(read.reportedAddress, place.advanced(by: 8))
    let end = compute(.add, .register(recordBase), .register(tail))
    perform(read, into: .sum(end, layout.fixedSize)) { selection, outcome in
      if case .unreadable = outcome, let kind = read.failure {
        selection.terminate(
          .jump(selection.failure(kind, .register(read.address), of: id)))
        return
      }
      selection.finishTail(outcome.length, .constant(outcome.status.rawValue), at: place)
    }
  }

  /// Reads a string to the end of the stream.
  private mutating func readIntoStream(_ read: StringRead, as id: ValueID) {
    let size = 16 + read.bound + 2
    let place = streamEnd(for: (size + 7) & ~7)
    store(read.reportedAddress, place.advanced(by: 8))
    perform(read, into: argument(place.advanced(by: 16))) { selection, outcome in
      if case .unreadable = outcome, let kind = read.failure {
        selection.terminate(
          .jump(selection.failure(kind, .register(read.address), of: id)))
        return
      }
      let form = selection.half.function[id].operation.streamedForm
      selection.finishStream(
        outcome.length, .constant(outcome.status.rawValue | form), at: place)
    }
  }

  /// Reads a string into scratch memory.
  private mutating func readIntoHome(_ read: StringRead, as id: ValueID) -> StringHome {
    let capacity = (read.bound + 7) & ~7
    // Behind the capacity there is room for the NUL, for a byte too many, and for padding.
    let offset = scratch.reserve(capacity + 16)
    let home = StringHome(
      address: MachineAddress(scratchBase, offset), capacity: capacity,
      length: code.makeRegister(), status: code.makeRegister(),
      source: read.origin == .memory ? read.address : nil)
    perform(read, into: argument(home.address)) { selection, outcome in
      if case .unreadable = outcome, let kind = read.failure {
        selection.terminate(
          .jump(selection.failure(kind, .register(read.address), of: id)))
        return
      }
      selection.finish(home, outcome.length, outcome.status)
    }
    return home
  }

  /// Notes that the string in `home` has `length` bytes, and pads it.
  private mutating func finish(
    _ home: StringHome, _ length: MachineOperand, _ status: StringStatus
  ) {
    if let register = home.length { append(.move(register, length)) }
    if let register = home.status { append(.move(register, .constant(status.rawValue))) }
    pad(home)
  }
}
