import Glibc

/// What the running kernel calls its addresses: `/proc/kallsyms`, read when it is needed first.
final class KernelSymbols {
  /// The symbols.
  private lazy var table = SymbolTable(Self.symbols())

  /// Returns name, distance, size and module of what is at `address`, with tabulators in between; empty if
  /// that is unknown.
  func text(at address: Int64) -> String {
    let place = UInt64(bitPattern: address)
    guard let found = table.symbol(at: place) else { return "" }
    let module = found.symbol.module ?? "kernel"
    return "\(found.symbol.name)\t\(found.distance)\t\(found.size)\t\(module)"
  }

  /// Returns all symbols of code and data; none if the kernel keeps them secret.
  private static func symbols() -> [SymbolTable.Symbol] {
    guard let bytes = try? Files.bytes(of: "/proc/kallsyms") else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap(symbol(in:))
  }

  /// Returns the symbol that a line tells: address, letter, name and, in brackets, module; `nil` for symbols
  /// without a place.
  private static func symbol(in line: ArraySlice<UInt8>) -> SymbolTable.Symbol? {
    let words = line.split(maxSplits: 3) {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
    }
    guard words.count >= 3,
      let address = UInt64(String(decoding: words[0], as: UTF8.self), radix: 16), address != 0,
      // Absolute symbols are numbers that happen to have a name.
      words[1] != [UInt8(ascii: "a")], words[1] != [UInt8(ascii: "A")]
    else { return nil }
    var symbol = SymbolTable.Symbol(
      address: address, size: 0, name: String(decoding: words[2], as: UTF8.self))
    if words.count == 4 {
      let module = words[3].dropFirst().prefix { $0 != UInt8(ascii: "]") }
      symbol.module = String(decoding: module, as: UTF8.self)
    }
    return symbol
  }
}
