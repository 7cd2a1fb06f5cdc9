/// Instructions that run one after another.
struct MachineBlock: Hashable {
  /// The instructions, in order.
  var instructions: [MachineInstruction] = []
  /// How it ends.
  var terminator: MachineTerminator = .leave
  /// The number of the place in the script that asked for the terminator.
  var location = 0
  /// How often it runs, relative to the entry; an estimate.
  var frequency = 1.0
}

/// The code of one kernel half over virtual registers.
///
/// Block 0 is the entry. A register is set on every path to each of its uses.
struct MachineCode {
  /// The blocks.
  private(set) var blocks: [MachineBlock] = [MachineBlock()]
  /// The sizes of the stretches of the frame, multiples of 8.
  private(set) var frameSlots: [Int] = []
  /// How many virtual registers there are.
  private(set) var registerCount = 0

  /// The block numbered `id`.
  subscript(id: MachineBlockID) -> MachineBlock {
    get { blocks[id.index] }
    set { blocks[id.index] = newValue }
  }

  /// Returns a new virtual register.
  mutating func makeRegister() -> VirtualRegister {
    registerCount += 1
    return VirtualRegister(number: registerCount - 1)
  }

  /// Returns a new block that runs `frequency` times for each time that the entry runs.
  mutating func makeBlock(frequency: Double) -> MachineBlockID {
    blocks.append(MachineBlock(frequency: frequency))
    return MachineBlockID(index: blocks.count - 1)
  }

  /// Returns a new stretch of the frame of `size` bytes, rounded up to a multiple of 8.
  mutating func makeFrameSlot(size: Int) -> FrameSlot {
    frameSlots.append((size + 7) & ~7)
    return FrameSlot(index: frameSlots.count - 1)
  }

  /// Makes `slot` at least `size` bytes long.
  mutating func enlarge(_ slot: FrameSlot, to size: Int) {
    frameSlots[slot.index] = max(frameSlots[slot.index], (size + 7) & ~7)
  }

  /// The blocks that can be reached, each before those that follow it on paths without loops.
  var order: [MachineBlockID] {
    var visited = Array(repeating: false, count: blocks.count)
    var finished: [MachineBlockID] = []
    var stack: [(block: MachineBlockID, next: Int)] = [(MachineBlockID(index: 0), 0)]
    visited[0] = true
    while let (block, next) = stack.last {
      // The last successor is visited first, so that the first one comes to lie directly behind.
      let successors = Array(self[block].terminator.successors.reversed())
      if next == successors.count {
        finished.append(block)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let successor = successors[next]
      if !visited[successor.index] {
        visited[successor.index] = true
        stack.append((successor, 0))
      }
    }
    return finished.reversed()
  }
}
