import Testing

@testable import MarkerScan

/// Tests that what each tool packed is unpacked, and that damage is an error.
struct CompressionTests {
  /// What was packed.
  static let text = "the kernel the kernel the kernel the kernel!"

  /// The text as each tool packs it: `gzip -9n`, `xz --check=crc32`, `xz --format=lzma`, `bzip2`, `lzop -9`, `lz4 -l -9`
  /// and `zstd -19`.
  static let packed: [(Compression, String)] = [
    (
      .gzip,
      "1f8b08000000000002032bc94855c84e2dca4bcd512821c0540400ed4f267e2c000000"
    ),
    (
      .xz,
      "fd377a585a0000016922de360200210116000000742fe5a3e0002b00135d003a1a08ce769183707867c9d82326195c"
        + "2040000000ed4f267e00012b2ca1242e649042990d010000000001595a"
    ),
    (
      .lzma,
      "5d00008000ffffffffffffffff003a1a08ce769183707867c9d8232619629d2cfffffcf33000"
    ),
    (
      .bzip2,
      "425a683931415926535913af367800001411806000024d1400200031064c4055407a9ea68e9c210a4214c9778f8bb9"
        + "229c284809d79b3c00"
    ),
    (
      .lzo,
      "894c5a4f000d0a1a0a104020a0094003090300000d000000006b01ce5700000000002b4103070000002c000000136c"
        + "b4100a1c746865206b65726e656c203e29002111000000000000"
    ),
    (.lz4, "02214c1815000000bf746865206b65726e656c200b000950726e656c21"),
    (.zstandard, "28b52ffd046895000060746865206b65726e656c20210100c68b173da7d33d"),
  ]

  @Test(arguments: packed)
  func `each way of packing is recognised and undone`(way: Compression, digits: String) throws {
    let bytes = Bytes(Self.bytes(digits))
    #expect(Compression(of: bytes) == way)
    #expect(String(decoding: try way.unpacked(bytes).array, as: UTF8.self) == Self.text)
  }

  @Test func `an image has its configuration between marks`() throws {
    let packed = Self.bytes(try #require(Self.packed.first).1)
    let image = [1, 2] + Array("IKCFG_ST".utf8) + packed + Array("IKCFG_ED".utf8) + [3]
    let text = KernelImage.configuration(in: Bytes(image))
    #expect(text.map { String(decoding: $0.array, as: UTF8.self) } == Self.text)
    #expect(KernelImage.configuration(in: Bytes(Array(image.dropLast(2)))) == nil)
  }

  @Test(arguments: packed)
  func `what the kernel's build appends is left alone`(way: Compression, digits: String) throws {
    let bytes = Bytes(Self.bytes(digits) + [44, 0, 0, 0])
    #expect(String(decoding: try way.unpacked(bytes).array, as: UTF8.self) == Self.text)
  }

  @Test(arguments: packed)
  func `every truncation is an error or leaves something out`(
    way: Compression, digits: String
  ) throws {
    let whole = Self.bytes(digits)
    for length in 0..<whole.count {
      let unpacked = try? way.unpacked(Bytes(Array(whole[..<length]))).array
      #expect(unpacked?.count ?? 0 <= Self.text.utf8.count, "\(length) bytes")
    }
  }

  @Test(arguments: packed)
  func `changed bytes crash nothing`(way: Compression, digits: String) {
    let whole = Self.bytes(digits)
    for index in whole.indices {
      for value in [0, 0x7f, 0xff] as [UInt8] {
        var bytes = whole
        bytes[index] = value
        _ = try? way.unpacked(Bytes(bytes))
      }
    }
  }

  @Test func `what grows beyond any kernel is refused`() throws {
    // Blocks that each repeat one byte, of 2^20 bytes in all from some four thousand.
    var file = Self.bytes("02214c18")
    let block: [UInt8] =
      [0x1f, 0, 1, 0] + [UInt8](repeating: 255, count: 4000) + [0, 0x50, 1, 2, 3, 4, 5]
    for _ in 0..<2 { file += [UInt8(block.count & 255), UInt8(block.count >> 8), 0, 0] + block }
    #expect(throws: ImageError.tooLarge("lz4")) { try Compression.lz4.unpacked(Bytes(file)) }
  }

  /// Returns the bytes that hexadecimal digits spell.
  static func bytes(_ digits: String) -> [UInt8] {
    let digits = Array(digits)
    return stride(from: 0, to: digits.count, by: 2).map { index in
      UInt8(String(digits[index...index + 1]), radix: 16) ?? 0
    }
  }
}
