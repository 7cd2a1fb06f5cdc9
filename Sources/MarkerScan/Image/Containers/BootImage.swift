/// A kernel as a boot loader starts it: what is in it when all packing is taken off.
enum BootImage {
  /// An ELF file.
  case elf(Bytes)

  /// The memory of an aarch64 kernel from `_text` on, without any headers of sections.
  case memory(Bytes)

  /// How often something may be packed within something.
  private static let depthLimit = 4

  /// Takes the packing off `bytes`.
  ///
  /// - Throws: `ImageError` if they are no kernel, or damaged.
  init(_ bytes: Bytes) throws(ImageError) {
    var bytes = bytes
    for _ in 0..<Self.depthLimit {
      if bytes.starts(with: ElfFile.magic) {
        self = .elf(bytes)
        return
      }
      if Arm64Image.isOne(bytes) {
        self = .memory(bytes)
        return
      }
      if let payload = try X86Image.payload(of: bytes) {
        bytes = payload
      } else if let payload = try EFIImage.payload(of: bytes) {
        bytes = payload
      } else if let compression = Compression(of: bytes) {
        bytes = try compression.unpacked(bytes)
      } else {
        throw Self.error(for: bytes)
      }
    }
    throw .unknown
  }

  /// The images of machines whose kernels are not scanned: a mark, where it stands, and the machine.
  ///
  /// Of Linux 6.1: arch/riscv/include/asm/image.h, arch/arm/boot/compressed/head.S, arch/s390/boot/head.S.
  private static let otherMachines: [(mark: [UInt8], offset: Int, machine: String)] = [
    (Array("RSC\u{5}".utf8), 0x38, "riscv64"),
    ([0x18, 0x28, 0x6f, 0x01], 0x24, "a 32-bit machine (arm)"),
    ([0x01, 0x6f, 0x28, 0x18], 0x24, "a big-endian machine (arm)"),
    (Array("S390EP".utf8), 0x10008, "a big-endian machine (s390x)"),
  ]

  /// Returns why `bytes` are not understood.
  private static func error(for bytes: Bytes) -> ImageError {
    let other = otherMachines.first {
      bytes.part(at: $0.offset, count: $0.mark.count)?.starts(with: $0.mark) == true
    }
    return other.map { .machine($0.machine) } ?? .unknown
  }
}

/// The image of an x86 kernel; see Documentation/arch/x86/boot.rst of the kernel.
///
/// ```
///  0x1f1             0x202    0x206     0x248            0x24c
/// ┌─────────────┬───┬────────┬─────────┬────────────────┬────────────────┐
/// │ setup_sects │ … │ "HdrS" │ version │ payload_offset │ payload_length │
/// └─────────────┴───┴────────┴─────────┴────────────────┴────────────────┘
/// ```
enum X86Image {
  /// The first version of the header that says where the payload is, 2.08 of Linux 2.6.26.
  private static let payloadVersion: UInt16 = 0x0208

  /// Returns the unpacked payload; nil if `bytes` are no such image.
  ///
  /// - Throws: `ImageError` if it is one and is damaged.
  static func payload(of bytes: Bytes) throws(ImageError) -> Bytes? {
    guard bytes.part(at: 0x202, count: 4)?.starts(with: "HdrS".utf8) == true,
      let sectors = bytes[0x1f1], let version = bytes.number(at: 0x206, as: UInt16.self)
    else { return nil }
    guard version >= payloadVersion, let offset = bytes.number(at: 0x248, as: UInt32.self),
      let length = bytes.number(at: 0x24c, as: UInt32.self)
    else { throw .damaged("boot header") }
    // 0 sectors are four, for the sake of the oldest boot loaders.
    let start = (Int(sectors == 0 ? 4 : sectors) + 1) * 512 + Int(offset)
    guard let payload = bytes.part(at: start, count: Int(length)) else {
      throw .damaged("boot image")
    }
    if payload.starts(with: ElfFile.magic) { return payload }
    guard let compression = Compression(of: payload) else { throw .damaged("payload") }
    return try compression.unpacked(payload)
  }
}

/// A kernel that EFI starts and that unpacks itself; see drivers/firmware/efi/libstub/zboot-header.S.
///
/// ```
///  0      4      8                12             16          24
/// ┌──────┬──────┬────────────────┬──────────────┬───────────┬─────────────────────┐
/// │ "MZ" │"zimg"│ payload offset │ payload size │ reserved  │ name of compression │
/// └──────┴──────┴────────────────┴──────────────┴───────────┴─────────────────────┘
/// ```
enum EFIImage {
  /// Returns the unpacked payload; nil if `bytes` are no such image.
  ///
  /// - Throws: `ImageError` if it is one and is damaged.
  static func payload(of bytes: Bytes) throws(ImageError) -> Bytes? {
    guard bytes.starts(with: "MZ".utf8),
      bytes.part(at: 4, count: 4)?.starts(with: "zimg".utf8) == true
    else { return nil }
    guard let offset = bytes.number(at: 8, as: UInt32.self),
      let size = bytes.number(at: 12, as: UInt32.self),
      let payload = bytes.part(at: Int(offset), count: Int(size)),
      let compression = Compression(of: payload)
    else { throw .damaged("EFI image") }
    return try compression.unpacked(payload)
  }
}

/// The image of an aarch64 kernel; see Documentation/arch/arm64/booting.rst of the kernel.
enum Arm64Image {
  /// Returns `true` iff `bytes` have the magic number of one.
  static func isOne(_ bytes: Bytes) -> Bool {
    bytes.part(at: 0x38, count: 4)?.starts(with: "ARM\u{64}".utf8) == true
  }
}
