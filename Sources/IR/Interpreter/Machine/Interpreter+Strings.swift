import Glibc

extension Interpreter {
  /// Puts the joined strings into the target of `step`.
  func concatenate(_ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>) {
    let first = StringView(registers: frame + step.a)
    let second = StringView(registers: frame + step.b)
    let count = min(first.count + second.count, state.pointee.maximumStringCount)
    let place = state.pointee.arena.allocate(count)
    let taken = min(first.count, count)
    memcpy(place, first.start, taken)
    memcpy(place + taken, second.start, count - taken)
    StringView(place, count).store(frame + step.target)
  }

  /// Returns whether the strings compare as `step` says.
  func compareStrings(
    _ step: UnsafeMutablePointer<Code>, _ frame: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let order = StringView(registers: frame + step.a).order(StringView(registers: frame + step.b))
    switch Comparison.allCases[step.pointee.immediate] {
    case .equal: return order == 0
    case .notEqual: return order != 0
    case .less: return order < 0
    case .lessOrEqual: return order <= 0
    case .greater: return order > 0
    case .greaterOrEqual: return order >= 0
    }
  }

  /// Returns `bytes` as a string of the arena, cut to what a string may have.
  func string(_ bytes: [UInt8]) -> StringView {
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return .empty }
      return copy(StringView(base, bytes.count))
    }
  }

  /// Returns `view` as a string of the arena, cut to what a string may have.
  func copy(_ view: StringView) -> StringView {
    state.pointee.arena.copy(
      StringView(view.start, min(view.count, state.pointee.maximumStringCount)))
  }
}
