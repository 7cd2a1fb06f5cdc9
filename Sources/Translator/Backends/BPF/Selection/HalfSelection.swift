import BPF
import IR

/// Selects machine instructions for one kernel half.
///
/// Each value of the half becomes a virtual register, a constant, or what `SelectedValue` says; each
/// local becomes a virtual register or a stretch of scratch memory. What a half does with memory,
/// globals, strings and records is said by the extensions of this type.
struct HalfSelection {
  /// The half.
  let half: KernelHalf
  /// The program that it belongs to.
  let program: IR.Program
  /// Where the kernel-placed globals lie.
  let kernelLayout: KernelLayout
  /// What may be taken for granted of the kernel.
  let options: BPFBackendOptions
  /// What was found out about the half.
  let facts: HalfFacts
  /// How its record is made.
  let plan: RecordPlan
  /// The number of the scratch element that it may use.
  let scratchIndex: Int
  /// How members are found on another kernel.
  let relocations: MemberRelocations
  /// Where constant bytes lie.
  let constants: ConstantData
  /// Whether the verifier knows the types of the arguments.
  let arguments: ArgumentTyping
  /// Which halves hold the lock of handlers; nil if the kernel lets none wait for it.
  let lock: HandlerLock?

  /// The code so far.
  var code = MachineCode()
  /// The block that instructions are appended to.
  var current = MachineBlockID(index: 0)
  /// `true` iff the current block has its terminator.
  var isTerminated = false
  /// The number of the place in the script that instructions come from.
  var location = 0
  /// The block of the half that is being selected.
  var block = BlockID.entry
  /// Whether a record is due here.
  var commitState = CommitState.no
  /// What stands for each value.
  var values: [SelectedValue?]
  /// The machine block for each block of the half.
  var blocks: [MachineBlockID?] = []
  /// The registers of the locals that are longs.
  var longLocals: [VirtualRegister?] = []
  /// The locals that hold typed pointers.
  var typedLocals: Set<LocalID> = []
  /// The homes of the locals that are strings.
  var stringLocals: [StringHome?] = []
  /// The context of the program.
  let context: VirtualRegister
  /// The number of the probe: a constant, or what a shared body is given.
  let probeNumber: MachineOperand
  /// What is known at the end of each block of the half.
  var knowledge: [Knowledge?] = []
  /// What is known here.
  var known = Knowledge()
  /// The scratch memory.
  var scratch = Scratch()
  /// The record.
  var record = RecordState()
  /// Where the lock of handlers is taken and given back.
  var handlerLock = LockState()
  /// The code that several failures share.
  var failures = FailureState()
  /// The stretch of the frame for keys of maps.
  var keySlot: FrameSlot?
  /// The stretch of the frame for values that helpers read or write.
  var valueSlot: FrameSlot?
  /// How many rounds all loops have made; nil if there is no loop.
  var rounds: VirtualRegister?
  /// How many statements have been counted; nil if none are.
  var actions: VirtualRegister?

  /// What is known at a place because all ways there passed something.
  struct Knowledge {
    /// The pointers that are not null.
    var nonNull: Set<ValueID> = []
    /// The results of calls that yield the same all through one run.
    var results: [Helper: VirtualRegister] = [:]
  }

  /// Selects code for `half`; `sharedProbeNumber` is true iff the number of the probe arrives in `r2`.
  init(
    _ half: KernelHalf, of program: IR.Program, layout: KernelLayout, options: BPFBackendOptions,
    lock: HandlerLock?, arguments: ArgumentTyping, scratchIndex: Int,
    relocations: MemberRelocations, constants: ConstantData, numbering: ProbeNumbering
  ) {
    self.half = half
    self.program = program
    kernelLayout = layout
    self.options = options
    self.lock = lock
    facts = HalfFacts(of: half, arguments: arguments)
    plan = RecordPlan(for: half, facts: facts)
    self.scratchIndex = scratchIndex
    self.relocations = relocations
    self.constants = constants
    self.arguments = arguments
    values = Array(repeating: nil, count: half.function.instructions.count)
    var code = MachineCode()
    context = code.makeRegister()
    var arrivals = [MachineOperation.Arrival(register: .r1, destination: context)]
    switch numbering {
    case .fixed: probeNumber = .constant(Int32(half.probe))
    case .passed:
      let register = code.makeRegister()
      arrivals.append(MachineOperation.Arrival(register: .r2, destination: register))
      probeNumber = .register(register)
    }
    self.code = code
    append(.receive(arrivals))
  }

  /// Where a half has the number of its probe from.
  enum ProbeNumbering {
    /// It is a constant.
    case fixed
    /// It is in `r2` at the start, because several probes share the code.
    case passed
  }

  /// Returns the code.
  ///
  /// - Throws: `HalfProblem` if the half has what the kernel cannot do.
  mutating func selected() throws(HalfProblem) -> MachineCode {
    prepare()
    for id in facts.graph.reversePostorder { try select(id) }
    finishSharedBlocks()
    if scratch.size > Scratch.capacity { throw problem(.scratchOverflow(scratch.size)) }
    return code
  }

  /// Makes the blocks and the locals, and plans where scratch memory is looked up.
  private mutating func prepare() {
    let function = half.function
    blocks = function.blocks.indices.map { index in
      guard facts.graph.isReachable(BlockID(index)) else { return nil }
      return index == BlockID.entry.index
        ? current : code.makeBlock(frequency: facts.isInLoop[index] ? 8 : 1)
    }
    knowledge = Array(repeating: nil, count: function.blocks.count)
    reserveScratch()
    prepareLock()
    prepareRecord()
    prepareLocals()
    prepareLoops()
    // Nothing jumps to the entry, so it simply goes on where preparing has come to.
    blocks[BlockID.entry.index] = current
  }

  /// Selects the block numbered `id`.
  private mutating func select(_ id: BlockID) throws(HalfProblem) {
    block = id
    move(to: machineBlock(id))
    commitState = facts.commitStates[id.index]
    known = knowledgeAtStart(of: id)
    // What fails here goes on in another block, where the lock may be needed.
    if takesLock(in: id), half.function[id].catchBlock != nil { takeLock() }
    for value in half.function[id].instructions {
      let instruction = half.function[value]
      location = instruction.location.index
      if takesLock(in: id), needsLock(value) { takeLock() }
      if scratch.isLookedUp(in: id), needsScratch(value) { lookUpScratch() }
      try select(value, instruction)
    }
    if scratch.isLookedUp(in: id) { lookUpScratch() }
    if takesLock(in: id) { takeLock() }
    knowledge[id.index] = known
    try selectTerminator(of: id)
  }

  /// Returns what is known at the start of the block numbered `id`.
  private func knowledgeAtStart(of id: BlockID) -> Knowledge {
    let predecessors = facts.graph.predecessors(of: id)
    // A block that is entered by a failure does not know how far the block before it came.
    guard predecessors.count == 1, let before = predecessors.first,
      half.function[before].catchBlock != id
    else { return Knowledge() }
    return knowledge[before.index] ?? Knowledge()
  }

  /// Returns the machine block of a block that can be reached.
  func machineBlock(_ id: BlockID) -> MachineBlockID {
    guard let machine = blocks[id.index] else {
      preconditionFailure("block \(id.index) cannot be reached")
    }
    return machine
  }

  /// Returns the problem `kind` at this place.
  func problem(_ kind: HalfProblem.Kind) -> HalfProblem {
    HalfProblem(kind: kind, location: LocationID(location))
  }
}
