import IR

extension Format {
  /// The text of a format without directives; `nil` if it has some.
  var onlyText: [UInt8]? {
    var text: [UInt8] = []
    for piece in pieces {
      guard case .text(let bytes) = piece else { return nil }
      text += bytes
    }
    return text
  }

  /// Returns the format with the constants among `arguments` that plain `%d` and `%s` print put into its
  /// text, and the other arguments; `nil` if there are no such constants.
  func filled(
    with arguments: [ValueID], _ function: Function
  ) -> (format: Format, arguments: [ValueID])? {
    var pieces: [Piece] = []
    var rest = arguments[...]
    var kept: [ValueID] = []
    for piece in self.pieces {
      switch piece {
      case .text(let bytes): pieces.append(text: bytes)
      case .directive(let directive):
        let count = directive.argumentCount
        let own = rest.prefix(count)
        rest = rest.dropFirst(count)
        if count == 1, let value = own.first, let text = directive.text(of: value, function) {
          pieces.append(text: text)
        } else {
          pieces.append(piece)
          kept += own
        }
      }
    }
    guard kept.count < arguments.count else { return nil }
    return (Format(pieces), kept)
  }
}

extension Directive {
  /// The number of arguments that the directive takes, those for `*` included.
  fileprivate var argumentCount: Int {
    1 + (width == .argument ? 1 : 0) + (precision == .argument ? 1 : 0)
  }

  /// Returns what a plain `%d`, `%i` or `%s` makes of `value` if that is a constant.
  fileprivate func text(of value: ValueID, _ function: Function) -> [UInt8]? {
    guard flag == nil, width == .none, precision == .none else { return nil }
    switch conversion {
    case .decimal, .integer: return function.constantLong(value).map { Array(String($0).utf8) }
    case .string: return function.constantString(value)
    case .binary, .character, .memory, .memoryHexadecimal, .octal, .pointer, .unsigned,
      .hexadecimal, .upperHexadecimal:
      return nil
    }
  }
}

extension [Format.Piece] {
  /// Appends `bytes`, to the last piece if that is text too.
  fileprivate mutating func append(text bytes: [UInt8]) {
    if case .text(let before)? = last {
      removeLast(); append(.text(before + bytes))
    } else {
      append(.text(bytes))
    }
  }
}
