import Glibc
import KernelDescription

/// What `/proc/kallsyms` says of functions: which of them have code of their own, and which are exported.
///
/// Each line is `ADDRESS TYPE NAME`, and for modules a tab and `[MODULE]` behind it; see `s_show` in
/// kernel/kallsyms.c. For who may not see addresses they are all 0.
struct SymbolList: Sendable {
  /// The names of functions that have code after the start of the kernel.
  private let functions: StringPool

  /// The names of what is exported, from the symbols `__ksymtab_NAME`; Linux 6.4 and later show none.
  private let exports: StringPool

  /// Reads the symbols of the running kernel; nil if there are none.
  static func read() -> SymbolList? {
    guard let file = try? FileDescriptor(reading: "/proc/kallsyms") else { return nil }
    return SymbolList(pieces: { (piece) throws(ErrorNumber) in try file.read(into: piece) })
  }

  /// Reads `text`; nil if it names no function.
  init?(_ text: [UInt8]) {
    var rest = text[...]
    self.init(pieces: { (piece) throws(ErrorNumber) in
      let count = min(piece.count, rest.count)
      piece.copyBytes(from: rest.prefix(count))
      rest = rest.dropFirst(count)
      return count
    })
  }

  /// How much is read at once, in bytes; no line is as long.
  private static let pieceSize = 1 << 16

  /// Reads the text of which `nextPiece` puts the next bytes into memory and returns how many there are, at the end 0; nil
  /// if it names no function.
  private init?(pieces nextPiece: (UnsafeMutableRawBufferPointer) throws(ErrorNumber) -> Int) {
    self.init(each: { receive in
      withUnsafeTemporaryAllocation(byteCount: Self.pieceSize, alignment: 1) { buffer in
        var held = 0
        while true {
          let free = UnsafeMutableRawBufferPointer(rebasing: buffer[held...])
          let count = (try? nextPiece(free)) ?? 0
          let text = UnsafeRawBufferPointer(rebasing: buffer[..<(held + count)])
          let rest = SymbolLine.forEach(in: text, receive)
          if count == 0 { return }
          held = text.count - rest
          buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[rest...]))
        }
      }
    })
  }

  /// Takes over the symbols of an image; nil if no function is among them.
  init?(_ symbols: KernelSymbols) {
    self.init(each: { receive in
      for index in 0..<symbols.count {
        symbols.name(index).withUnsafeBufferPointer {
          receive(symbols.address(index), symbols.isFunction(index), $0)
        }
      }
    })
  }

  /// Takes a symbol.
  fileprivate typealias Receiver = (
    _ address: UInt64, _ isFunction: Bool, _ name: UnsafeBufferPointer<UInt8>
  ) -> Void

  /// Takes the symbols that `forEach` gives, in the order of their addresses, those of what is freed last; nil if no
  /// function is among them.
  private init?(each forEach: (Receiver) -> Void) {
    var functions = StringPool()
    var exports = StringPool()
    var initial: UInt64?
    var initialRange: Range<UInt64> = 0..<0
    var early: [(address: UInt64, name: [UInt8])] = []
    forEach { address, isFunction, name in
      if name.goesOn(from: "__ksymtab_") {
        _ = exports.intern(UnsafeBufferPointer(rebasing: name["__ksymtab_".utf8.count...]))
      } else if isFunction {
        if name.elementsEqual("_sinittext".utf8) {
          initial = address
        } else if let first = initial, name.elementsEqual("_einittext".utf8) {
          initialRange = first..<max(first, address)
        }
        // Before functions of x86 there is room that has a name, and what compilers make of functions has a dot in its
        // name: together the half of all symbols, and none is a function in C.
        if name.goesOn(from: "__pfx_") || name.contains(UInt8(ascii: ".")) { return }
        if initial != nil {
          early.append((address, Array(name)))
        } else {
          _ = functions.intern(name)
        }
      }
    }
    for (address, name) in early where !initialRange.contains(address) {
      _ = name.withUnsafeBufferPointer { functions.intern($0) }
    }
    if functions.isEmpty { return nil }
    self.functions = functions
    self.exports = exports
  }

  /// Returns `true` iff the function `name` has code.
  func hasFunction(_ name: UnsafeBufferPointer<UInt8>) -> Bool { functions.contains(name) }

  /// Returns `true` iff the function `name` has code.
  func hasFunction(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { hasFunction($0) }
  }

  /// Returns `true` iff `name` is exported.
  func isExported(_ name: UnsafeBufferPointer<UInt8>) -> Bool { exports.contains(name) }

  /// Returns `true` iff `name` is exported.
  func isExported(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { isExported($0) }
  }
}

/// One line of the list.
private struct SymbolLine {
  /// The address; 0 if it is hidden.
  let address: UInt64

  /// `true` iff it is code.
  let isFunction: Bool

  /// Where the name stands.
  let name: Range<Int>

  /// Calls `receive` with each line of `text` that is whole, and returns where the one begins that is not.
  static func forEach(in text: UnsafeRawBufferPointer, _ receive: SymbolList.Receiver) -> Int {
    let bytes = text.assumingMemoryBound(to: UInt8.self)
    var start = 0
    while start < bytes.count,
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
    {
      if let line = SymbolLine(bytes, start..<end), line.name.count > 0 {
        receive(line.address, line.isFunction, UnsafeBufferPointer(rebasing: bytes[line.name]))
      }
      start = end + 1
    }
    return start
  }

  /// Reads the line at `range` of `bytes`; nil if it is none.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    var position = range.lowerBound
    var address: UInt64 = 0
    while position < range.upperBound, let digit = Self.hexadecimalValue(of: bytes[position]) {
      address = address << 4 | digit
      position += 1
    }
    guard position + 3 < range.upperBound, bytes[position] == UInt8(ascii: " ") else { return nil }
    self.address = address
    isFunction = "tTwW".utf8.contains(bytes[position + 1])
    let start = position + 3
    var end = start
    while end < range.upperBound, bytes[end] != UInt8(ascii: "\t") { end += 1 }
    name = start..<end
  }

  /// Returns the value of the digit `byte`; nil if it is none.
  private static func hexadecimalValue(of byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    default: nil
    }
  }
}
