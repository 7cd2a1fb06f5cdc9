/// The symbols of a kernel, by address; those at the same address as the kernel lists them.
struct KernelSymbols: Sendable {
  /// The addresses.
  private var addresses: [UInt64] = []

  /// The letters that tell code from data, as nm shows them.
  private var letters: [UInt8] = []

  /// The names, one after the other.
  private var text: [UInt8] = []

  /// Where each name ends in `text`.
  private var ends: [Int] = []

  /// How many there are.
  var count: Int { addresses.count }

  /// Makes room for `count` symbols.
  mutating func reserve(_ count: Int) {
    addresses.reserveCapacity(count)
    letters.reserveCapacity(count)
    ends.reserveCapacity(count)
    text.reserveCapacity(count * 24)
  }

  /// Adds a symbol.
  ///
  /// - Requires: its address is not below those before.
  mutating func add(_ name: some Sequence<UInt8>, letter: UInt8, at address: UInt64) {
    addresses.append(address)
    letters.append(letter)
    text.append(contentsOf: name)
    ends.append(text.count)
  }

  /// Adds a symbol whose name is a letter and then what it is called.
  mutating func add(lettered name: ArraySlice<UInt8>, at address: UInt64) {
    guard let letter = name.first else { return }
    add(name.dropFirst(), letter: letter, at: address)
  }

  /// Returns the bytes of the name of symbol `index`.
  func name(_ index: Int) -> ArraySlice<UInt8> {
    text[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// The address of symbol `index`.
  func address(_ index: Int) -> UInt64 { addresses[index] }

  /// `true` iff symbol `index` is code.
  func isFunction(_ index: Int) -> Bool { "tTwW".utf8.contains(letters[index]) }

  /// Returns the first symbol with exactly that address.
  func first(at address: UInt64) -> Int? {
    let index = firstIndex(from: address)
    return index < count && addresses[index] == address ? index : nil
  }

  /// Returns the lowest address of a symbol that is above `address`.
  func address(after address: UInt64) -> UInt64? {
    let index = firstIndex(from: address &+ 1)
    return index < count ? addresses[index] : nil
  }

  /// Returns the addresses of the symbols called `names`, those that there are.
  func addresses(of names: [String]) -> [String: UInt64] {
    let wanted = Dictionary(uniqueKeysWithValues: names.map { (ArraySlice($0.utf8), $0) })
    let lengths = Set(names.map(\.utf8.count))
    var found: [String: UInt64] = [:]
    for index in 0..<count {
      let name = name(index)
      guard lengths.contains(name.count), let known = wanted[name], found[known] == nil else {
        continue
      }
      found[known] = addresses[index]
    }
    return found
  }

  /// Returns the names that begin with `prefix`, by address.
  func names(startingWith prefix: [UInt8]) -> [ArraySlice<UInt8>] {
    (0..<count).lazy.map { name($0) }.filter { $0.starts(with: prefix) }
  }

  /// Returns the number of the first symbol that is not below `address`.
  private func firstIndex(from address: UInt64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension KernelSymbols {
  /// Takes the symbols from the table of an ELF file; nil if it has none.
  init?(of file: ElfFile) {
    guard let table = file.symbolTable else { return nil }
    var found: [(symbol: ElfSymbol, number: Int)] = []
    for number in 0..<table.count {
      guard let symbol = table[number], symbol.section != 0, symbol.type < 3 else { continue }
      found.append((symbol, number))
    }
    found.sort { ($0.symbol.value, $0.number) < ($1.symbol.value, $1.number) }
    for (symbol, _) in found {
      guard let name = table.name(of: symbol), !name.isEmpty else { continue }
      add(name, letter: symbol.letter, at: symbol.value)
    }
    if count == 0 { return nil }
  }
}
