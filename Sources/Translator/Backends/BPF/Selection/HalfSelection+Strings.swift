import BPF
import IR

/// Strings in scratch memory and in records.
extension HalfSelection {
  /// The size of the name of a task, its NULs included.
  static let taskNameSize = 16

  /// How many bytes of strings stand in the tail.
  var tail: VirtualRegister {
    guard let tail = record.tail else { preconditionFailure("a record without a tail has strings") }
    return tail
  }

  /// Fails if a string of `count` bytes might not fit into the tail.
  ///
  /// That cannot be if each slot is set once, unless there are very many, or loops.
  mutating func makeRoomInTail(for count: Int) {
    if !facts.hasLoops, expectedTailFits { return }
    let limit = Int32(record.tailCapacity - (count + 16))
    leave(
      if: .greater, tail, .constant(max(limit, 0)), to: failure(.recordOverflow, nil, of: nil))
  }

  /// `true` iff all slots of strings together fit into the tail.
  private var expectedTailFits: Bool {
    let count = layout.slots.count { $0.isString }
    return count * (stringLimit + 9) <= record.tailCapacity
  }

  /// Sets the slot at `place` to the `length` bytes at the end of the tail, and makes the tail longer.
  mutating func finishTail(
    _ length: MachineOperand, _ status: MachineOperand, at place: MachineAddress
  ) {
    store(.register(tail), place, .half)
    store(length, place.advanced(by: 2), .half)
    store(status, place.advanced(by: 4), .word)
    append(.arithmetic(.add, tail, length))
  }

  /// Sets the slot at `place` of the stream to the `length` bytes behind it, and makes the stream longer.
  mutating func finishStream(
    _ length: MachineOperand, _ status: MachineOperand, at place: MachineAddress
  ) {
    store(.constant(0), place, .half)
    store(length, place.advanced(by: 2), .half)
    store(status, place.advanced(by: 4), .word)
    let size = compute(.add, length, .constant(16 + 7))
    append(.arithmetic(.and, size, .constant(-8)))
    lengthenStream(by: .register(size))
  }

  /// Puts zeros behind the end of the string in `home`, up to a multiple of 8 at least.
  mutating func pad(_ home: StringHome) {
    guard let length = home.length, case .register(let base) = home.address.base else { return }
    let end = compute(.add, .register(base), .register(length))
    store(.constant(0), MachineAddress(end, home.address.offset))
  }

  // MARK: Capturing

  /// Captures a string in a slot.
  mutating func captureString(_ string: SelectedString, in slot: SlotID) {
    if case .captured = string { return }
    if plan == .reserved, case .home(let home) = string {
      let name = MachineAddress(recordBase, nameOffset(of: slot))
      copyWords(from: home.address, to: name, count: Self.taskNameSize / 8)
      finishName(at: name, slot: slot)
      return
    }
    makeRoomInTail(for: stringLimit)
    let place = address(of: slot)
    store(string.source, place.advanced(by: 8))
    let end = compute(.add, .register(recordBase), .register(tail))
    let length = copy(string, to: MachineAddress(end, layout.fixedSize))
    finishTail(length, string.status, at: place)
  }

  /// Captures a string at the end of the stream; `form` is added to its status.
  mutating func streamString(_ string: SelectedString, form: Int32) {
    if case .captured = string { return }
    let place = streamEnd(for: 16 + stringLimit + 9)
    store(string.source, place.advanced(by: 8))
    let length = copy(string, to: place.advanced(by: 16))
    let status =
      form == 0 ? string.status : .register(compute(.or, string.status, .constant(form)))
    finishStream(length, status, at: place)
  }

