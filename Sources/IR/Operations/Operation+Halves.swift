/// What both halves of a handler can do, each for itself.
extension Operation {
  /// `true` iff the kernel can do the operation although it need not: the result depends on the operands alone.
  ///
  /// A match of a regular expression is one of these if the kernel can have its table, see `KernelPattern`.
  package var isOfBothHalves: Bool {
    switch self {
    case .long, .string, .unary, .binary, .compare, .compareStrings, .concatenate: true
    case .format(let format, _): format.isPossibleInKernel
    case .intrinsic(let intrinsic, _):
      intrinsic == .target || intrinsic == .stp_pid || intrinsic == .strlen
    default: false
    }
  }
}

extension Operation {
  /// `true` iff it counts statements. Each half counts those that only it comes by.
  package var countsActions: Bool {
    if case .countActions = self { true } else { false }
  }
}

extension Format {
  /// `true` iff the kernel can make the text: it has no more than text, whole strings, and numbers.
  package var isPossibleInKernel: Bool {
    pieces.allSatisfy { piece in
      switch piece {
      case .text: true
      case .directive(let directive): directive.isPossibleInKernel
      }
    }
  }
}

extension Directive {
  /// The greatest width of a number that the kernel writes.
  package static let maximumKernelWidth = 24

  /// `true` iff the kernel can convert what the directive is for.
  fileprivate var isPossibleInKernel: Bool {
    guard precision == .none else { return false }
    switch conversion {
    case .string: return flag == nil && width == .none
    case .decimal, .integer, .unsigned, .hexadecimal, .upperHexadecimal:
      return [nil, .zero, .minus].contains(flag) && hasSmallWidth
    case .binary, .character, .memory, .memoryHexadecimal, .octal, .pointer: return false
    }
  }

  /// `true` iff the width is not an argument, and not too large.
  private var hasSmallWidth: Bool {
    switch width {
    case .none: true
    case .fixed(let count): count <= Self.maximumKernelWidth
    case .argument: false
    }
  }
}
