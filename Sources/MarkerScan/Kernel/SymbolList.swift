import Glibc

/// What `/proc/kallsyms` says of functions: which of them have code of their own, and which are exported.
///
/// Each line is `ADDRESS TYPE NAME`, and for modules a tab and `[MODULE]` behind it; see `s_show` in
/// kernel/kallsyms.c. For who may not see addresses they are all 0.
struct SymbolList: Sendable {
  /// The names of functions that have code after the start of the kernel.
  private let functions: Set<ArraySlice<UInt8>>

  /// The names of what is exported, from the symbols `__ksymtab_NAME`; Linux 6.4 and later show none.
  private let exports: Set<ArraySlice<UInt8>>

  /// Reads the symbols of the running kernel; nil if there are none.
  static func read() -> SymbolList? {
    do throws(ErrorNumber) {
      return SymbolList(try FileDescriptor(reading: "/proc/kallsyms").readAll(expecting: 6 << 20))
    } catch { return nil }
  }

  /// Reads `text`; nil if it names no function.
  init?(_ text: [UInt8]) {
    self.init { receive in
      text.withUnsafeBufferPointer { bytes in
        var start = 0
        while start < bytes.count {
          var end = start
          while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
          if let line = SymbolLine(bytes, start..<end), line.name.count > 0 {
            receive(line.address, line.isFunction, text[line.name])
          }
          start = end + 1
        }
      }
    }
  }

  /// Takes over the symbols of an image; nil if no function is among them.
  init?(_ symbols: KernelSymbols) {
    self.init { receive in
      for index in 0..<symbols.count {
        receive(symbols.address(index), symbols.isFunction(index), symbols.name(index))
      }
    }
  }

  /// Takes the symbols that `forEach` gives, in the order of their addresses, those of what is freed last; nil if no
  /// function is among them.
  private init?(
    _ forEach: ((_ address: UInt64, _ isFunction: Bool, _ name: ArraySlice<UInt8>) -> Void) -> Void
  ) {
    let exportPrefix = Array("__ksymtab_".utf8)
    var functions: Set<ArraySlice<UInt8>> = []
    var exports: Set<ArraySlice<UInt8>> = []
    var initial: UInt64?
    var initialRange: Range<UInt64> = 0..<0
    var early: [(address: UInt64, name: ArraySlice<UInt8>)] = []
    forEach { address, isFunction, name in
      if name.starts(with: exportPrefix) {
        exports.insert(name.dropFirst(exportPrefix.count))
      } else if isFunction {
        if name.elementsEqual("_sinittext".utf8) {
          initial = address
        } else if let first = initial, name.elementsEqual("_einittext".utf8) {
          initialRange = first..<max(first, address)
        }
        if initial != nil { early.append((address, name)) } else { functions.insert(name) }
      }
    }
    for (address, name) in early where !initialRange.contains(address) { functions.insert(name) }
    if functions.isEmpty { return nil }
    self.functions = functions
    self.exports = exports
  }

  /// Returns `true` iff the function `name` has code, as far as is known of `module`.
  func hasFunction(_ name: String, of module: String?) -> Bool {
    functions.contains(ArraySlice(name.utf8))
  }

  /// Returns `true` iff `name` is exported.
  func isExported(_ name: String) -> Bool { exports.contains(ArraySlice(name.utf8)) }
}

/// One line of the list.
private struct SymbolLine {
  /// The address; 0 if it is hidden.
  let address: UInt64

  /// `true` iff it is code.
  let isFunction: Bool

  /// Where the name stands.
  let name: Range<Int>

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