  /// Copies a string to `destination`, where as many bytes fit as any string has, and returns its length.
  mutating func copy(
    _ string: SelectedString, to destination: MachineAddress
  ) -> MachineOperand {
    switch string {
    case .constant(let bytes):
      let bytes = Array(bytes.prefix(stringLimit))
      store(bytes, at: destination)
      return .constant(Int32(bytes.count))
    case .home(let home) where home.isPadded:
      copyWords(from: home.address, to: destination, count: home.capacity / 8)
      return .register(length(of: home))
    case .home(let home):
      let length = length(of: home)
      perform(
        .probeReadKernel, [argument(destination), .register(length), argument(home.address)])
      return .register(length)
    case .captured: preconditionFailure("a string is captured twice")
    }
  }

  /// Stores constant bytes, padded with zeros to a multiple of 8.
  mutating func store(_ bytes: [UInt8], at address: MachineAddress) {
    for (index, word) in bytes.words.enumerated() {
      store(number(word), address.advanced(by: index * 8))
    }
  }

  /// Copies `count` times 8 bytes.
  mutating func copyWords(from source: MachineAddress, to target: MachineAddress, count: Int) {
    for index in 0..<count {
      let word = load(source.advanced(by: index * 8))
      store(.register(word), target.advanced(by: index * 8))
    }
  }

  // MARK: Names of tasks

  /// Selects the name of the current task as the value `id`.
  mutating func selectTaskName(as id: ValueID) {
    let size = CallArgument.constant(.long(Int64(Self.taskNameSize)))
    if plan == .reserved, commitState == .yes, facts.isOnlyCaptured(id),
      let slot = facts.slots[id.index]
    {
      let name = MachineAddress(recordBase, nameOffset(of: slot))
      perform(.getCurrentComm, [argument(name), size])
      finishName(at: name, slot: slot)
      values[id.index] = .string(.captured)
      return
    }
    guard plan == .assembled, facts.isOnlyCaptured(id), let slot = facts.slots[id.index] else {
      let home = StringHome(
        address: MachineAddress(code.makeFrameSlot(size: Self.taskNameSize)),
        capacity: Self.taskNameSize)
      // Linux 5.19 to 6.1 leave what stands behind the NUL (`bpf_get_current_comm` in kernel/bpf/helpers.c).
      for offset in stride(from: 0, to: Self.taskNameSize, by: 8) {
        store(.constant(0), home.address.advanced(by: offset))
      }
      perform(.getCurrentComm, [argument(home.address), size])
      values[id.index] = .string(.home(home))
      return
    }
    makeRoomInTail(for: Self.taskNameSize)
    let place = address(of: slot)
    let end = compute(.add, .register(recordBase), .register(tail))
    perform(.getCurrentComm, [.sum(end, layout.fixedSize), size])
    let length = taskNameLength(at: MachineAddress(end, layout.fixedSize))
    store(.constant(0), place.advanced(by: 8))
    finishTail(.register(length), .constant(StringStatus.complete.rawValue), at: place)
    values[id.index] = .string(.captured)
  }

  /// Sets `slot` to the name of a task that stands at `name` of a reserved record.
  private mutating func finishName(at name: MachineAddress, slot: SlotID) {
    let place = address(of: slot)
    let length = taskNameLength(at: name)
    store(.constant(Int32(nameOffset(of: slot) - layout.fixedSize)), place, .half)
    store(.register(length), place.advanced(by: 2), .half)
    store(.constant(StringStatus.complete.rawValue), place.advanced(by: 4), .word)
    store(.constant(0), place.advanced(by: 8))
  }

  /// Returns how many bytes the string in `home` has.
  mutating func length(of home: StringHome) -> VirtualRegister {
    guard let length = home.length else { return taskNameLength(at: home.address) }
    return bounded(length, by: home.capacity)
  }

  /// Returns `register`, which is at most `limit`, so that the verifier sees that it is.
  ///
  /// Where a loop starts, the verifier forgets the bounds of what a round may have changed.
  mutating func bounded(_ register: VirtualRegister, by limit: Int) -> VirtualRegister {
    guard facts.hasLoops else { return register }
    let result = copy(.register(register))
    when(.greater, result, .constant(Int32(limit))) {
      $0.append(.move(result, .constant(Int32(limit))))
    }
    return result
  }

