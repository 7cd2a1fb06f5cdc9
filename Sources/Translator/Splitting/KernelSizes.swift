import IR

/// How many bytes the keys and values of globals take in the kernel, where they have a bound that maps allow.
struct KernelSizes {
  /// The most bytes that all keys of an array may take together: the limit of kernels up to 5.10, and
  /// what the frame of a BPF program could hold.
  static let maximumKeySize = 512

  /// For each global the sizes of its keys.
  private(set) var keySizes: [[Int]]
  /// For each global why no map can hold it; `nil` if one can.
  private(set) var obstacles: [PlacementObstacle?]
  /// For each global the size of its value if that is a string, else 0.
  private(set) var valueSizes: [Int]
  /// The program.
  private let program: Program

  /// Finds the sizes for `program`.
  init(program: Program) {
    self.program = program
    keySizes = program.globals.map { $0.keys.map { _ in 8 } }
    obstacles = program.globals.map { global in
      if global.wraps { return .wraps }
      if case .statistics(let shape) = global.element, shape.varianceShift != nil {
        return .variance
      }
      return nil
    }
    let longest = Self.rounded(program.limits.maximumStringLength)
    valueSizes = program.globals.map { $0.element == .value(.string) ? longest : 0 }
    let functions = program.functions + program.probes.compactMap(\.handler)
    for function in functions {
      for id in function.blocks.flatMap(\.instructions) { widen(for: id, in: function) }
    }
    for (index, sizes) in keySizes.enumerated() where obstacles[index] == nil {
      let size = sizes.reduce(0, +)
      if size > Self.maximumKeySize { obstacles[index] = .longKeys(size) }
    }
  }

  /// Makes the keys that the instruction `id` of `function` uses large enough for it.
  private mutating func widen(for id: ValueID, in function: Function) {
    let operation = function[id].operation
    guard let global = operation.global, !operation.keys.isEmpty else { return }
    for (position, key) in operation.keys.enumerated() {
      guard let key, function[key].type == .string else { continue }
      var locals: Set<LocalID> = []
      let size = Self.rounded(bound(of: key, in: function, through: &locals) + 1)
      keySizes[global.index][position] = max(keySizes[global.index][position], size)
    }
  }

  /// Returns the most bytes that the string `id` of `function` can have, which the values of `locals` depend
  /// on.
  private func bound(
    of id: ValueID, in function: Function, through locals: inout Set<LocalID>
  ) -> Int {
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
    case .concatenate(let a, let b):
      let sum =
        bound(of: a, in: function, through: &locals)
        + bound(of: b, in: function, through: &locals)
      return min(sum, longest)
    case .format(let format, let arguments):
      return min(longest, bound(of: format, arguments, in: function, through: &locals))
    case .readLocal(let local):
      if local.index < function.parameterCount { return longest }
      // What a local adds to itself has no bound.
      guard locals.insert(local).inserted else { return longest }
      defer { locals.remove(local) }
      return function.instructions.reduce(0) { most, instruction in
        guard case .writeLocal(local, let value) = instruction.operation else { return most }
        return max(most, bound(of: value, in: function, through: &locals))
      }
    default: return longest
    }
  }

  /// Returns the most bytes of the text that `format` makes of `arguments`.
  private func bound(
    of format: Format, _ arguments: [ValueID], in function: Function,
    through locals: inout Set<LocalID>
  ) -> Int {
    guard format.isPossibleInKernel else { return program.limits.maximumStringLength - 1 }
    let text = format.pieces.reduce(0) { sum, piece in
      if case .text(let bytes) = piece { sum + bytes.count } else { sum }
    }
    return arguments.reduce(text) { sum, argument in
      sum
        + (function[argument].type == .string
          ? bound(of: argument, in: function, through: &locals) : Directive.maximumKernelWidth)
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
      .printHistogram(_, _, let keys), .formatHistogram(_, _, let keys),
      .beginBuckets(_, _, let keys, _):
      keys
    case .contains(_, let keys), .delete(_, let keys): keys
    default: []
    }
  }
}
