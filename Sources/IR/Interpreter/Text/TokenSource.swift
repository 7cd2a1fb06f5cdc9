/// What `tokenize()` has not handed out yet.
struct TokenSource {
  /// The string that is cut into tokens.
  private var text: [UInt8] = []
  /// Where the next token is looked for; `nil` at the end.
  private var position: Int?

  /// Returns the next token, empty ones left out; of `input` unless it is empty. `nil` if there is none.
  mutating func next(of input: StringView, separatedBy separators: StringView) -> StringView? {
    if input.count > 0 {
      text = Array(input.bytes)
      position = 0
    }
    while let start = position {
      let end = text[start...].firstIndex { separators.bytes.contains($0) }
      position = end.map { $0 + 1 }
      let range = start..<(end ?? text.count)
      if !range.isEmpty {
        token = Array(text[range])
        return token.withUnsafeBufferPointer { bytes in
          bytes.baseAddress.map { StringView($0, bytes.count) }
        }
      }
    }
    return nil
  }

  /// The token that was handed out last, which lives until the next one is.
  private var token: [UInt8] = []
}