  /// Returns how many bytes of the 16 at `address` stand before the first NUL, which is one of them.
  private mutating func taskNameLength(at address: MachineAddress) -> VirtualRegister {
    let first = firstZeroByte(in: load(address))
    let second = firstZeroByte(in: load(address.advanced(by: 8)))
    // If the first word has a NUL its mark is not 0; the sign of "mark or -mark" says so without a jump.
    let hasZero = copy(.register(first.mark))
    append(.negate(hasZero))
    append(.arithmetic(.or, hasZero, .register(first.mark)))
    append(.arithmetic(.shiftRightSigned, hasZero, .constant(63)))
    append(.arithmetic(.xor, hasZero, .constant(-1)))
    append(.arithmetic(.add, second.index, .constant(8)))
    append(.arithmetic(.and, second.index, .register(hasZero)))
    append(.arithmetic(.add, second.index, .register(first.index)))
    append(.arithmetic(.and, second.index, .constant(15)))
    return second.index
  }

  /// Returns the number of the first byte of `word` that is 0 (0 if none is), and a mark that is 0 iff
  /// there is none.
  private mutating func firstZeroByte(
    in word: VirtualRegister
  ) -> (index: VirtualRegister, mark: VirtualRegister) {
    let ones: Int64 = 0x0101_0101_0101_0101
    let highBits = Int64(bitPattern: 0x8080_8080_8080_8080)
    // (word - ones) & ~word & highBits has the high bit of each zero byte set, of the first one for sure.
    let mark = compute(.subtract, .register(word), .register(make(.long(ones))))
    append(.arithmetic(.xor, word, .constant(-1)))
    append(.arithmetic(.and, mark, .register(word)))
    append(.arithmetic(.and, mark, .register(make(.long(highBits)))))
    let index = copy(.register(mark))
    append(.negate(index))
    append(.arithmetic(.and, index, .register(mark)))
    append(.arithmetic(.shiftRight, index, .constant(7)))
    // Now only bit 8n is set; multiplied so, the highest byte is n.
    append(.arithmetic(.multiply, index, .register(make(.long(0x0001_0203_0405_0607)))))
    append(.arithmetic(.shiftRight, index, .constant(56)))
    return (index, mark)
  }

  // MARK: Locals

  /// Returns the home of a local string, which is empty at first.
  mutating func makeStringLocal() -> StringHome {
    scratch.block = .entry
    lookUpScratch()
    let capacity = (stringLimit + 7) & ~7
    let home = StringHome(
      address: MachineAddress(scratchBase, scratch.reserve(capacity + 16)), capacity: capacity,
      length: copy(.constant(0)), status: copy(.constant(0)))
    pad(home)
    return home
  }

  /// Sets the local in `home` to `string`.
  mutating func assign(_ string: SelectedString, to home: StringHome) {
    let length = copy(string, to: home.address)
    if let register = home.length { append(.move(register, length)) }
    if let register = home.status { append(.move(register, string.status)) }
    pad(home)
  }

  /// Returns a copy of the local in `home`, which later changes of it do not touch.
  mutating func snapshot(of home: StringHome) -> StringHome {
    var result = home
    result.address = MachineAddress(scratchBase, scratch.reserve(home.capacity + 16))
    result.length = code.makeRegister()
    result.status = code.makeRegister()
    assign(.home(home), to: result)
    return result
  }
}

extension SelectedString {
  /// What became of the string when it was read.
  var status: MachineOperand {
    if case .home(let home) = self, let status = home.status { return .register(status) }
    return .constant(StringStatus.complete.rawValue)
  }

  /// Where the string was read; 0 if it was not in memory.
  var source: MachineOperand {
    if case .home(let home) = self, let source = home.source { return .register(source) }
    return .constant(0)
  }
}

extension [UInt8] {
  /// The bytes as little-endian words of 8, the last one padded with zeros.
  var words: [Int64] {
    stride(from: 0, to: count, by: 8).map { start in
      self[start..<Swift.min(start + 8, count)].reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
  }
}
