import CElf
import Glibc

/// A kernel module in a file: what it says of itself, and its sections.
///
/// A module is a relocatable ELF file whose section `.modinfo` holds words `key=value`, each ended by a zero, and whose
/// section `.gnu.linkonce.this_module` is its `struct module`, in which nothing but the name stands; a signature, if there
/// is one, follows the file (scripts/mod/modpost.c, scripts/sign-file.c, Linux 6.1).
package struct ModuleFile {
  /// The section that every module has, and no other file.
  private static let structureSection = ".gnu.linkonce.this_module"
  /// The room for a name, its final zero included: `MODULE_NAME_LEN`.
  private static let nameCapacity = 56
  /// What a signed module ends with: `MODULE_SIG_STRING`.
  private static let signatureMark = Array("~Module signature appended~\n".utf8)

  /// Where sections start in the file, and how large they are.
  private struct Section {
    let offset: Int
    let size: Int
  }

  /// The bytes of the file.
  package private(set) var bytes: [UInt8]
  /// The sections by name.
  private let sections: [String: Section]
  /// The words of `.modinfo`, by key.
  private var information: [String: String] = [:]
  /// The name of the module.
  package private(set) var name: String

  /// Reads the module in `bytes`; `nil` if they are no module.
  package init?(_ bytes: [UInt8]) {
    let sections = Self.sections(of: bytes)
    guard sections[Self.structureSection] != nil, let words = sections[".modinfo"] else {
      return nil
    }
    self.bytes = bytes
    self.sections = sections
    name = ""
    for word in bytes[words.offset..<(words.offset + words.size)].split(separator: 0) {
      let parts = word.split(separator: UInt8(ascii: "="), maxSplits: 1)
      guard parts.count == 2 else { continue }
      information[String(decoding: parts[0], as: UTF8.self)] =
        String(decoding: parts[1], as: UTF8.self)
    }
    guard let name = information["name"] else { return nil }
    self.name = name
  }

  /// The release of the kernel that the module is for: the first word of `vermagic`.
  package var release: String {
    String(information["vermagic"]?.prefix { $0 != " " } ?? "")
  }

  /// `true` iff a signature follows the file.
  package var isSigned: Bool { bytes.suffix(Self.signatureMark.count) == Self.signatureMark[...] }

  /// Returns the bytes of the section `name`; `nil` if there is none.
  package func section(_ name: String) -> [UInt8]? {
    sections[name].map { Array(bytes[$0.offset..<($0.offset + $0.size)]) }
  }

  /// Returns the module with another name, so that it can be loaded twice; `nil` if it can have none.
  ///
  /// A signature would not fit any more.
  package func renamed(_ name: String) -> ModuleFile? {
    guard !isSigned, name.utf8.count < Self.nameCapacity,
      let structure = sections[Self.structureSection]
    else { return nil }
    let old = Array(self.name.utf8) + [0]
    let end = structure.offset + structure.size
    let starts = structure.offset..<max(structure.offset, end - Self.nameCapacity)
    guard let start = starts.first(where: { bytes[$0...].starts(with: old) }) else { return nil }
    var result = self
    result.name = name
    let field = Array(name.utf8) + Array(repeating: 0, count: Self.nameCapacity - name.utf8.count)
    result.bytes.replaceSubrange(start..<(start + Self.nameCapacity), with: field)
    return result
  }

  /// Returns where the sections of the relocatable file in `bytes` are; nothing if it is none.
  private static func sections(of bytes: [UInt8]) -> [String: Section] {
    guard elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE) else { return [:] }
    return bytes.withUnsafeBytes { raw in
      // libelf takes a mutable address but writes only when it is told to.
      guard let start = UnsafeMutableRawPointer(mutating: raw.baseAddress),
        let elf = elf_memory(start.assumingMemoryBound(to: CChar.self), raw.count)
      else { return [:] }
      defer { elf_end(elf) }
      var header = GElf_Ehdr()
      var names = 0
      guard elf_kind(elf) == ELF_K_ELF, gelf_getehdr(elf, &header) != nil,
        header.e_type == UInt16(ET_REL), elf_getshdrstrndx(elf, &names) == 0
      else { return [:] }
      return sections(of: elf, names: names, fileSize: raw.count)
    }
  }

  /// Returns where the sections of `elf` are, whose names are in the section numbered `names`.
  private static func sections(
    of elf: OpaquePointer, names: Int, fileSize: Int
  ) -> [String: Section] {
    var sections: [String: Section] = [:]
    var next = elf_nextscn(elf, nil)
    while let current = next {
      defer { next = elf_nextscn(elf, current) }
      var header = GElf_Shdr()
      guard gelf_getshdr(current, &header) != nil, header.sh_type != UInt32(SHT_NOBITS),
        let name = elf_strptr(elf, names, Int(header.sh_name)),
        let offset = Int(exactly: header.sh_offset), let size = Int(exactly: header.sh_size),
        offset <= fileSize, size <= fileSize - offset
      else { continue }
      sections[String(cString: name)] = Section(offset: offset, size: size)
    }
    return sections
  }
}
