/// Places in the code where jumps land that go on to where other jumps cannot reach.
///
/// Before CPU version 4 a jump goes over 32,767 slots at most, so that long code needs some on its way:
///
///     if r1 == 0 goto island          if r1 == 0 goto island
///     …                               …
///     r2 = 5                          r2 = 5
///     …                               goto over
///     …                       island: goto far
///     …                         over: …
///
/// All jumps to one label share its island in a pool. Invariants:
/// - Pools ascend, and between two of them lie fewer slots than a jump can go over.
/// - An island leads nearer to its label than the jumps that lead to it are.
struct JumpIslands {
  /// A row of islands.
  private struct Pool {
    /// The number of the instruction that it stands in front of.
    let item: Int
    /// `true` iff the instruction before it goes on here, and so has to be led over it.
    let isPassed: Bool
    /// Its first slot.
    var start = 0
    /// The labels that its islands lead to.
    var labels: [Label] = []
    /// For each island the number of the pool that it goes to on its way; `nil` if it gets to its label.
    var hops: [Int?] = []

    /// The number of its slots.
    var slotCount: Int { labels.isEmpty ? 0 : labels.count + (isPassed ? 1 : 0) }

    /// Returns the slot of the island that leads to `label`; `nil` if there is none.
    func slot(of label: Label) -> Int? {
      labels.firstIndex(of: label).map { start + (isPassed ? 1 : 0) + $0 }
    }
  }

  /// How many slots lie between two pools, islands apart: half of what a jump can go over.
  private static let spacing = 1 << 14
  /// How far a pool is at most from the jump that is led there; the rest is for islands in between.
  private static let reach = 30_000

  /// The pools.
  private var pools: [Pool] = []
  /// For each instruction the number of the pool that it jumps to; `nil` if it jumps to its label.
  private var hops: [Int?]

  /// Creates pools without islands for `instructions`, which start at `starts`.
  init(_ instructions: [Instruction], starts: [Int]) {
    hops = Array(repeating: nil, count: instructions.count)
    var next = Self.spacing
    for index in instructions.indices.dropFirst() where starts[index] >= next {
      pools.append(Pool(item: index, isPassed: instructions[index - 1].goesOn))
      next = starts[index] + Self.spacing
    }
  }

  /// Returns the number of slots of the pool in front of instruction number `index`, which starts at `slot`.
  mutating func place(before index: Int, at slot: Int, _ cursor: inout Int) -> Int {
    guard cursor < pools.count, pools[cursor].item == index else { return 0 }
    pools[cursor].start = slot
    cursor += 1
    return pools[cursor - 1].slotCount
  }

  /// Returns where instruction number `index` jumps to on its way to `label`, which is at `target`.
  func destination(of index: Int, to label: Label, at target: Int) -> Int {
    hops[index].flatMap { pools[$0].slot(of: label) } ?? target
  }

  /// Leads the jump of instruction number `index`, which is at `slot`, to `label`, which is at `target`, by an island;
  /// `false` if there is none that it reaches.
  mutating func divert(_ index: Int, at slot: Int, to label: Label, at target: Int) -> Bool {
    guard let pool = pool(from: slot, towards: target) else { return false }
    hops[index] = pool
    addIsland(for: label, to: pool)
    return true
  }

  /// Leads islands that do not reach their labels, which are at `slots`, by others; returns whether any was.
  ///
  /// - Throws: `AssemblyError` if one cannot be led.
  mutating func divertIslands(_ slots: (Label) -> Int) throws(AssemblyError) -> Bool {
    var hasChanged = false
    for number in pools.indices {
      for (position, label) in pools[number].labels.enumerated()
      where pools[number].hops[position] == nil {
        guard let slot = pools[number].slot(of: label) else { continue }
        let distance = slots(label) - slot - 1
        if Int16(exactly: distance) != nil { continue }
        guard let pool = pool(from: slot, towards: slots(label)), pool != number else {
          throw .jumpTooFar(distance: distance)
        }
        pools[number].hops[position] = pool
        addIsland(for: label, to: pool)
        hasChanged = true
      }
    }
    return hasChanged
  }

  /// Adds an island that leads to `label` to the pool numbered `pool`, unless it has one.
  private mutating func addIsland(for label: Label, to pool: Int) {
    guard !pools[pool].labels.contains(label) else { return }
    pools[pool].labels.append(label)
    pools[pool].hops.append(nil)
  }

  /// Returns the number of the pool that is nearest to `target` and can be reached from `slot`; `nil` if none is
  /// between them.
  private func pool(from slot: Int, towards target: Int) -> Int? {
    let between = pools.indices.filter { number in
      let start = pools[number].start
      return target > slot
        ? start > slot && start <= min(target, slot + Self.reach)
        : start < slot && start >= max(target, slot - Self.reach)
    }
    return target > slot ? between.last : between.first
  }

  /// Returns the islands in front of instruction number `index`; labels are at `slots`.
  func instructions(before index: Int, _ slots: (Label) -> Int) -> [Instruction] {
    guard let pool = pools.first(where: { $0.item == index && !$0.labels.isEmpty }) else {
      return []
    }
    let skip = pool.isPassed ? [Instruction.jump(to: .distance(Int32(pool.labels.count)))] : []
    return skip
      + zip(pool.labels, pool.hops).enumerated().map { position, island in
        let (label, hop) = island
        let slot = pool.start + skip.count + position
        let target = hop.flatMap { pools[$0].slot(of: label) } ?? slots(label)
        return .jump(to: .distance(Int32(target - slot - 1)))
      }
  }
}

extension Instruction {
  /// `true` iff the instruction behind it can be the next one.
  fileprivate var goesOn: Bool {
    switch self {
    case .jump, .longJump, .exit: false
    default: true
    }
  }
}
