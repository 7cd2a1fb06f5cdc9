extension Verifier {
  /// Returns `true` iff `operation` may stand in a function of this role.
  func isAllowed(_ operation: Operation) -> Bool {
    switch role {
    case .function, .handler: !operation.isOfRecords
    case .kernelHalf: isAllowedInKernel(operation)
    case .userHalf: isAllowedWithRecord(operation)
    case .freeUserHalf: !operation.isOfRecords && !operation.isOfSite
    }
  }

  /// Returns `true` iff a kernel half can do `operation`.
  private func isAllowedInKernel(_ operation: Operation) -> Bool {
    if let global = operation.global, program[global].placement != .kernel { return false }
    switch operation {
    case _ where operation.isOfBothHalves: return true
    case .readLocal, .writeLocal, .readGlobal, .writeGlobal, .addToGlobal, .accumulate, .argument,
      .eventField, .eventElement, .loadMember, .memberAddress, .load, .countActions, .commit,
      .capture, .captureNext:
      return true
    case .matches(_, let pattern): return KernelPattern(pattern) != nil
    case .contains(_, let keys), .delete(_, let keys): return !keys.contains(nil)
    case .intrinsic(let intrinsic, _):
      switch intrinsic.residence {
      case .context, .kernel, .module: return true
      case .pure, .user: return false
      }
    case .long, .string, .unary, .binary, .compare, .compareStrings, .concatenate, .name, .format,
      .extract, .bucket, .beginIteration, .beginBuckets, .advance, .iterationKey, .iterationValue,
      .endIteration, .call, .print, .printHistogram, .formatHistogram,
      .caughtMessage, .captured, .capturedNext:
      return false
    }
  }

  /// Returns `true` iff the user half of a record can do `operation`: it sees neither the site nor what
  /// lives in the kernel, but it can read memory.
  private func isAllowedWithRecord(_ operation: Operation) -> Bool {
    if let global = operation.global, program[global].placement == .kernel { return false }
    switch operation {
    case .commit, .capture, .captureNext: return false
    case .intrinsic(let intrinsic, _):
      // What only a module can do is refused when an object is built.
      return [.pure, .user, .module].contains(intrinsic.residence) || intrinsic.readsMemory
    default: return !operation.isOfSite
    }
  }
}

extension Operation {
  /// `true` iff it makes or reads a record.
  fileprivate var isOfRecords: Bool {
    switch self {
    case .commit, .capture, .captureNext, .captured, .capturedNext: true
    default: false
    }
  }

  /// `true` iff it reads what only a site in the kernel has.
  fileprivate var isOfSite: Bool {
    switch self {
    case .argument, .eventField, .eventElement: true
    default: false
    }
  }
}
