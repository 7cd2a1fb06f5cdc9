import BPF
import IR

/// Puts the code of the programs of one site together.
///
/// Between the halves only the context is alive: it is in `r1` where a half starts, and in the frame if
/// more than one half can run, or another program goes on.
struct SiteAssembly {
  /// The program.
  private let site: SiteProgram
  /// What it is part of.
  private let program: IR.Program
  /// Where the kernel-placed globals lie.
  private let layout: KernelLayout
  /// What may be taken for granted of the kernel.
  private let options: BPFBackendOptions
  /// Which halves hold the lock of handlers; nil if the kernel lets none wait for it.
  private let lock: HandlerLock?
  /// The number of the scratch element that it may use.
  private let scratchIndex: Int
  /// How members are found on another kernel.
  private let relocations: MemberRelocations
  /// Where constant bytes lie.
  private let constants: ConstantData
  /// The lines of the script, by number of the place.
  private let lines: [SourceLine?]
  /// The code of the present program so far.
  private var assembler: Assembler
  /// How many bytes of scratch memory the halves use.
  private(set) var scratchSize = 0
  /// How many bytes at the end of the frame hold the context.
  private var reservedFrame = 0
  /// `true` iff a half has been emitted that another one may follow.
  private var isContextLost = false

  /// Prepares to assemble `site`.
  init(
    _ site: SiteProgram, of program: IR.Program, layout: KernelLayout,
    options: BPFBackendOptions, lock: HandlerLock?, scratchIndex: Int,
    relocations: MemberRelocations, constants: ConstantData, lines: [SourceLine?]
  ) {
    self.site = site
    self.program = program
    self.layout = layout
    self.options = options
    self.lock = lock
    self.scratchIndex = scratchIndex
    self.relocations = relocations
    self.constants = constants
    self.lines = lines
    assembler = Assembler(cpu: options.cpu)
  }

  /// Returns the code of the program that is attached, and of those that it goes on with.
  ///
  /// - Throws: `HalfProblem` if a half has what the kernel cannot do.
  mutating func assembled() throws(HalfProblem) -> [Code] {
    let schedule = ProgramSchedule(site.halves)
    var parts = ProgramParts(of: schedule)
    var codes = try codes(of: parts)
    while codes.contains(where: { $0.slots.count > ProgramParts.codeLimit }) {
      let smaller = ProgramParts(of: schedule, partLimit: parts.partLimit / 4)
      // A single half is not cut, nor is what would need too many tail calls.
      guard smaller.parts.count > parts.parts.count else { break }
      parts = smaller
      codes = try self.codes(of: parts)
    }
    return codes
  }

  /// Returns the code of each of `programs`.
  private mutating func codes(of programs: ProgramParts) throws(HalfProblem) -> [Code] {
    var codes: [Code] = []
    for part in programs.parts { codes.append(try code(of: part)) }
    return codes
  }

  /// Returns the code of one program.
  private mutating func code(of part: ProgramParts.Part) throws(HalfProblem) -> Code {
    assembler = Assembler(cpu: options.cpu)
    assembler.line = lines[program.probes[site.halves[0].probe].location.index]
    isContextLost = false
    reservedFrame = part.needsContextTwice ? 8 : 0
    if part.needsContextTwice {
      assembler.emit(.store(.r1, at: .frame, offset: -8, width: .double))
    }
    for (index, segment) in part.segments.enumerated() {
      let isLast = part.next == nil && index == part.segments.count - 1
      switch segment {
      case .direct(.always(let halves)): try emit(halves, isLast: isLast)
      case .direct(.dispatch(let dispatch)): try emit(dispatch, isLast: isLast)
      case .branch(let key, let cases): emit(key, cases, isLast: isLast)
      }
    }
    if let next = part.next { goOn(with: next) }
    do {
      return try assembler.assemble()
    } catch {
      let place = program.probes[site.halves[0].probe].location
      throw HalfProblem(kind: .assembly("\(error)"), location: place)
    }
  }

  /// Emits halves that run one after another; behind the last of them the program ends if `isLast`.
  private mutating func emit(_ halves: [KernelHalf], isLast: Bool) throws(HalfProblem) {
    for (index, half) in halves.enumerated() {
      restoreContext()
      let code = try code(for: half, numbering: .fixed)
      if isLast, index == halves.count - 1 {
        try emit(code, of: half, ending: .exit)
      } else {
        let next = assembler.makeLabel()
        try emit(code, of: half, ending: .fallThrough(next))
        assembler.bind(next)
      }
      isContextLost = true
    }
  }

  /// Emits what brings the context back to `r1` if a half has run.
  private mutating func restoreContext() {
    guard isContextLost else { return }
    assembler.emit(.load(.r1, at: .frame, offset: -8, width: .double))
  }

