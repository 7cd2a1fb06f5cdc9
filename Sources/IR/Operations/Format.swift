/// A format string of the `printf` family, taken apart.
package struct Format: Hashable, Sendable {
  /// A stretch of text or a directive.
  package enum Piece: Hashable, Sendable {
    /// Bytes that are printed as they are.
    case text([UInt8])
    /// A conversion of the next argument, or of several with `*`.
    case directive(Directive)
  }

  /// The pieces, in order.
  package var pieces: [Piece]

  /// Creates a format of `pieces`.
  package init(_ pieces: [Piece]) { self.pieces = pieces }
}

/// One conversion of a format string.
package struct Directive: Hashable, Sendable {
  /// The conversion letter.
  package enum Conversion: Character, Hashable, Sendable, CaseIterable {
    /// `%b`: bytes of a long in native order, 1, 2, 4 or 8 of them by width.
    case binary = "b"
    /// `%c`: one byte.
    case character = "c"
    /// `%d`: signed decimal.
    case decimal = "d"
    /// `%i`: signed decimal.
    case integer = "i"
    /// `%m`: bytes of kernel memory at an address, as many as the precision says.
    case memory = "m"
    /// `%M`: the same in hexadecimal.
    case memoryHexadecimal = "M"
    /// `%o`: octal.
    case octal = "o"
    /// `%p`: `0x` and hexadecimal.
    case pointer = "p"
    /// `%s`: a string.
    case string = "s"
    /// `%u`: unsigned decimal.
    case unsigned = "u"
    /// `%x`: hexadecimal.
    case hexadecimal = "x"
    /// `%X`: hexadecimal in capitals.
    case upperHexadecimal = "X"
  }

  /// The flag before the width; SystemTap takes one.
  package enum Flag: Character, Hashable, Sendable, CaseIterable {
    /// Pads with zeros.
    case zero = "0"
    /// Signs positive numbers.
    case plus = "+"
    /// Aligns to the left.
    case minus = "-"
    /// A blank before positive numbers.
    case blank = " "
    /// The alternative form: `0x`, a leading 0, escapes for `%c`, user memory for `%m`.
    case alternative = "#"
  }

  /// A width or a precision.
  package enum Extent: Hashable, Sendable {
    /// Not given.
    case none
    /// Given as a number.
    case fixed(Int)
    /// `*`: taken from the arguments, before the value.
    case argument
  }

  /// The conversion.
  package var conversion: Conversion
  /// The flag.
  package var flag: Flag?
  /// The least width of the output.
  package var width: Extent
  /// The precision.
  package var precision: Extent

  /// Creates a directive.
  package init(
    _ conversion: Conversion, flag: Flag? = nil, width: Extent = .none, precision: Extent = .none
  ) {
    self.conversion = conversion
    self.flag = flag
    self.width = width
    self.precision = precision
  }
}
