import IR

/// How a global that nothing reads prints itself at the end, as SystemTap prints it.
///
///     count=42
///     name="cat"
///     calls["cat",3]=7
///     latency @count=3 @min=1 @max=9 @sum=15 @avg=5
struct GlobalListing {
  /// The global.
  private let global: Global
  /// Its elements.
  private let elements: [(keys: [GlobalValue], element: KernelElement)]

  /// Creates the listing of `global`, which has these `elements`.
  init(of global: Global, elements: [(keys: [GlobalValue], element: KernelElement)]) {
    self.global = global
    self.elements = elements
  }

  /// The lines; of an array the greatest values come first.
  var text: [UInt8] {
    let sorted = elements.enumerated().sorted { first, second in
      let order = first.element.element.order(second.element.element)
      return order == 0 ? first.offset < second.offset : order > 0
    }
    return sorted.flatMap { line($0.element) }
  }

  /// Returns the line of `entry`.
  private func line(_ entry: (keys: [GlobalValue], element: KernelElement)) -> [UInt8] {
    var line = Array(global.name.utf8)
    if global.isArray {
      let keys = entry.keys.map { key in key.text { Array(String($0).utf8) } }
      line += [UInt8(ascii: "[")] + keys.joined(separator: [UInt8(ascii: ",")])
      line.append(UInt8(ascii: "]"))
    }
    switch entry.element {
    case .value(let value):
      line += [UInt8(ascii: "=")] + value.text { Array(String($0).utf8) }
    case .statistic(let statistic):
      line += Array(Self.numbers(of: statistic).utf8)
    }
    return line + [UInt8(ascii: "\n")]
  }

  /// Returns the numbers of `statistic`.
  private static func numbers(of statistic: StatisticValue) -> String {
    // SystemTap 4.8 prints this one number, and no other, in hexadecimal.
    if statistic.count == 0 { return " @count=0x0" }
    let numbers = [
      ("count", statistic.count), ("min", statistic.minimum), ("max", statistic.maximum),
      ("sum", statistic.sum), ("avg", statistic.sum / statistic.count),
    ]
    return numbers.map { " @\($0.0)=\($0.1)" }.joined()
  }
}

extension GlobalValue {
  /// Returns the value as it is listed: a string in double quotes, a number as `number` says.
  fileprivate func text(_ number: (Int64) -> [UInt8]) -> [UInt8] {
    switch self {
    case .long(let value): number(value)
    case .string(let bytes): [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
    }
  }
}

extension KernelElement {
  /// Returns a number below, equal to or above 0, as the element comes before, with or behind `other`;
  /// statistics by their counts.
  fileprivate func order(_ other: KernelElement) -> Int {
    switch (self, other) {
    case (.value(.long(let first)), .value(.long(let second))):
      first < second ? -1 : first > second ? 1 : 0
    case (.value(.string(let first)), .value(.string(let second))):
      first.lexicographicallyPrecedes(second) ? -1 : first == second ? 0 : 1
    case (.statistic(let first), .statistic(let second)):
      first.count < second.count ? -1 : first.count > second.count ? 1 : 0
    default: 0
    }
  }
}
