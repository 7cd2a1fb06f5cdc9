extension ExpectedMarker {
  /// Reads a line of a manifest; `nil` if it is not well-formed.
  init?(line: Substring) {
    let words = line.split(separator: " ")
    guard words.count >= 3, let kind = Kind(rawValue: String(words[0])), let extent = Int(words[2])
    else { return nil }
    var parts: [Part] = []
    for word in words.dropFirst(3) {
      guard let part = Part(word: word) else { return nil }
      parts.append(part)
    }
    self.init(kind: kind, name: String(words[1]), extent: extent, parts: parts)
  }

  /// The line of a manifest, without line break.
  var line: String {
    (["\(kind.rawValue) \(name) \(extent)"] + parts.map(\.word)).joined(separator: " ")
  }
}

extension ExpectedMarker.Part {
  /// Reads a word such as `pid@24:4s` or `2:8p`; `nil` if it is not well-formed.
  fileprivate init?(word: Substring) {
    guard let last = word.last, let kind = ExpectedMarker.Interpretation(rawValue: last),
      let colon = word.lastIndex(of: ":"),
      let size = Int(word[word.index(after: colon)...].dropLast())
    else { return nil }
    let subject = word[..<colon]
    guard let at = subject.lastIndex(of: "@") else {
      self.init(name: String(subject), offset: nil, size: size, interpretation: kind)
      return
    }
    guard let offset = Int(subject[subject.index(after: at)...]) else { return nil }
    self.init(name: String(subject[..<at]), offset: offset, size: size, interpretation: kind)
  }

  /// The word.
  fileprivate var word: String {
    "\(name)\(offset.map { "@\($0)" } ?? ""):\(size)\(interpretation.rawValue)"
  }
}