  /// Returns code for `half` over virtual registers.
  private mutating func code(
    for half: KernelHalf, numbering: HalfSelection.ProbeNumbering
  ) throws(HalfProblem) -> MachineCode {
    var selection = selection(of: half, numbering)
    let code = try selection.selected()
    scratchSize = max(scratchSize, selection.scratch.size)
    return code
  }

  /// Prepares to select code for `half`.
  private func selection(
    of half: KernelHalf, _ numbering: HalfSelection.ProbeNumbering
  ) -> HalfSelection {
    HalfSelection(
      half, of: program, layout: layout, options: options, lock: lock, arguments: site.arguments,
      scratchIndex: scratchIndex, relocations: relocations, constants: constants,
      numbering: numbering)
  }

  /// Emits `code`, which ends as `ending` says.
  private mutating func emit(
    _ code: MachineCode, of half: KernelHalf, ending: Emitter.Ending
  ) throws(HalfProblem) {
    let allocation = RegisterAllocation(of: code)
    let frame = FrameLayout(sizes: allocation.code.frameSlots, reserved: reservedFrame)
    guard frame.size <= FrameLayout.capacity else {
      let place = program.probes[half.probe].location
      throw HalfProblem(kind: .frameOverflow(frame.size), location: place)
    }
    var emitter = Emitter(allocation, frame: frame, lines: lines, ending: ending)
    emitter.emit(into: &assembler)
  }

  // MARK: Other programs

  /// Emits a search for the value of `key` among `cases`, and what goes on with the programs that it leads to.
  private mutating func emit(
    _ key: DispatchKey, _ cases: [(value: Int32, part: Int)], isLast: Bool
  ) {
    restoreContext()
    let end = assembler.makeLabel()
    emit(key, end: end)
    var labels: [Int: Label] = [:]
    var targets: [(value: Int32, label: Label)] = []
    for (value, part) in cases {
      let label = labels[part] ?? assembler.makeLabel()
      labels[part] = label
      targets.append((value, label))
    }
    search(targets[...], end: end)
    for (part, label) in labels.sorted(by: { $0.key < $1.key }) {
      assembler.bind(label)
      goOn(with: part)
    }
    assembler.bind(end)
    if isLast { finish() }
    isContextLost = true
  }

  /// Emits what goes on with the program numbered `part`.
  private mutating func goOn(with part: Int) {
    // A constant index lets the kernel make a direct jump of the call.
    assembler.emit(.load(.r1, at: .frame, offset: -8, width: .double))
    assembler.emit(.loadMapFD(.r2, site.continuation(part).map))
    assembler.emit(.move(.r3, Int32(part)))
    assembler.emit(.call(.tailCall))
    finish()
  }

  /// Emits the end of the program.
  private mutating func finish() {
    assembler.emit(.move(.r0, 0))
    assembler.emit(.exit)
  }

  // MARK: Dispatch

  /// Emits a search for the value of the key, and the halves that it leads to.
  private mutating func emit(
    _ dispatch: ProgramSchedule.Dispatch, isLast: Bool
  ) throws(HalfProblem) {
    restoreContext()
    let end = assembler.makeLabel()
    emit(dispatch.key, end: end)
    let leaves = dispatch.cases.map { _ in assembler.makeLabel() }
    let targets = zip(dispatch.cases, leaves).map { (value: $0.value, label: $1) }
    search(targets[...], end: end)
    let ending = isLast ? Emitter.Ending.exit : .jump(end)
    var shared = SharedBodies(of: dispatch)
    for (leaf, label) in zip(dispatch.cases, leaves) {
      assembler.bind(label)
      if let half = leaf.halves.first, let body = try sharedBody(of: leaf.halves, in: &shared) {
        assembler.emit(.move(.r2, Int32(half.probe)))
        assembler.emit(.jump(to: body))
      } else {
        try emit(leaf.halves, ending: ending)
      }
    }
    for body in shared.bodies {
      assembler.bind(body.label)
      try emit(body.code, of: body.half, ending: ending)
    }
    assembler.bind(end)
    if isLast { finish() }
    isContextLost = true
  }

  /// Emits the halves of one value of the key.
  private mutating func emit(
    _ halves: [KernelHalf], ending: Emitter.Ending
  ) throws(HalfProblem) {
    for (index, half) in halves.enumerated() {
      if index > 0 { assembler.emit(.load(.r1, at: .frame, offset: -8, width: .double)) }
      let code = try code(for: half, numbering: .fixed)
      if index == halves.count - 1 {
        try emit(code, of: half, ending: ending)
      } else {
        let next = assembler.makeLabel()
        try emit(code, of: half, ending: .fallThrough(next))
        assembler.bind(next)
      }
    }
  }

