import CElf

/// Reads objects from ELF files, without the help of the kernel.
package struct ObjectReader {
  /// The file.
  private let elf: ELFContents
  /// The types.
  private let types: TypeReader
  /// The code.
  private let code: CodeReader

  /// Returns the object in `file` with what the kernel wants to know of it.
  ///
  /// - Throws: `ObjectReadError` if the file is damaged or not an object of this kind.
  package static func object(
    in file: [UInt8]
  ) throws(ObjectReadError) -> LoadableObject {
    try ObjectReader(file).object()
  }

  /// Creates a reader of `file`.
  private init(_ file: [UInt8]) throws(ObjectReadError) {
    elf = try ELFContents(of: file)
    types = try TypeReader(try Self.section(".BTF", in: elf))
    let extensions = try ExtensionReader(
      elf.sections.first { $0.name == ".BTF.ext" }?.bytes ?? [], types: types)
    code = try CodeReader(elf, types: types, extensions: extensions)
  }

  /// Returns the bytes of the section `name` of `elf`.
  private static func section(
    _ name: String, in elf: ELFContents
  ) throws(ObjectReadError) -> [UInt8] {
    guard let section = elf.sections.first(where: { $0.name == name }) else {
      throw .missing(section: name)
    }
    return section.bytes
  }

  /// Returns the object.
  private func object() throws(ObjectReadError) -> LoadableObject {
    let places = code.places.filter { elf.sections[$0.section].name != CodeSection.functionsName }
    let kernelTypes = try kernelTypes()
    var object = ObjectFile(license: try license())
    var knowledge: [String: CodeKnowledge] = [:]
    for (index, place) in places.enumerated() {
      object.programs.append(
        Program(
          name: place.name, section: elf.sections[place.section].name,
          attachTypeID: kernelTypes(index), code: try code.code(of: place)))
      knowledge[place.name] = self.knowledge(of: place)
    }
    for place in functionPlaces {
      object.functions.append(try function(at: place))
      knowledge[place.name] = self.knowledge(of: place)
    }
    let maps = try MapReader(types).maps()
    object.maps = maps.map(\.map)
    object.dataBlocks = try dataBlocks()
    object.kfuncs = try kfuncs { kernelTypes(places.count + $0) }
    object.attachments = attachments
    return LoadableObject(
      object: object, types: try types.acceptableToKernel(), mapTypes: maps,
      knowledge: knowledge)
  }

  /// The places of the functions, in the order in which they lie.
  private var functionPlaces: [CodeReader.Place] {
    code.places
      .filter { elf.sections[$0.section].name == CodeSection.functionsName }
      .sorted { $0.byteOffset < $1.byteOffset }
  }

  /// Returns what the kernel wants to know of the code at `place`.
  private func knowledge(of place: CodeReader.Place) -> CodeKnowledge {
    CodeKnowledge(declaration: code.declaration(of: place), lines: code.lineRecords(of: place))
  }

  /// Returns the function at `place`.
  private func function(at place: CodeReader.Place) throws(ObjectReadError) -> Function {
    let declaration = Int(code.declaration(of: place))
    var parameterCount = 0
    if declaration != 0 {
      parameterCount = try types.prototype(of: try types.entry(declaration)).parameters.count
    }
    return Function(
      name: place.name, linkage: place.isLocal ? .static : .global,
      parameterCount: parameterCount, code: try code.code(of: place))
  }

  /// Returns the license, or `""` if there is none.
  private func license() throws(ObjectReadError) -> String {
    guard let section = elf.sections.first(where: { $0.name == "license" }) else { return "" }
    let reader = ByteReader(section: section.name, bytes: section.bytes)
    return try reader.text(at: 0, end: section.bytes.count)
  }

  /// Returns a function that gives the known number in the kernel's BTF by position.
  private func kernelTypes() throws(ObjectReadError) -> (Int) -> UInt32? {
    let name = ObjectWriter.kernelTypesName
    let bytes = elf.sections.first { $0.name == name }?.bytes ?? []
    let reader = ByteReader(section: name, bytes: bytes)
    var numbers: [UInt32] = []
    for offset in stride(from: 0, to: bytes.count, by: 4) {
      numbers.append(try reader.number(at: offset))
    }
    return { [numbers] index in
      index < numbers.count && numbers[index] != 0 ? numbers[index] : nil
    }
  }

  /// Returns the blocks of data.
  private func dataBlocks() throws(ObjectReadError) -> [DataBlock] {
    var blocks: [DataBlock] = []
    for section in elf.sections where section.byteCount > 0 {
      guard let kind = DataBlock.Kind(section: section.name) else { continue }
      if kind != .zeros, section.bytes.isEmpty {
        throw .damaged(section: section.name, fault: "it has no contents")
      }
      blocks.append(DataBlock(name: section.name, contents: contents(of: section, kind)))
    }
    return blocks
  }

  /// Returns what the block `section` of the kind `kind` starts with.
  private func contents(
    of section: ELFContents.Section, _ kind: DataBlock.Kind
  ) -> DataBlock.Contents {
    switch kind {
    case .initialized: .initialized(section.bytes)
    case .zeros: .zeros(section.byteCount)
    case .constant: .constant(section.bytes)
    }
  }

  /// Returns the functions of the kernel, with the numbers that `kernelType` knows.
  private func kfuncs(kernelType: (Int) -> UInt32?) throws(ObjectReadError) -> [Kfunc] {
    guard let section = try types.section(ObjectTypes.kfuncsName) else { return [] }
    var kfuncs: [Kfunc] = []
    for number in try types.contents(of: section) {
      let entry = try types.entry(number)
      if entry.kind != .function { continue }
      let prototype = try types.prototype(of: entry)
      var parameters: [TypeDescription] = []
      for parameter in prototype.parameters {
        parameters.append(try types.description(of: parameter))
      }
      kfuncs.append(
        Kfunc(
          name: entry.name, kernelTypeID: kernelType(kfuncs.count),
          result: try types.description(of: prototype.result), parameters: parameters))
    }
    return kfuncs
  }

  /// What loaders ignore.
  private var attachments: [Attachment] {
    elf.sections
      .filter {
        $0.type == SHT_PROGBITS && $0.flags & SHF_ALLOC == 0 && !Self.isOwn($0.name)
          && !$0.name.hasPrefix(".debug")
      }
      .map { Attachment(name: $0.name, bytes: $0.bytes) }
  }

  /// Returns whether the section `name` has a meaning of its own.
  private static func isOwn(_ name: String) -> Bool {
    [".BTF", ".BTF.ext", ObjectWriter.kernelTypesName].contains(name)
  }
}
