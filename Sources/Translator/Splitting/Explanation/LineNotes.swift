import IR

/// The notes on the lines of one handler, while they are collected.
struct LineNotes {
  /// What is noted of a part of a line.
  enum Note: Int, CaseIterable {
    /// The kernel half reads it for the record.
    case captured
    /// The kernel half reads it for itself.
    case read
    /// The kernel half computes it.
    case computed
    /// The kernel half decides by it whether a record is due.
    case decidesRecord
    /// The kernel half decides by it what else it does.
    case decidesEffect
    /// The kernel half changes what lives in the kernel.
    case changed
    /// The user half decides by it, because only user space can.
    case decidedByNeed
    /// The user half decides by it, because the kernel need not.
    case decidedByChoice
    /// The user half reads memory that only it knows where to find.
    case readLate
    /// The user half reads or changes what lives in user space.
    case used
    /// Only user space can do it.
    case ofUserSpace
    /// The user half computes it, because the kernel need not.
    case left
  }

  /// A line.
  private struct Place: Hashable {
    /// The name of the file.
    let file: String
    /// The number of the line.
    let line: Int
  }

  /// A part of a line.
  private struct Part: Hashable {
    /// The column.
    let column: Int
    /// What stands there.
    let word: String
  }

  /// The planner.
  private let planner: SplitPlanner
  /// The plan.
  private let plan: SplitPlan
  /// What the handler is part of.
  private let program: Program
  /// The parts of each line, by what is noted of them.
  private var parts: [Place: [Note: Set<Part>]] = [:]
  /// The texts of the lines.
  private var texts: [Place: String] = [:]
  /// The decisions that lead to where a record is due.
  private let recordDecisions: Set<BlockID>

  /// Creates the notes on what `planner` has planned.
  init(_ planner: SplitPlanner, _ plan: SplitPlan, _ program: Program) {
    self.planner = planner
    self.plan = plan
    self.program = program
    recordDecisions = plan.commit.map { Self.decisions(over: $0.block, planner.shape) } ?? []
  }

  /// Returns the blocks whose decisions lead to `block`.
  private static func decisions(over block: BlockID, _ shape: HandlerShape) -> Set<BlockID> {
    var found: Set<BlockID> = []
    var pending = [block]
    while let next = pending.popLast() {
      for control in shape.controls[next.index] where found.insert(control.block).inserted {
        pending.append(control.block)
      }
    }
    return found
  }

  // MARK: Collecting

  /// Collects the notes.
  mutating func collect() {
    let function = planner.shape.function
    for block in planner.shape.graph.reversePostorder {
      for id in function[block].instructions { note(id) }
      guard let decider = function[block].terminator.operand,
        function[block].terminator.successors.count > 1
      else { continue }
      if plan.kernelDecisions.contains(block) {
        add(recordDecisions.contains(block) ? .decidesRecord : .decidesEffect, decider)
      } else if plan.userDecisions.contains(block) {
        let isPossible = planner.computability.isComputable[decider.index]
        add(isPossible ? .decidedByChoice : .decidedByNeed, decider)
      }
    }
  }

  /// Notes where the instruction `id` runs.
  private mutating func note(_ id: ValueID) {
    let isInKernel = plan.kernelInstructions.contains(id) || isMoved(id)
    let isInUserHalf = plan.userInstructions.contains(id)
    let operation = planner.shape.function[id].operation
    if operation.countsActions { return }
    if plan.lateReads.contains(id) { return add(.readLate, id) }
    switch planner.roles[id] {
    case .kernelRead where isInKernel: add(isInUserHalf ? .captured : .read, id)
    case .kernelEffect: add(.changed, id)
    case .userEffect: add(operation.global == nil ? .ofUserSpace : .used, id)
    case .userRead where isInUserHalf: add(operation.global == nil ? .ofUserSpace : .used, id)
    case .shared where !operation.isConstant:
      if isInKernel { add(.computed, id) } else if isInUserHalf { add(.left, id) }
    case .kernelRead, .shared, .local, .userRead: break
    }
  }

  /// `true` iff the instruction `id` is done where the record becomes due.
  private func isMoved(_ id: ValueID) -> Bool { plan.captures.contains(.movedToCommit(id)) }

