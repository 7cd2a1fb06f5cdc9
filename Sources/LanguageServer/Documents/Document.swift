import Diagnostics
import Translator

/// A document that is open in the editor.
struct Document: Sendable {
  /// Its address.
  let uri: String
  /// The version that the editor gave it.
  let version: Int?
  /// Its text.
  let source: SourceText
  /// How places in it are counted.
  let lines: PositionMapping

  /// Creates the document at `uri` with `text`.
  init(uri: String, version: Int?, text: String, encoding: PositionEncoding) {
    self.uri = uri
    self.version = version
    source = SourceText(name: FileAddress.path(of: uri) ?? uri, text: text)
    lines = PositionMapping(source, encoding: encoding)
  }
}

extension Document {
  /// The text laid out; `nil` if it cannot be.
  var layout: [UInt8]? {
    var sources = SourceMap()
    var log = DiagnosticLog()
    return formatted(sources.add(source), in: sources, log: &log)
  }
}

/// Addresses of files (RFC 8089).
enum FileAddress {
  /// Returns the path that `uri` names; `nil` if it names no file.
  static func path(of uri: String) -> String? {
    guard uri.hasPrefix("file://") else { return nil }
    let rest = uri.utf8.dropFirst("file://".utf8.count)
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    var bytes: [UInt8] = []
    var position = slash
    while position < rest.endIndex {
      let byte = rest[position]
      let digits = rest[position...].dropFirst().prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        position = digits.endIndex
      } else {
        bytes.append(byte)
        position = rest.index(after: position)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the address of the file `path`, which starts at the root.
  static func uri(of path: String) -> String {
    var text = "file://"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }
}
