extension Interpreter {
  /// Does an operation that has no opcode of its own; `false` if it fails.
  @inline(never)
  func perform(
    _ step: UnsafeMutablePointer<Code>, _ function: UnsafeMutablePointer<CompiledFunction>,
    _ frame: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let other = function.pointee.operations[step.pointee.immediate]
    let values = FrameValues(registers: function.pointee.registers, frame: frame)
    let target = frame + step.target
    switch other.operation {
    case .contains(let global, let keys):
      let pattern = values.pattern(keys, for: globals.globals[global.index])
      target[0] = elements(of: global, matching: pattern).isEmpty ? 0 : 1
    case .delete(let global, let keys): delete(global, keys, values)
    case .extract(let statistic, let global, let keys):
      guard let value = extract(statistic, global, keys, values) else { return false }
      target[0] = value
    case .bucket(let histogram, let global, let keys, let index):
      guard let counts = filledCounts(of: histogram, global, keys, values) else { return false }
      let number = values.long(index)
      guard number >= 0, number < counts.count else {
        state.pointee.failure = Failure(.bucketOutOfRange, operand: number)
        return false
      }
      target[0] = counts[Int(number)]
    case .printHistogram(let histogram, let global, let keys):
      guard let counts = filledCounts(of: histogram, global, keys, values) else { return false }
      chart(histogram, counts).append(to: &state.pointee.output)
    case .formatHistogram(let histogram, let global, let keys):
      guard let counts = filledCounts(of: histogram, global, keys, values) else { return false }
      state.pointee.scratch.count = 0
      chart(histogram, counts).append(to: &state.pointee.scratch)
      state.pointee.takeScratch().store(target)
    case .caughtMessage: string(caughtMessage).store(target)
    case .beginIteration, .beginBuckets, .advance, .iterationKey, .iterationValue, .endIteration:
      state.pointee.hasMemory = true
      performWalk(other, values, target)
    case .commit, .capture, .captureNext, .captured, .capturedNext:
      return performCapture(other, values)
    case .argument(let access): target[0] = environment.argument(access)
    case .eventField, .eventElement, .loadMember, .memberAddress, .load:
      return performRead(other.operation, values, target)
    default: preconditionFailure("\(other.operation) has an opcode of its own")
    }
    return true
  }

  /// Returns the chart of `histogram`, whose buckets count `counts`.
  private func chart(
    _ histogram: Histogram, _ counts: UnsafeBufferPointer<Int64>
  ) -> HistogramChart {
    HistogramChart(
      histogram: histogram, counts: counts, width: program.limits.histogramWidth,
      elision: program.limits.histogramElision)
  }

  // MARK: Globals

  /// Returns the elements of `global` whose keys match `pattern`.
  private func elements(of id: GlobalID, matching pattern: [GlobalValue?]) -> [Int] {
    globals.prepareWalk(over: id)
    let array = globals.array(of: id)
    var found: [Int] = []
    var element = array.first
    while element != 0 {
      let keys = globals.values(of: array.keys(of: element), for: globals.globals[id.index])
      if Self.keys(keys, match: pattern) { found.append(element) }
      element = array.next(element)
    }
    return found
  }

  /// Removes the elements of `global` under `keys`.
  private func delete(_ id: GlobalID, _ keys: [ValueID?], _ values: FrameValues) {
    let global = globals.globals[id.index]
    let isRemote = globals.isRemote(id)
    let array = globals.array(of: id)
    if !global.isArray {
      if isRemote { withUnsafePointer(to: Int64(0)) { globals.sendRemoval(id, keys: $0) } }
      globals.clear(id)
      return
    }
    for element in elements(of: id, matching: values.pattern(keys, for: global)) {
      if isRemote { globals.sendRemoval(id, keys: array.keys(of: element)) }
      array.remove(element)
    }
  }

  /// Returns the statistic of `global` under `keys`; `nil` if there is none.
  private func statistic(
    _ id: GlobalID, _ keys: [ValueID], _ values: FrameValues
  ) -> StatisticCell? {
    let words = state.pointee.keys
    values.gather(keys, for: globals.globals[id.index], to: words)
    if globals.isRemote(id) { globals.fetch(id, keys: words) }
    let array = globals.array(of: id)
    let element = array.find(words)
    return element == 0 ? nil : StatisticCell(words: array.value(of: element))
  }

  /// Returns what is read of a statistic; `nil` with a failure if it is empty and may not be.
  private func extract(
    _ statistic: Statistic, _ id: GlobalID, _ keys: [ValueID], _ values: FrameValues
  ) -> Int64? {
    let cell = self.statistic(id, keys, values)
    if let value = cell?.value(of: statistic, in: globals.globals[id.index]) { return value }
    if !statistic.canFail { return 0 }
    state.pointee.failure = Failure(.emptyAggregate, operand: Int64(id.index))
    return nil
  }