  /// Notes `note` of the place of the instruction `id`.
  private mutating func add(_ note: Note, _ id: ValueID) {
    let instruction = planner.shape.function[id]
    let location = program[instruction.location]
    guard location.line > 0 else { return }
    let place = Place(file: location.file, line: location.line)
    let name = instruction.operation.global.map { program[$0].name }
    let part = Part(column: location.column, word: name ?? location.word)
    parts[place, default: [:]][note, default: []].insert(part)
    texts[place] = location.text
  }

  // MARK: The result

  /// Returns when a record is sent, and why; lines are those of `ownFile`.
  func record(ownFile: String) -> String {
    guard plan.commit != nil else { return "none, because nothing is left for user space" }
    var own: Set<Int> = []
    var others: Set<String> = []
    for block in recordDecisions {
      let control = HandlerShape.Control(
        block: block, isByFailure: planner.shape.function[block].catchBlock != nil)
      for id in planner.shape.deciders(of: control) {
        let location = program[planner.shape.function[id].location]
        if location.file == ownFile {
          own.insert(location.line)
        } else {
          others.insert(location.file)
        }
      }
    }
    let places = own.sorted().map { "line \($0)" } + others.sorted().map { $0 }
    if places.isEmpty { return "for each event, because the kernel has nothing to decide" }
    return "where the kernel decides that something is left for user space, in "
      + places.joined(separator: ", ")
  }

  /// Returns the lines; those of `ownFile` come first.
  func lines(ownFile: String) -> [ProbeExplanation.Line] {
    let places = parts.keys.sorted {
      ($0.file == ownFile ? 0 : 1, $0.file, $0.line) < (
        $1.file == ownFile ? 0 : 1, $1.file, $1.line
      )
    }
    return places.map { place in
      let text = (texts[place] ?? "").drop { $0 == " " || $0 == "\t" }
      return ProbeExplanation.Line(
        file: place.file, number: place.line, text: String(text),
        notes: notes(of: parts[place] ?? [:]))
    }
  }

  /// Returns the notes on a line with `parts`.
  private func notes(of parts: [Note: Set<Part>]) -> [String] {
    Note.allCases.compactMap { note in
      guard let found = parts[note] else { return nil }
      let sorted = found.sorted { ($0.column, $0.word) < ($1.column, $1.word) }
      // A decision is said once, and not again as a computation.
      let said = sorted.filter { part in
        note != .computed && note != .left || !isDecision(part, in: parts)
      }
      var words: [String] = []
      for part in said where !words.contains("'\(part.word)'") { words.append("'\(part.word)'") }
      return words.isEmpty ? nil : note.sentence(on: words.joined(separator: ", "))
    }
  }

  /// `true` iff something is decided by `part`.
  private func isDecision(_ part: Part, in parts: [Note: Set<Part>]) -> Bool {
    let decisions: [Note] = [.decidesRecord, .decidesEffect, .decidedByNeed, .decidedByChoice]
    return decisions.contains { parts[$0]?.contains(part) ?? false }
  }
}

extension LineNotes.Note {
  /// Returns the sentence that says it of `words`.
  fileprivate func sentence(on words: String) -> String {
    switch self {
    case .captured: "kernel: captures \(words) for the user half, because only the kernel has it"
    case .read: "kernel: reads \(words) for itself, because only the kernel has it"
    case .computed: "kernel: computes \(words), because it goes by the result"
    case .decidesRecord: "kernel: decides at \(words), because a record depends on it"
    case .decidesEffect:
      "kernel: decides at \(words), because what it does depends on it"
    case .changed: "kernel: changes \(words), because it lives in the kernel"
    case .decidedByNeed: "user: decides at \(words), because only user space can"
    case .decidedByChoice: "user: decides at \(words), because nothing in the kernel depends on it"
    case .readLate: "user: reads \(words) a moment later, because only it knows where"
    case .used: "user: uses \(words), because it lives in user space"
    case .ofUserSpace: "user: does \(words), because only user space can"
    case .left: "user: computes \(words), because nothing in the kernel depends on it"
    }
  }
}

extension Operation {
  /// `true` iff it is a constant.
  fileprivate var isConstant: Bool {
    switch self {
    case .long, .string: true
    default: false
    }
  }
}

extension Location {
  /// What stands there, without its kind: `pid` of `identifier 'pid'`.
  fileprivate var word: String {
    guard let first = token.firstIndex(of: "'"), let last = token.lastIndex(of: "'"), first < last
    else { return token }
    return String(token[token.index(after: first)..<last])
  }
}
