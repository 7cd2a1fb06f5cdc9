/// Cuts a stream of bytes into messages: headers that end with an empty line, then as many bytes as
/// `Content-Length` says (Language Server Protocol 3.17, base protocol).
package struct MessageBuffer: Sendable {
  /// Why a stream cannot be read on.
  package enum Failure: Error, Equatable {
    /// There is no usable `Content-Length`.
    case header
    /// The message has more than `maximumLength` bytes.
    case tooLong
  }

  /// How many bytes a message may have.
  package static let maximumLength = 64 << 20
  /// How many bytes the headers of a message may have.
  private static let maximumHeader = 4_096
  /// What the headers end with.
  private static let headerEnd = Array("\r\n\r\n".utf8)

  /// What has come and is no message yet.
  private var bytes: [UInt8] = []
  /// Where in it the next message starts.
  private var start = 0

  /// Creates an empty buffer.
  package init() {}

  /// Adds what has come.
  package mutating func append(_ bytes: some Sequence<UInt8>) {
    self.bytes.removeFirst(start)
    start = 0
    self.bytes += bytes
  }

  /// Returns the next message; `nil` if not all of it has come.
  ///
  /// - Throws: `Failure` if the stream makes no sense; nothing can be read from then on.
  package mutating func next() throws(Failure) -> [UInt8]? {
    let rest = bytes[start...]
    guard let end = rest.prefix(Self.maximumHeader).firstRange(of: Self.headerEnd) else {
      if rest.count >= Self.maximumHeader { throw .header }
      return nil
    }
    guard let length = Self.length(in: rest[..<end.lowerBound]) else { throw .header }
    guard length <= Self.maximumLength else { throw .tooLong }
    guard bytes.count - end.upperBound >= length else { return nil }
    start = end.upperBound + length
    return Array(bytes[end.upperBound..<start])
  }

  /// Returns the length that `headers` give; `nil` if they give none.
  private static func length(in headers: ArraySlice<UInt8>) -> Int? {
    let lines = String(decoding: headers, as: UTF8.self).split(separator: "\r\n")
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
      let digits = parts[1].drop { $0 == " " }
      guard let length = Int(digits), length >= 0 else { return nil }
      return length
    }
    return nil
  }

  /// Returns `message` with its header.
  package static func framed(_ message: [UInt8]) -> [UInt8] {
    Array("Content-Length: \(message.count)\r\n\r\n".utf8) + message
  }
}
