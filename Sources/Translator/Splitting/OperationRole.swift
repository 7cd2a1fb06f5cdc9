import IR

/// Which half of a handler an operation belongs to, given where the globals live.
package enum OperationRole: Sendable {
  /// Only the kernel can do it, and the kernel keeps no trace of it: a read.
  case kernelRead
  /// Only the kernel can do it, and it changes a kernel-placed global.
  case kernelEffect
  /// Both halves can do it, each for itself.
  case shared
  /// It reads or sets a local of the half that it stands in.
  case local
  /// Only user space can do it, and nobody notices if it is left out.
  case userRead
  /// Only user space can do it, and leaving it out would be noticed.
  case userEffect

  /// `true` iff the operation stands in the kernel half and its result is captured.
  package var isKernelOnly: Bool {
    switch self {
    case .kernelRead, .kernelEffect: true
    case .shared, .local, .userRead, .userEffect: false
    }
  }
}

/// Decides the roles of operations in one program.
package struct RoleTable: Sendable {
  /// The globals that live in the kernel, by number.
  private var isInKernel: [Bool]
  /// The globals that may be read in the kernel although they do not live there yet, by number.
  private var isReadableInKernel: [Bool]
  /// Whether kernel halves put strings together.
  private var stringBuilding = StringBuilding.inBothHalves
  /// For each function of the program whether a call of it would be noticed.
  private let hasVisibleEffect: [Bool]

  /// Whether kernel halves put strings together.
  enum StringBuilding {
    /// Where that is needed for what only they can do, or for a decision.
    case inBothHalves
    /// Never.
    case inUserHalf
  }

  /// Where a global lives.
  enum GlobalPlace: Hashable {
    /// In the kernel.
    case kernel
    /// In user space, though it may be read in the kernel.
    case readableInKernel
    /// In user space.
    case userSpace
  }

  /// The regular expressions that kernel halves can have.
  private let kernelPatterns: Set<[UInt8]>
  /// `true` iff a match leaves behind what the program asks for later.
  private let asksForGroups: Bool

  /// What runs the kernel halves.
  private let engine: TargetEngine

  /// Creates a table for `program` in which the globals with `isInKernel` live in the kernel, whose halves `engine`
  /// runs.
  package init(program: Program, isInKernel: [Bool], engine: TargetEngine = .bpf) {
    self.engine = engine
    self.isInKernel = isInKernel
    isReadableInKernel = isInKernel
    hasVisibleEffect = program.functionsDoing(some: { operation, _ in operation.isVisible })
    kernelPatterns = program.patterns.filter { KernelPattern($0) != nil }
    asksForGroups = !kernelPatterns.isEmpty && program.asksForGroups
  }

  /// Returns the table of the same program in which the globals with `isInKernel` live in the kernel, and those
  /// with `isReadableInKernel`, if given, may be read there, too.
  func placing(_ isInKernel: [Bool], reading isReadableInKernel: [Bool]? = nil) -> RoleTable {
    var table = self
    table.isInKernel = isInKernel
    table.isReadableInKernel = isReadableInKernel ?? isInKernel
    return table
  }

  /// Returns the table of the same program in which kernel halves put strings together as `stringBuilding` says.
  func building(_ stringBuilding: StringBuilding) -> RoleTable {
    var table = self
    table.stringBuilding = stringBuilding
    return table
  }

  /// Returns where the globals numbered `globals` live, each.
  func places(of globals: [Int]) -> [GlobalPlace] {
    globals.map {
      isInKernel[$0] ? .kernel : isReadableInKernel[$0] ? .readableInKernel : .userSpace
    }
  }

  /// Returns the role of `operation`.
  package func role(of operation: Operation) -> OperationRole {
    switch operation {
    case _ where operation.isOfBothHalves:
      operation.isDearInKernel && stringBuilding == .inUserHalf ? .userRead : .shared
    case .matches(_, let pattern): role(ofMatching: pattern)
    case .long, .string, .unary, .binary, .compare, .compareStrings, .concatenate, .name,
      .format, .formatHistogram, .caughtMessage, .countActions:
      .userRead
    case .readLocal, .writeLocal: .local
    case .readGlobal(let global, _), .contains(let global, _):
      if isInKernel[global.index] {
        .kernelRead
      } else if isReadableInKernel[global.index] {
        .shared
      } else {
        .userRead
      }
    case .writeGlobal(let global, _, _), .addToGlobal(let global, _, _), .delete(let global, _),
      .accumulate(let global, _, _):
      isInKernel[global.index] ? .kernelEffect : .userEffect
    case .extract, .bucket: .userRead
    case .beginIteration, .beginBuckets, .advance, .iterationKey, .iterationValue, .endIteration:
      .userEffect
    case .argument, .eventField, .eventElement, .loadMember, .memberAddress, .load: .kernelRead
    case .intrinsic(let intrinsic, _): role(of: intrinsic)
    case .call(let function, _): hasVisibleEffect[function.index] ? .userEffect : .userRead
    case .print, .printHistogram: .userEffect
    case .commit, .capture, .captureNext: .kernelEffect
    case .captured, .capturedNext: .userRead
    }
  }

  /// Returns the role of a match of `pattern`.
  private func role(ofMatching pattern: [UInt8]) -> OperationRole {
    if asksForGroups { return .userEffect }
    return kernelPatterns.contains(pattern) && stringBuilding == .inBothHalves ? .shared : .userRead
  }

  /// Returns the role of a call of `intrinsic`.
  private func role(of intrinsic: Intrinsic) -> OperationRole {
    switch intrinsic.residence {
    case .context, .kernel: .kernelRead
    case .pure: .userRead
    case .user: intrinsic.isNoted ? .userEffect : .userRead
    case .module: engine == .module ? .kernelEffect : .userEffect
    }
  }
}

extension Program {
  /// The bodies of all handlers and functions.
  private var bodies: [Function] { functions + probes.compactMap(\.handler) }

  /// The regular expressions that something is matched with.
  fileprivate var patterns: Set<[UInt8]> {
    var patterns: Set<[UInt8]> = []
    for body in bodies {
      for instruction in body.instructions {
        if case .matches(_, let pattern) = instruction.operation { patterns.insert(pattern) }
      }
    }
    return patterns
  }

  /// `true` iff some code asks for the groups of the last match.
  fileprivate var asksForGroups: Bool {
    bodies.contains { body in
      body.instructions.contains { instruction in
        switch instruction.operation {
        case .intrinsic(.matched, _), .intrinsic(.ngroups, _): true
        default: false
        }
      }
    }
  }
}

extension Operation {
  /// `true` iff a kernel half does it only for what nobody else can do and for decisions, not to capture the
  /// result: it costs a string put together, or a walk over one.
  var isDearInKernel: Bool {
    switch self {
    case .concatenate, .format, .matches: true
    default: false
    }
  }

  /// `true` iff the operation puts a string together.
  var buildsString: Bool {
    switch self {
    case .concatenate, .format: true
    default: false
    }
  }

  /// `true` iff the operation does something that shows, wherever the globals live; calls are looked at apart.
  fileprivate var isVisible: Bool {
    switch self {
    case .writeGlobal, .addToGlobal, .delete, .accumulate, .beginIteration, .beginBuckets, .print,
      .printHistogram:
      true
    case .intrinsic(let intrinsic, _):
      intrinsic.residence == .user && intrinsic.isNoted
    default: false
    }
  }
}

extension Intrinsic {
  /// `true` iff it would be noticed if the function, of user space, were left out: the last match is a state
  /// of the half that made it.
  fileprivate var isNoted: Bool { !onlyReads || self == .matched || self == .ngroups }
}
