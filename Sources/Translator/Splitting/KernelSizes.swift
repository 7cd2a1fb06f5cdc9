import IR

/// How many bytes the keys and values of globals take in the kernel, where they have a bound that maps allow.
struct KernelSizes {
  /// The most bytes that all keys of an array may take together: the limit of kernels up to 5.10, and
  /// what the frame of a BPF program could hold.
  static let maximumKeySize = 512

  /// For each global the sizes of its keys; `nil` if it cannot live in the kernel.
  private(set) var keySizes: [[Int]?]
  /// For each global the size of its value if that is a string, else 0.
  private(set) var valueSizes: [Int]
  /// The program.
  private let program: Program

  /// Finds the sizes for `program`, whose kernel handlers have the shapes `shapes`.
  init(program: Program, shapes: [HandlerShape]) {
    self.program = program
    keySizes = program.globals.map { global in
      if global.wraps { return nil }
      if case .statistics(let shape) = global.element, shape.hasVariance { return nil }
      return global.keys.map { _ in 8 }
    }
    let longest = Self.rounded(program.limits.maximumStringLength)
    valueSizes = program.globals.map { $0.element == .value(.string) ? longest : 0 }
    let functions = program.functions + program.probes.compactMap(\.handler)
    for function in functions {
      for id in function.blocks.flatMap(\.instructions) { widen(for: id, in: function) }
    }
    for (index, sizes) in keySizes.enumerated() {
      if let sizes, sizes.reduce(0, +) > Self.maximumKeySize { keySizes[index] = nil }
    }
  }

  /// Makes the keys that the instruction `id` of `function` uses large enough for it.
  private mutating func widen(for id: ValueID, in function: Function) {
    let operation = function[id].operation
    guard let global = operation.global, !operation.keys.isEmpty else { return }
    for (position, key) in operation.keys.enumerated() {
      guard let key, function[key].type == .string else { continue }
      let size = Self.rounded(bound(of: key, in: function) + 1)
      let present = keySizes[global.index]?[position] ?? 0
      keySizes[global.index]?[position] = max(present, size)
    }
  }

  /// Returns the most bytes that the string `id` of `function` can have.
  private func bound(of id: ValueID, in function: Function) -> Int {
    let longest = program.limits.maximumStringLength - 1
    switch function[id].operation {
    case .string(let bytes): return bytes.count
    case .intrinsic(.execname, _), .intrinsic(.pexecname, _): return 15
    case .eventField(let field): return field.kind == .characters ? field.size : longest
    case .intrinsic(.user_string_n, let arguments), .intrinsic(.kernel_string_n, let arguments):
      if case .long(let limit) = function[arguments[1]].operation {
        return Int(max(0, min(limit, Int64(longest))))
      }
      return longest
    case .iterationKey: return 0
    default: return longest
    }
  }

  /// Returns `size` rounded up to a multiple of 8.
  static func rounded(_ size: Int) -> Int { (size + 7) & ~7 }
}

extension Operation {
  /// The keys by which the operation accesses its global; `nil` stands for all.
  var keys: [ValueID?] {
    switch self {
    case .readGlobal(_, let keys), .writeGlobal(_, let keys, _), .addToGlobal(_, let keys, _),
      .accumulate(_, let keys, _), .extract(_, _, let keys), .bucket(_, _, let keys, _),
      .printHistogram(_, _, let keys), .beginBuckets(_, _, let keys, _):
      keys
    case .contains(_, let keys), .delete(_, let keys): keys
    default: []
    }
  }
}