  /// Returns the code that the one half of `halves` shares with others; nil if it shares none.
  private mutating func sharedBody(
    of halves: [KernelHalf], in shared: inout SharedBodies
  ) throws(HalfProblem) -> Label? {
    guard halves.count == 1 else { return nil }
    let body = SharedBody(of: halves[0])
    if let found = shared.label(of: body) { return found }
    guard shared.isWorthSharing(body) else { return nil }
    var selection = selection(of: halves[0], .passed)
    let code = try selection.selected()
    // A failure record names a place in the script, and that differs.
    if selection.failures.report != nil {
      shared.refuse(body)
      return nil
    }
    scratchSize = max(scratchSize, selection.scratch.size)
    let label = assembler.makeLabel()
    shared.add(body, SharedBodies.Body(label: label, half: halves[0], code: code))
    return label
  }

  /// Emits what loads the key into `r2`; where it cannot be read, no half runs.
  private mutating func emit(_ key: DispatchKey, end: Label) {
    switch key {
    case .argument(let access):
      load(
        at: .r1, site.arguments.offset(of: access.index, in: options.registers),
        size: access.size, isSigned: access.isSigned)
    case .field(let field):
      let isSigned = if case .integer(let isSigned) = field.kind { isSigned } else { false }
      load(at: .r1, field.offset, size: field.size, isSigned: isSigned)
    case .member(let access, let member):
      load(
        at: .r1, site.arguments.offset(of: access.index, in: options.registers), size: 8,
        isSigned: false)
      assembler.emit(.jump(if: .equal, .r2, 0, to: end))
      load(
        at: .r2, member.offset, size: member.size, isSigned: member.isSigned,
        relocation: relocations.offset(of: member))
    }
  }

  /// Emits a load into `r2`.
  private mutating func load(
    at base: Register, _ offset: Int, size: Int, isSigned: Bool,
    relocation: TypeRelocation? = nil
  ) {
    let width = MemoryWidth(rawValue: size) ?? .double
    assembler.emit(
      .load(.r2, at: base, offset: Int16(offset), width: width), relocation: relocation)
    guard isSigned, width != .double else { return }
    assembler.emit(.shiftLeft(.r2, Int32(64 - width.bitCount)))
    assembler.emit(.shiftRightSigned(.r2, Int32(64 - width.bitCount)))
  }

  /// Emits a binary search for `r2` among `targets`, whose values ascend.
  private mutating func search(
    _ targets: ArraySlice<(value: Int32, label: Label)>, end: Label
  ) {
    guard targets.count > 3 else {
      for target in targets {
        assembler.emit(.jump(if: .equal, .r2, target.value, to: target.label))
      }
      assembler.emit(.jump(to: end))
      return
    }
    let middle = targets.startIndex + targets.count / 2
    let upper = assembler.makeLabel()
    assembler.emit(.jump(if: .signedGreaterOrEqual, .r2, targets[middle].value, to: upper))
    search(targets[..<middle], end: end)
    assembler.bind(upper)
    search(targets[middle...], end: end)
  }
}

/// The pieces of code that several halves of one dispatch share.
private struct SharedBodies {
  /// One piece.
  struct Body {
    /// Where it starts.
    let label: Label
    /// One of the halves.
    let half: KernelHalf
    /// The code, which is given the number of the probe.
    let code: MachineCode
  }

  /// The pieces, in order.
  private(set) var bodies: [Body] = []
  /// The pieces by what they do.
  private var labels: [SharedBody: Label] = [:]
  /// How many halves have each in common.
  private var counts: [SharedBody: Int] = [:]

  /// Counts what the halves of `dispatch` have in common.
  init(of dispatch: ProgramSchedule.Dispatch) {
    for leaf in dispatch.cases where leaf.halves.count == 1 {
      counts[SharedBody(of: leaf.halves[0]), default: 0] += 1
    }
  }

  /// Returns where `body` starts, if it is there already.
  func label(of body: SharedBody) -> Label? { labels[body] }

  /// `true` iff more than one half can use `body`.
  func isWorthSharing(_ body: SharedBody) -> Bool { counts[body, default: 0] > 1 }

  /// Notes that `body` cannot be shared.
  mutating func refuse(_ body: SharedBody) { counts[body] = 0 }

  /// Adds the code of `body`.
  mutating func add(_ body: SharedBody, _ code: Body) {
    labels[body] = code.label
    bodies.append(code)
  }
}

extension ProgramParts.Part {
  /// `true` iff something may need the context after a half has run: another half, or another program.
  fileprivate var needsContextTwice: Bool {
    guard segments.count == 1, next == nil else { return true }
    switch segments[0] {
    case .direct(.always(let halves)): return halves.count > 1
    case .direct(.dispatch(let dispatch)): return dispatch.cases.contains { $0.halves.count > 1 }
    case .branch: return true
    }
  }
}
