/// The globals of a running program that live in user space, and copies of those that live in the kernel.
package final class GlobalStore {
  /// The globals.
  package let globals: [Global]
  /// For each global the shape of its statistics; an empty one if it holds plain values.
  let shapes: [StatisticsShape]
  /// The elements of each array, and the one element of each scalar.
  private let arrays: [AssociativeArray]
  /// The way to the globals in the kernel; without one they all live here.
  package var kernel: (any KernelGlobals)?

  /// Creates the first values of `globals`.
  package init(_ globals: [Global], kernel: (any KernelGlobals)? = nil) {
    precondition(globals.allSatisfy { $0.keys.count <= Global.maximumKeyCount })
    self.globals = globals
    self.kernel = kernel
    arrays = globals.map { AssociativeArray(for: $0) }
    shapes = globals.map { global in
      if case .statistics(let shape) = global.element { shape } else { StatisticsShape() }
    }
    for index in globals.indices { reset(GlobalID(index)) }
  }

  deinit { for array in arrays { array.deallocate() } }

  /// Returns the elements of `global`.
  func array(of global: GlobalID) -> AssociativeArray { arrays[global.index] }

  /// Returns `true` iff `global` lives in the kernel, and the store only holds copies of what is read.
  func isRemote(_ global: GlobalID) -> Bool {
    kernel != nil && globals[global.index].placement == .kernel
  }

  /// Gives all globals the values that they start with, in the kernel too.
  package func resetAll() {
    for index in globals.indices {
      let id = GlobalID(index)
      if let kernel, isRemote(id) {
        for (keys, _) in kernel.elements(of: id) { kernel.remove(from: id, keys: keys) }
        switch globals[index].initializer {
        case .long(let number): _ = kernel.write(.long(number), to: id, keys: [])
        case .string(let bytes): _ = kernel.write(.string(bytes), to: id, keys: [])
        case nil: break
        }
      }
      reset(id)
    }
  }

  /// Gives `global` the value it starts with.
  private func reset(_ id: GlobalID) {
    let array = arrays[id.index]
    array.removeAll()
    let global = globals[id.index]
    guard !global.isArray else { return }
    // A scalar is an array with one element, which has no keys; it always fits.
    var none: Int64 = 0
    let value = array.value(of: array.findOrInsert(&none))
    switch global.initializer {
    case .long(let number): value[0] = number
    case .string(let bytes):
      bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        StringCell(words: value).assign(StringView(base, bytes.count))
      }
    case nil: break
    }
  }

  /// Makes the scalar `global` 0, empty, or a statistic without values; its words stay where they are.
  func clear(_ id: GlobalID) {
    let words = scalar(id)
    switch globals[id.index].element {
    case .value(.long): words[0] = 0
    case .value(.string): StringCell(words: words).assign(.empty)
    case .statistics(let shape): words.update(repeating: 0, count: StatisticCell.size(of: shape))
    }
  }

  /// Returns the words of the value of the scalar `global`.
  func scalar(_ global: GlobalID) -> UnsafeMutablePointer<Int64> {
    let array = arrays[global.index]
    return array.value(of: array.first)
  }

  // MARK: Copies of what lives in the kernel

  /// Makes the copy of the element of `global` under `keys` what the kernel has.
  func fetch(_ id: GlobalID, keys: UnsafePointer<Int64>) {
    guard let kernel else { return }
    let values = values(of: keys, for: globals[id.index])
    put(kernel.element(of: id, keys: values), into: id, keys: keys)
  }

  /// Makes sure that an element under `keys` fits into the copy of `global` if it fits into the kernel's: the copy
  /// may be full of elements that kernel halves have removed.
  func makeRoom(_ id: GlobalID, keys: UnsafePointer<Int64>) {
    let array = arrays[id.index]
    guard globals[id.index].isArray, array.count >= globals[id.index].capacity,
      array.find(keys) == 0
    else { return }
    fetchAll(id)
  }

  /// Makes the copy of `global` what the kernel has.
  ///
  /// The kernel does not know in which order elements came. Those that the copy has stay in their order, and new
  /// ones follow, so that a walk finds them as they came from one look to the next.
  func fetchAll(_ id: GlobalID) {
    guard let kernel else { return }
    let array = arrays[id.index]
    let elements = kernel.elements(of: id)
    if array.count > 0 {
      let serials = elements.map { keys, _ in
        withWords(of: keys) { words in
          let element = array.find(words)
          return element == 0 ? 0 : array.serial(of: element)
        }
      }
      removeAll(from: array, except: Set(serials))
    }
    for (keys, element) in elements {
      withWords(of: keys) { put(element, into: id, keys: $0) }
    }
  }

  /// Makes the order of the elements of `global` the one in which they are to be found.
  ///
  /// Those of the kernel are fetched. Where it has none of its own, as in a replay, what would live there is put in the order
  /// that a copy would have: new elements by their keys.
  func prepareWalk(over id: GlobalID) {
    if isRemote(id) { return fetchAll(id) }
    let global = globals[id.index]
    guard global.placement == .kernel else { return }
    let array = arrays[id.index]
    array.orderNewElements { first, second in
      values(of: array.keys(of: first), for: global).precedes(
        values(of: array.keys(of: second), for: global))
    }
  }

  /// Leaves the elements that there are in the order in which they came: handlers that run in user space have made them, and
  /// have copies of them wherever they live.
  package func keepOrder() { for array in arrays { array.keepOrder() } }

  /// Removes from `array` the elements that were not made by the insertions numbered `serials`.
  private func removeAll(from array: AssociativeArray, except serials: Set<Int64>) {
    var element = array.first
    while element != 0 {
      let next = array.next(element)
      if !serials.contains(array.serial(of: element)) { array.remove(element) }
      element = next
    }
  }

  /// Sends the plain value under `keys` to the kernel; `false` if it does not fit there.
  func send(_ id: GlobalID, keys: UnsafePointer<Int64>) -> Bool {
    guard let kernel else { return true }
    let global = globals[id.index]
    let element = arrays[id.index].find(keys)
    guard element != 0, case .value(let type) = global.element else { return false }
    let words = arrays[id.index].value(of: element)
    return kernel.write(
      Self.value(at: words, type), to: id, keys: values(of: keys, for: global))
  }

  /// Adds `value` to the statistic under `keys` in the kernel; `false` if it does not fit there.
  func sendStatistic(_ id: GlobalID, keys: UnsafePointer<Int64>, _ value: Int64) -> Bool {
    kernel?.accumulate(value, to: id, keys: values(of: keys, for: globals[id.index])) ?? true
  }

  /// Removes what stands under `keys` in the kernel.
  func sendRemoval(_ id: GlobalID, keys: UnsafePointer<Int64>) {
    kernel?.remove(from: id, keys: values(of: keys, for: globals[id.index]))
  }

  /// Makes `element` the copy under `keys`; removes the copy if there is none.
  private func put(_ element: KernelElement?, into id: GlobalID, keys: UnsafePointer<Int64>) {
    let array = arrays[id.index]
    let old = array.find(keys)
    guard let element else {
      guard old != 0 else { return }
      if globals[id.index].isArray { array.remove(old) } else { clear(id) }
      return
    }
    // The kernel may hold more than the array should by the time it is read; those are left out.
    let place = old != 0 ? old : array.findOrInsert(keys)
    guard place != 0 else { return }
    let words = array.value(of: place)
    switch element {
    case .value(.long(let number)): words[0] = number
    case .value(.string(let bytes)):
      bytes.withUnsafeBufferPointer { bytes in
        let view = bytes.baseAddress.map { StringView($0, bytes.count) } ?? .empty
        StringCell(words: words).assign(view)
      }
    case .statistic(let statistic): put(statistic, into: words)
    }
  }

  /// Copies `statistic` to `words`.
  private func put(_ statistic: StatisticValue, into words: UnsafeMutablePointer<Int64>) {
    words[0] = statistic.count
    words[1] = statistic.sum
    words[2] = statistic.minimum
    words[3] = statistic.maximum
    var offset = StatisticCell.summaryWords
    for buckets in statistic.buckets {
      for (index, count) in buckets.enumerated() { words[offset + index] = count }
      offset += buckets.count
    }
  }

  // MARK: Words and values

  /// Returns the values of `keys`.
  func values(of keys: UnsafePointer<Int64>, for global: Global) -> [GlobalValue] {
    var word = 0
    return global.keys.map { type in
      defer { word += type == .string ? 2 : 1 }
      return Self.value(at: keys + word, type)
    }
  }

  /// Returns the value of type `type` at `words`.
  static func value(at words: UnsafePointer<Int64>, _ type: ValueType) -> GlobalValue {
    switch type {
    case .long: .long(words[0])
    case .string: .string(Array(StringView(registers: words).bytes))
    }
  }

  /// Calls `body` with the words of `values`, and returns what it returns.
  private func withWords<Result>(
    of values: [GlobalValue], _ body: (UnsafePointer<Int64>) -> Result
  ) -> Result {
    var words: [Int64] = []
    var owned: [UnsafeMutablePointer<UInt8>] = []
    for value in values {
      switch value {
      case .long(let number): words.append(number)
      case .string(let bytes):
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        copy.initialize(from: bytes, count: bytes.count)
        owned.append(copy)
        words += [Int64(Int(bitPattern: copy)), Int64(bytes.count)]
      }
    }
    // An array of no words has no address.
    if words.isEmpty { words.append(0) }
    defer { for copy in owned { copy.deallocate() } }
    return body(words)
  }

  // MARK: For those outside

  /// Returns the elements of `global`, oldest first; a scalar has one, with no keys.
  package func elements(of id: GlobalID) -> [(keys: [GlobalValue], element: KernelElement)] {
    prepareWalk(over: id)
    let global = globals[id.index]
    let array = arrays[id.index]
    var result: [(keys: [GlobalValue], element: KernelElement)] = []
    var element = array.first
    while element != 0 {
      let words = array.value(of: element)
      let keys = values(of: array.keys(of: element), for: global)
      switch global.element {
      case .value(let type): result.append((keys, .value(Self.value(at: words, type))))
      case .statistics(let shape):
        result.append((keys, .statistic(Self.statistic(at: words, shape))))
      }
      element = array.next(element)
    }
    return result
  }

  /// Returns the statistic of `shape` at `words`.
  private static func statistic(
    at words: UnsafePointer<Int64>, _ shape: StatisticsShape
  ) -> StatisticValue {
    var statistic = StatisticValue()
    statistic.count = words[0]
    statistic.sum = words[1]
    statistic.minimum = words[2]
    statistic.maximum = words[3]
    var offset = StatisticCell.summaryWords
    for histogram in shape.histograms {
      statistic.buckets.append((0..<histogram.bucketCount).map { words[offset + $0] })
      offset += histogram.bucketCount
    }
    return statistic
  }
}
