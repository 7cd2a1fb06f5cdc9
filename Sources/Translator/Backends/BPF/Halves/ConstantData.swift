import IR

/// The constant bytes that the kernel halves of a program look at, in one block that nobody writes.
struct ConstantData {
  /// The bytes.
  private(set) var bytes: [UInt8] = []
  /// Where each piece starts.
  private var offsets: [[UInt8]: Int] = [:]

  /// Collects what the kernel halves of `program` use.
  init(of program: IR.Program) {
    for half in program.probes.compactMap(\.kernelHalf) {
      for id in half.blocks.flatMap(\.instructions) {
        switch half[id].operation {
        case .format(let format, _): add(format)
        case .matches(_, let pattern): KernelPattern(pattern).map { add($0.bytes) }
        default: break
        }
      }
    }
  }

  /// Adds what the numbers in `format` need.
  private mutating func add(_ format: Format) {
    for case .directive(let directive) in format.pieces where directive.conversion != .string {
      add(directive.kernelFormat)
    }
  }

  /// Adds `piece`, which starts at a multiple of 8, unless it is there already.
  private mutating func add(_ piece: [UInt8]) {
    guard offsets[piece] == nil else { return }
    offsets[piece] = bytes.count
    bytes += piece + [UInt8](repeating: 0, count: (8 - piece.count % 8) % 8)
  }

  /// Returns where `piece` starts.
  ///
  /// - Requires: the program uses it.
  func offset(of piece: [UInt8]) -> Int {
    guard let offset = offsets[piece] else { preconditionFailure("a constant was not collected") }
    return offset
  }
}
