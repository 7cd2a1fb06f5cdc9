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
  package var isInKernel: [Bool]
  /// The globals that may be read in the kernel although they do not live there yet, by number.
  package var isReadableInKernel: [Bool]
  /// For each function of the program whether a call of it would be noticed.
  private let hasVisibleEffect: [Bool]

  /// Creates a table for `program` in which the globals with `isInKernel` live in the kernel.
  package init(program: Program, isInKernel: [Bool]) {
    self.isInKernel = isInKernel
    isReadableInKernel = isInKernel
    hasVisibleEffect = FunctionEffects(program: program).hasVisibleEffect
  }

  /// Returns the role of `operation`.
  package func role(of operation: Operation) -> OperationRole {
    switch operation {
    case .long, .string, .unary, .binary, .compare: .shared
    case .compareStrings(let comparison, _, _):
      comparison == .equal || comparison == .notEqual ? .shared : .userRead
    case .concatenate, .matches, .format, .caughtMessage: .userRead
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

  /// Returns the role of a call of `intrinsic`.
  private func role(of intrinsic: Intrinsic) -> OperationRole {
    switch intrinsic.residence {
    case .context, .kernel: .kernelRead
    case .pure: intrinsic == .target || intrinsic == .stp_pid ? .shared : .userRead
    case .user: intrinsic == .session_option ? .userRead : .userEffect
    }
  }
}

/// What calls of the functions of a program do.
struct FunctionEffects {
  /// For each function whether leaving a call of it out would be noticed.
  let hasVisibleEffect: [Bool]

  /// Finds the effects of the functions of `program`, through all calls among them.
  init(program: Program) {
    var visible = program.functions.map { function in
      function.instructions.contains { Self.isVisible($0.operation) }
    }
    var changed = true
    while changed {
      changed = false
      for (index, function) in program.functions.enumerated() where !visible[index] {
        let callsVisible = function.instructions.contains {
          if case .call(let callee, _) = $0.operation { visible[callee.index] } else { false }
        }
        if callsVisible {
          visible[index] = true
          changed = true
        }
      }
    }
    hasVisibleEffect = visible
  }

  /// `true` iff `operation` does something that shows, wherever the globals live.
  private static func isVisible(_ operation: Operation) -> Bool {
    switch operation {
    case .writeGlobal, .addToGlobal, .delete, .accumulate, .beginIteration, .beginBuckets, .print,
      .printHistogram:
      true
    case .intrinsic(let intrinsic, _):
      intrinsic.residence == .user && intrinsic != .session_option
    default: false
    }
  }
}
