import IR

/// How long the result of an operation stays the same while a handler runs.
enum Stability {
  /// Always: it depends on the operands alone.
  case pure
  /// While the handler runs: it depends on the operands and on the site.
  case context
  /// Until something else happens: it depends on memory that changes by itself.
  case memory
  /// Not at all: it has an effect, or depends on variables.
  case none
}

extension Operation {
  /// How long the result stays the same.
  var stability: Stability {
    switch self {
    case .long, .string, .unary, .binary, .compare, .compareStrings, .concatenate, .memberAddress,
      .name, .format:
      .pure
    case .argument, .eventField, .eventElement, .captured: .context
    case .loadMember, .load: .memory
    case .intrinsic(let intrinsic, _): intrinsic.stability
    case .matches, .readLocal, .writeLocal, .readGlobal, .writeGlobal, .addToGlobal, .contains,
      .delete, .accumulate, .extract, .bucket, .beginIteration, .beginBuckets, .advance,
      .iterationKey, .iterationValue, .endIteration, .call, .print, .printHistogram,
      .formatHistogram, .caughtMessage, .countActions,
      .commit, .capture, .captureNext, .capturedNext:
      .none
    }
  }

  /// `true` iff the operation may change what others read of memory.
  var changesMemory: Bool {
    guard case .intrinsic(let intrinsic, _) = self else { return false }
    return intrinsic.changesMemory
  }

  /// `true` iff nothing but the result tells whether the operation was done, so that it may be left out
  /// where nobody uses the result: even if it might have failed, as SystemTap does it. Calls are decided
  /// by what the function does.
  var isWithoutEffect: Bool {
    switch self {
    case .long, .string, .unary, .binary, .compare, .compareStrings, .concatenate, .memberAddress,
      .name, .format, .argument, .eventField, .eventElement, .loadMember, .load, .readLocal,
      .readGlobal, .contains, .extract, .bucket, .formatHistogram, .iterationKey, .iterationValue,
      .caughtMessage:
      true
    case .intrinsic(let intrinsic, _): intrinsic.isWithoutEffect
    // A match sets what `matched()` reads. What was captured says whether the kernel half went on.
    case .matches, .writeLocal, .writeGlobal, .addToGlobal, .delete, .accumulate, .beginIteration,
      .beginBuckets, .advance, .endIteration, .call, .print, .printHistogram, .countActions,
      .commit, .capture, .captureNext, .captured, .capturedNext:
      false
    }
  }
}

extension Intrinsic {
  /// How long the result stays the same.
  fileprivate var stability: Stability {
    switch residence {
    case .context: .context
    case .pure: .pure
    case .kernel:
      switch self {
      case .gettimeofday_ns, .ktime_get_ns, .get_cycles, .jiffies: .none
      default: .memory
      }
    case .user, .module: .none
    }
  }

  /// `true` iff nothing but the result tells whether the function was called.
  var isWithoutEffect: Bool {
    switch residence {
    case .context, .kernel, .pure: true
    case .user, .module: onlyReads
    }
  }
}