  /// Returns the counts of the buckets of a histogram; `nil` if there is no such statistic.
  private func counts(
    of histogram: Histogram, _ id: GlobalID, _ keys: [ValueID], _ values: FrameValues
  ) -> UnsafeBufferPointer<Int64>? {
    guard case .statistics(let shape) = globals.globals[id.index].element,
      let offset = StatisticCell.offset(of: histogram, in: shape),
      let cell = statistic(id, keys, values)
    else { return nil }
    return UnsafeBufferPointer(start: cell.words + offset, count: histogram.bucketCount)
  }

  /// Returns the counts of the buckets of a histogram; `nil` with a failure if no value was counted.
  private func filledCounts(
    of histogram: Histogram, _ id: GlobalID, _ keys: [ValueID], _ values: FrameValues
  ) -> UnsafeBufferPointer<Int64>? {
    let counts = counts(of: histogram, id, keys, values)
    if let counts, counts.contains(where: { $0 != 0 }) { return counts }
    state.pointee.failure = Failure(.emptyAggregate, operand: Int64(id.index))
    return nil
  }

  // MARK: Walks

  /// Does an operation of a walk.
  private func performWalk(
    _ other: OtherOperation, _ values: FrameValues, _ target: UnsafeMutablePointer<Int64>
  ) {
    switch other.operation {
    case .beginIteration(let iteration, let fixed, let limit):
      let types = zip(iteration.fixedKeys, globals.globals[iteration.global.index].keys)
        .filter { $0.0 }.map(\.1)
      let given = zip(fixed, types).map { values.value($0, $1) }
      target[0] = walks.add(
        walk(iteration, fixed: given, limit: limit.map { values.long($0) }))
    case .beginBuckets(let histogram, let global, let keys, let limit):
      let counts = counts(of: histogram, global, keys, values)
      target[0] = walks.add(walk(overBuckets: counts, limit: limit.map { values.long($0) }))
    case .advance(let handle):
      let walk = walks.walk(values.long(handle))
      walk?.position += 1
      target[0] = walk.map { $0.position < $0.stops.count ? 1 : 0 } ?? 0
    case .iterationKey(let handle, let position):
      let stop = stop(of: values.long(handle))
      let key = stop.flatMap { position < $0.stop.keys.count ? $0.stop.keys[position] : nil }
      store(key, other.type, target)
    case .iterationValue(let handle): store(value(of: values.long(handle)), other.type, target)
    case .endIteration(let handle): walks.end(values.long(handle))
    default: break
    }
  }

  /// Returns the walk with `handle` and what it has come to; `nil` if it has come to nothing.
  private func stop(of handle: Int64) -> (walk: Walk, stop: Walk.Stop)? {
    guard let walk = walks.walk(handle), walk.stops.indices.contains(walk.position) else {
      return nil
    }
    return (walk, walk.stops[walk.position])
  }

  /// Returns the value of what a walk has come to; `nil` if it was removed since.
  private func value(of handle: Int64) -> GlobalValue? {
    guard let (walk, stop) = stop(of: handle) else { return nil }
    guard let array = walk.array else { return .long(walk.buckets[walk.position]) }
    guard array.serial(of: stop.element) == stop.serial else { return nil }
    let words = array.value(of: stop.element)
    return GlobalStore.value(at: words, array.holdsStrings ? .string : .long)
  }

  /// Puts `value`, or 0 or the empty string, into `target`.
  private func store(
    _ value: GlobalValue?, _ type: ValueType?, _ target: UnsafeMutablePointer<Int64>
  ) {
    switch value {
    case .long(let number): target[0] = number
    case .string(let bytes): string(bytes).store(target)
    case nil:
      if type == .string { StringView.empty.store(target) } else { target[0] = 0 }
    }
  }
}

/// The values of a function in one of its frames.
struct FrameValues {
  /// The registers of the values.
  let registers: [Int32]
  /// The frame.
  let frame: UnsafeMutablePointer<Int64>

  /// Returns the long `id`.
  func long(_ id: ValueID) -> Int64 { frame[Int(registers[id.index])] }

  /// Returns the string `id`.
  func string(_ id: ValueID) -> StringView {
    StringView(registers: frame + Int(registers[id.index]))
  }

  /// Returns the value `id`, which is of the type `type`.
  func value(_ id: ValueID, _ type: ValueType) -> GlobalValue {
    GlobalStore.value(at: frame + Int(registers[id.index]), type)
  }

  /// Returns the keys of an access to `global`; no keys stand for any.
  func pattern(_ keys: [ValueID?], for global: Global) -> [GlobalValue?] {
    zip(keys, global.keys).map { key, type in key.map { value($0, type) } }
  }

  /// Puts the words of `keys` one behind the other.
  func gather(_ keys: [ValueID], for global: Global, to words: UnsafeMutablePointer<Int64>) {
    var word = 0
    for (key, type) in zip(keys, global.keys) {
      let register = Int(registers[key.index])
      words[word] = frame[register]
      word += 1
      if type == .string {
        words[word] = frame[register + 1]
        word += 1
      }
    }
  }
}
