/// A package of Debian: an archive of ar with an archive of tar in it, which has the files; see deb(5).
struct DebianPackage: Sendable {
  /// The files' archive, packed in whichever way.
  private let archive: Bytes

  /// The first bytes of an archive of ar.
  private static let magic = Array("!<arch>\n".utf8)

  /// How long the header of a member is: name at 0 (16 bytes), size at 48 (10 decimal digits).
  private static let headerSize = 60

  /// Looks for the files in `bytes`; nil if they are no archive.
  ///
  /// - Throws: `ImageError.damaged` if there are none in it.
  init?(_ bytes: Bytes) throws(ImageError) {
    guard bytes.starts(with: Self.magic) else { return nil }
    var position = Self.magic.count
    while let header = bytes.part(at: position, count: Self.headerSize) {
      let name = String(decoding: header.array.prefix(16), as: UTF8.self)
      let digits = String(decoding: header.array[48..<58], as: UTF8.self).filter { $0 != " " }
      guard let size = Int(digits), size >= 0,
        let contents = bytes.part(at: position + Self.headerSize, count: size)
      else { throw .damaged("ar") }
      if name.hasPrefix("data.tar") {
        archive = contents
        return
      }
      position += Self.headerSize + size + size % 2
    }
    throw .damaged("ar")
  }

  /// Hands each file to `receive` for whose path `isWanted` holds, until that wants no more. Paths have no slash at the
  /// start.
  ///
  /// - Throws: `ImageError` if the package is damaged, or what `receive` throws.
  func files(
    where isWanted: (String) -> Bool,
    _ receive: (String, Bytes) throws(ImageError) -> Demand
  ) throws(ImageError) {
    var reader = TarReader()
    let take = { (piece: UnsafeRawBufferPointer) throws(ImageError) -> Demand in
      try reader.take(piece, where: { isWanted(Self.path($0)) }) {
        (name, contents) throws(ImageError) in try receive(Self.path(name), contents)
      }
    }
    guard let compression = Compression(of: archive) else {
      _ = try archive.withUnsafeBytes(take)
      return
    }
    try compression.unpack(archive, take)
  }

  /// Returns a name of the archive without what stands before it.
  private static func path(_ name: String) -> String {
    String(name.drop { $0 == "." || $0 == "/" })
  }
}
