/// Names of stretches of memory, found by any address in them.
struct SymbolTable {
  /// A name with its place.
  struct Symbol: Hashable {
    /// The first address.
    let address: UInt64
    /// The size in bytes; 0 if it is not known.
    let size: UInt64
    /// The name.
    let name: String
    /// What the name is part of; `nil` for the table's owner itself.
    var module: String?
  }

  /// The symbols by address; of several at one address the one that came first.
  private let symbols: [Symbol]

  /// Creates the table of `symbols`; each whose size is not known goes up to the next one.
  init(_ symbols: [Symbol]) {
    let order = symbols.indices.sorted {
      (symbols[$0].address, $0) < (symbols[$1].address, $1)
    }
    var sorted: [Symbol] = []
    sorted.reserveCapacity(symbols.count)
    for index in order where sorted.last?.address != symbols[index].address {
      sorted.append(symbols[index])
    }
    self.symbols = sorted
  }

  /// Returns the symbol that `address` lies in, its distance from the start, and the symbol's size; `nil` if
  /// there is none.
  func symbol(at address: UInt64) -> (symbol: Symbol, distance: UInt64, size: UInt64)? {
    var (low, high) = (0, symbols.count)
    while low < high {
      let middle = (low + high) / 2
      if symbols[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let found = symbols[low - 1]
    let distance = address - found.address
    let next = low < symbols.count ? symbols[low].address - found.address : 0
    let size = found.size > 0 ? found.size : next
    guard distance < size || size == 0 && distance == 0 else { return nil }
    return (found, distance, size)
  }
}
