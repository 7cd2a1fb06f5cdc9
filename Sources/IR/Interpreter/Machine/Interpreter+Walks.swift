extension Interpreter {
  /// Returns a walk over the elements of an array, sorted and limited.
  func walk(
    _ iteration: Iteration, fixed: [GlobalValue], limit: Int64?
  ) -> Walk {
    let global = globals.globals[iteration.global.index]
    globals.prepareWalk(over: iteration.global)
    let array = globals.array(of: iteration.global)
    var remaining = fixed[...]
    let pattern = iteration.fixedKeys.map { $0 ? remaining.popFirst() : nil }
    var stops: [Walk.Stop] = []
    var element = array.first
    while element != 0 {
      let keys = globals.values(of: array.keys(of: element), for: global)
      if Self.keys(keys, match: pattern) {
        stops.append(
          Walk.Stop(keys: keys, element: element, serial: array.serial(of: element)))
      }
      element = array.next(element)
    }
    if let order = iteration.order { stops = sorted(stops, by: order, in: array, global) }
    if let limit { stops = Array(stops.prefix(Int(clamping: max(0, limit)))) }
    return Walk(over: array, stops)
  }

  /// Returns `true` iff `keys` are those of `pattern`, in which `nil` stands for any.
  static func keys(_ keys: [GlobalValue], match pattern: [GlobalValue?]) -> Bool {
    zip(keys, pattern).allSatisfy { key, wanted in wanted == nil || wanted == key }
  }

  /// Returns `stops` in `order`; equal ones stay in order of insertion.
  private func sorted(
    _ stops: [Walk.Stop], by order: Iteration.Order, in array: AssociativeArray, _ global: Global
  ) -> [Walk.Stop] {
    let sortValues = stops.map { stop -> GlobalValue in
      let words = array.value(of: stop.element)
      switch order.key {
      case .key(let position): return stop.keys[position]
      case .statistic(let statistic):
        return .long(StatisticCell(words: words).value(of: statistic, in: global) ?? 0)
      case .value:
        guard case .value(let type) = global.element else { return .long(words[0]) }
        return GlobalStore.value(at: words, type)
      }
    }
    let positions = stops.indices.sorted { first, second in
      switch (sortValues[first], sortValues[second]) {
      case (.long(let a), .long(let b)) where a != b: (a < b) != order.isDescending
      case (.string(let a), .string(let b)) where a != b:
        a.lexicographicallyPrecedes(b) != order.isDescending
      default: first < second
      }
    }
    return positions.map { stops[$0] }
  }

  /// Returns a walk over the numbers of the buckets of a histogram; `nil` if there is no such statistic.
  func walk(overBuckets counts: UnsafeBufferPointer<Int64>?, limit: Int64?) -> Walk {
    let counts = Array(counts ?? UnsafeBufferPointer(start: nil, count: 0))
    let count = min(counts.count, Int(clamping: max(0, limit ?? Int64.max)))
    return Walk(overBuckets: counts, Array(0..<count))
  }
}
