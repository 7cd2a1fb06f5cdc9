import BPF
import IR

/// The memory of the program that is neither frame nor record: an element of a per-CPU array.
struct Scratch {
  /// The most bytes that a per-CPU array allows for an element.
  static let capacity = 32 << 10
  /// The start; nil where it has not been looked up.
  var base: VirtualRegister?
  /// How many bytes are used.
  var size = 0
  /// The block in which it is looked up; nil if it is not needed.
  var block: BlockID?

  /// `true` iff `block` is where it is looked up, and that has not been done yet.
  func isLookedUp(in block: BlockID) -> Bool { self.block == block && base == nil }

  /// Returns where `count` bytes start that nothing else uses.
  mutating func reserve(_ count: Int) -> Int {
    defer { size += (count + 7) & ~7 }
    return size
  }
}

/// Scratch memory: where it is looked up, and what lies in it.
extension HalfSelection {
  /// The most bytes that a string has.
  ///
  /// A path has at most 4,095 bytes (PATH_MAX), and scratch memory must hold several strings.
  var stringLimit: Int { min(program.limits.maximumStringLength - 1, 4095) }

  /// The start of the scratch memory.
  ///
  /// - Requires: it was looked up on all ways to this place.
  var scratchBase: VirtualRegister {
    guard let base = scratch.base else { preconditionFailure("scratch memory was not looked up") }
    return base
  }

  /// Reserves the place of the record, and decides where scratch memory is looked up: in the last
  /// block that stands on all ways to where it is needed.
  mutating func reserveScratch() {
    if plan == .assembled {
      record.tailCapacity = min(expectedTail, mostTail)
      var size = layout.fixedSize + record.tailCapacity
      // The stream is copied to the end of the tail, which must not run into it.
      if layout.hasStream { size += RecordState.streamCapacity }
      _ = scratch.reserve(size)
      if layout.hasStream {
        record.streamOffset = scratch.reserve(RecordState.streamCapacity)
        record.streamCountOffset = scratch.reserve(8)
      }
    }
    let dominators = DominatorTree(facts.graph)
    for block in facts.graph.reversePostorder {
      guard half.function[block].instructions.contains(where: needsScratch) else { continue }
      scratch.block = scratch.block.map { dominators.common($0, block) } ?? block
    }
  }

  /// How many bytes the tail may have: what scratch memory leaves beside the stream and the strings that are put together or read
  /// for something else than the record, but at least what a long string and some short ones take.
  private var mostTail: Int {
    let locals = half.function.locals.count { $0.type == .string }
    let taken =
      layout.fixedSize + locals * (stringLimit + 17) + Self.roomForStrings
      + (layout.hasStream ? 2 * RecordState.streamCapacity + 8 : 0)
    let capacities = RecordState.tailCapacities
    return min(max(capacities.lowerBound, Scratch.capacity - taken), capacities.upperBound)
  }

  /// How many bytes strings have that are not in locals, and are not captured.
  private static let roomForStrings = 4 << 10

  /// How many bytes the strings in the tail have at most, if none stands in a loop.
  private var expectedTail: Int {
    layout.slots.reduce(0) { sum, kind in
      kind.isString ? sum + stringLimit + 1 + 8 : sum
    }
  }

  /// `true` iff the instruction `id` uses scratch memory.
  func needsScratch(_ id: ValueID) -> Bool {
    let instruction = half.function[id]
    switch instruction.operation {
    case .commit, .capture, .captureNext: return plan == .assembled
    case .writeLocal(let local, _): return half.function[local].type == .string
    case .string: return false
    case .intrinsic(.execname, _): return plan == .assembled && facts.isOnlyCaptured(id)
    case .readGlobal(let global, let keys), .addToGlobal(let global, let keys, _),
      .accumulate(let global, let keys, _):
      return instruction.type == .string || needsScratch(forKeys: keys, of: global)
        || isNoted(id)
    case .writeGlobal(let global, let keys, let value):
      // A scalar takes its string as it is; an element is put together first.
      let isElement = !keys.isEmpty && half.function[value].type == .string
      return isElement || needsScratch(forKeys: keys, of: global) || isNoted(id)
    case .contains(let global, let keys), .delete(let global, let keys):
      return needsScratch(forKeys: keys.compactMap { $0 }, of: global)
    default: return instruction.type == .string || isNoted(id)
    }
  }

  /// `true` iff a failure of the instruction `id` is noted in an assembled record.
  private func isNoted(_ id: ValueID) -> Bool {
    plan == .assembled && half.function[id].operation.canFail
      && (facts.slots[id.index] != nil || facts.isStreamed[id.index])
  }

  /// `true` iff the keys of `global` are too long for the frame.
  private func needsScratch(forKeys keys: [ValueID], of global: GlobalID) -> Bool {
    !keys.isEmpty && program[global].keySizes.reduce(0, +) > Self.maximumFrameKeySize
  }

  /// The most bytes of keys that are put together in the frame.
  static let maximumFrameKeySize = 128

  /// Looks the scratch memory up, and starts the record in it.
  mutating func lookUpScratch() {
    guard scratch.base == nil else { return }
    let key = keyAddress(size: 4)
    store(.constant(Int32(scratchIndex)), key, .word)
    let base = call(.mapLookupElem, [.constant(.map(MapNames.scratch)), argument(key)])
    let nothing = aside { $0.leave() }
    leave(if: .equal, base, .constant(0), to: nothing)
    scratch.base = base
    guard plan == .assembled else { return }
    record.base = base
    if layout.hasTail { record.tail = copy(.constant(0)) }
    guard layout.hasStream else { return }
    record.stream = copy(.constant(0))
    // The reader finds the stream by the ends of the strings, whether they were captured or not.
    for (kind, offset) in zip(layout.slots, layout.offsets) where kind.size == 16 {
      store(.constant(0), MachineAddress(base, offset))
    }
  }
}
