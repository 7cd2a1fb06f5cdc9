import Testing

@testable import MarkerScan

/// Tests that symbols are found in tables as `scripts/kallsyms.c` of the kernel writes them, in all orders.
struct KallsymsTests {
  /// Writes the tables.
  private struct Writer {
    /// The symbols: type and name in one, and address.
    let symbols: [(name: String, address: UInt64)]

    /// What tables are aligned to.
    var alignment = 8

    /// The lowest address.
    let base: UInt64 = 0xffff_ffff_8100_0000

    /// The number of symbols and of the bytes of names, markers and tokens; every byte is its own token, but for 1, which
    /// is `__`.
    private var tables: (head: [UInt8], tokens: [UInt8]) {
      var names: [UInt8] = []
      var markers: [UInt8] = []
      for (index, symbol) in symbols.enumerated() {
        if index % 256 == 0 { markers += Self.little(UInt32(names.count)) }
        let packed = Array(symbol.name.replacing("__", with: "\u{1}").utf8)
        names +=
          packed.count < 128
          ? [UInt8(packed.count)] : [UInt8(packed.count & 0x7f | 0x80), UInt8(packed.count >> 7)]
        names += packed
      }
      var tokens: [UInt8] = []
      var places: [UInt8] = []
      for token in 0..<256 {
        places += Self.little(UInt16(tokens.count))
        tokens += token == 1 ? Array("__".utf8) : token == 0 ? [] : [UInt8(token)]
        tokens.append(0)
      }
      let count =
        alignment == 8 ? Self.little(UInt64(symbols.count)) : Self.little(UInt32(symbols.count))
      return (count + padded(names) + padded(markers), padded(tokens) + padded(places))
    }

    /// The offsets of the addresses and the base.
    private func offsets(below: Bool) -> [UInt8] {
      let offsets = symbols.flatMap { symbol in
        Self.little(
          below && symbol.address >= base
            ? UInt32(truncatingIfNeeded: ~(symbol.address - base))
            : UInt32(truncatingIfNeeded: below ? symbol.address : symbol.address - base))
      }
      return padded(offsets) + Self.little(base)
    }

    /// The memory of a kernel of 7.2 that starts at `start`, where each address is a distance from its place.
    func latest(from start: UInt64) -> [UInt8] {
      let noise = (0..<260).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let head = noise + tables.head + tables.tokens
      let distances = symbols.enumerated().flatMap { index, symbol in
        let place = start &+ UInt64(head.count + index * 4)
        return Self.little(UInt32(truncatingIfNeeded: symbol.address &- place))
      }
      return head + distances + noise
    }

    /// The memory of a kernel until 6.3, or of a later one.
    func memory(isLater: Bool, below: Bool) -> [UInt8] {
      let noise = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let offsets = offsets(below: below)
      let order = [UInt8](repeating: 7, count: (symbols.count * 3 + 7) / 8 * 8)
      return isLater
        ? noise + tables.head + tables.tokens + offsets + order + noise
        : noise + offsets + tables.head + order + tables.tokens + noise
    }

    /// Returns the bytes of a number.
    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// Returns `bytes` with zeros up to a multiple of the alignment.
    private func padded(_ bytes: [UInt8]) -> [UInt8] {
      bytes + [UInt8](repeating: 0, count: (alignment - bytes.count % alignment) % alignment)
    }
  }

  /// Symbols of all kinds: long names, equal addresses, more than two markers' worth.
  private static let symbols: [(name: String, address: UInt64)] =
    (0..<700).map { index in
      let name = index == 300 ? String(repeating: "long", count: 60) : "__function__\(index)"
      return ("T\(name)", 0xffff_ffff_8100_0000 + UInt64(index / 2 * 16))
    } + [("Dlinux_banner", 0xffff_ffff_8200_0000)]

  @Test(arguments: [false, true], [false, true])
  func `all layouts are read`(isLater: Bool, below: Bool) throws {
    let variables: [(name: String, address: UInt64)] = below ? [("A__per_cpu_start", 0)] : []
    let all = variables + Self.symbols
    let bytes = Writer(symbols: all).memory(isLater: isLater, below: below)
    let memory = KernelMemory([.init(address: 0xffff_ffff_8180_0000, bytes: Bytes(bytes))])
    let symbols = try #require(KernelSymbols(kallsymsIn: memory))
    #expect(symbols.count == all.count)
    for (index, symbol) in all.enumerated() {
      #expect(symbols.name(index).elementsEqual(symbol.name.utf8.dropFirst()))
      #expect(symbols.address(index) == symbol.address)
      #expect(symbols.isFunction(index) == symbol.name.hasPrefix("T"))
    }
    #expect(
      symbols.addresses(of: ["linux_banner", "absent"]) == ["linux_banner": 0xffff_ffff_8200_0000])
    #expect(symbols.first(at: 0xffff_ffff_8100_0010) == variables.count + 2)
    #expect(symbols.address(after: 0xffff_ffff_8100_0010) == 0xffff_ffff_8100_0020)
  }

  @Test func `addresses are distances from their places in 7_2`() throws {
    let start: UInt64 = 0xffff_ffff_8180_0000
    let bytes = Writer(symbols: Self.symbols, alignment: 4).latest(from: start)
    let memory = KernelMemory([.init(address: start, bytes: Bytes(bytes))])
    let symbols = try #require(KernelSymbols(kallsymsIn: memory))
    #expect((0..<symbols.count).map(symbols.address) == Self.symbols.map(\.address))
    #expect(symbols.addresses(of: ["linux_banner"]) == ["linux_banner": 0xffff_ffff_8200_0000])
  }

  @Test func `truncated and changed tables crash nothing`() {
    let whole = Writer(symbols: Self.symbols).memory(isLater: true, below: false)
    for length in stride(from: 0, to: whole.count, by: 501) {
      let memory = KernelMemory([.init(address: 0, bytes: Bytes(Array(whole[..<length])))])
      #expect(length > whole.count - 3000 || KernelSymbols(kallsymsIn: memory) == nil)
    }
    for index in stride(from: 256, to: whole.count, by: 97) {
      var bytes = whole
      bytes[index] ^= 0xff
      _ = KernelSymbols(kallsymsIn: KernelMemory([.init(address: 0, bytes: Bytes(bytes))]))
    }
  }
}
