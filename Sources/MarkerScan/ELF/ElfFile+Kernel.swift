import CElf

extension ElfFile {
  /// The machines whose kernels are understood; both have 64 bits, and the least significant byte of a number comes first.
  enum Machine: UInt16, Sendable {
    /// x86_64.
    case x8664 = 62

    /// aarch64.
    case aarch64 = 183

    /// What `uname -m` says on it.
    var name: String {
      switch self {
      case .x8664: "x86_64"
      case .aarch64: "aarch64"
      }
    }
  }

  /// Reads the file `bytes` of a kernel or a module, and returns it with its machine.
  ///
  /// - Throws: `ImageError.damaged`, or `.machine` for a file of another word size, byte order or machine.
  static func ofKernel(
    _ bytes: Bytes
  ) throws(ImageError) -> (file: ElfFile, machine: Machine) {
    guard let file = ElfFile(bytes) else { throw .damaged("ELF") }
    guard file.wordSize == 8 else { throw .machine("a 32-bit machine") }
    guard !file.isBigEndian else { throw .machine("a big-endian machine") }
    guard let machine = Machine(rawValue: file.machineNumber) else {
      throw .machine("the machine number \(file.machineNumber)")
    }
    guard !file.sections.isEmpty else { throw .damaged("ELF") }
    return (file, machine)
  }
}
