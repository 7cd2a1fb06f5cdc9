import CElf

extension ElfFile {
  /// The machine as `uname -m` names it; the number of the machine if it has no such name here.
  var machineName: String {
    switch Int32(machineNumber) {
    case EM_X86_64: "x86_64"
    case EM_386: "i686"
    case EM_AARCH64: "aarch64"
    case EM_ARM: "arm"
    case EM_PPC: "ppc"
    case EM_PPC64: isBigEndian ? "ppc64" : "ppc64le"
    case EM_S390: wordSize == 8 ? "s390x" : "s390"
    case EM_MIPS: wordSize == 8 ? "mips64" : "mips"
    case EM_SPARC: "sparc"
    case EM_SPARCV9: "sparc64"
    case EM_IA_64: "ia64"
    case EM_RISCV: wordSize == 8 ? "riscv64" : "riscv32"
    default: String(machineNumber)
    }
  }

  /// The build id in lower-case hexadecimal digits; empty if there is none, or it is in a foreign byte order.
  var buildID: String {
    if isBigEndian { return "" }
    let notes = contents(ofSectionNamed: ".note.gnu.build-id") ?? contents(ofSectionNamed: ".notes")
    return notes.flatMap { BuildID(notes: $0.array)?.text } ?? ""
  }

  /// The release of the kernel that the file is, or that it is a module for: `linux_banner` of init/version.c, or
  /// `vermagic` of a module; nil if the file tells none.
  var kernelRelease: String? {
    if let information = contents(ofSectionNamed: ".modinfo") {
      let lines = information.array.split(separator: 0)
      let magic = lines.first { $0.starts(with: "vermagic=".utf8) }
      let release = magic?.dropFirst(9).prefix { $0 != UInt8(ascii: " ") } ?? []
      return release.isEmpty ? nil : String(decoding: release, as: UTF8.self)
    }
    let banner = Array("Linux version ".utf8)
    guard let start = bytes.firstIndex(of: banner) else { return nil }
    let text = bytes.rest(from: start + banner.count)
    let release = text.withUnsafeBytes { Array($0.prefix { $0 > 0x20 && $0 < 0x7f }) }
    return release.isEmpty ? nil : String(decoding: release, as: UTF8.self)
  }
}
