import IR

/// The declarations of the globals that live in the kernel.
struct ModuleGlobals {
  /// The text.
  let text: String

  /// Creates the declarations for `program`.
  init(of program: IR.Program, layout: KernelLayout) {
    let parts = [Self.scalars(program, layout)] + [Self.tables(program, layout)]
    text = parts.joined(separator: "\n")
  }

  /// Returns the name of a scalar.
  static func name(of global: GlobalID, in program: IR.Program) -> String {
    "g\(global.index)_" + CLiteral.name(program[global].name)
  }

  /// Returns the name of the key at `position`.
  static func keyName(_ position: Int) -> String { "key_\(position)" }

  // MARK: Scalars

  /// Returns the declaration of the scalars and of their first values.
  private static func scalars(_ program: IR.Program, _ layout: KernelLayout) -> String {
    var members: [String] = []
    var values: [String] = []
    for (index, place) in layout.places.enumerated() {
      guard case .scalar? = place else { continue }
      let global = program.globals[index]
      let name = name(of: GlobalID(index), in: program)
      if global.element == .value(.long) {
        members.append("\ts64 \(name);")
      } else {
        members.append(
          "\tstruct {\n\t\tu64 length;\n\t\tchar bytes[\(global.valueSize)];\n\t} \(name);")
      }
      switch global.initializer {
      case .long(let value): values.append(".\(name) = \(CLiteral.number(value))")
      case .string(let bytes):
        let bytes = bytes.prefix(global.valueSize)
        let list = bytes.map { "\($0)" }.joined(separator: ", ")
        values.append(".\(name) = { \(bytes.count), { \(list.isEmpty ? "0" : list) } }")
      case nil: break
      }
    }
    if members.isEmpty { return "MARKTAP_NO_SCALARS;\n" }
    let list = (["struct marktap_scalars"] + values).joined(separator: ",\n\t")
    return "struct marktap_scalars {\n" + members.joined(separator: "\n")
      + "\n};\nMARKTAP_SCALARS(\(list));\n"
  }

  // MARK: Tables

  /// Returns the declarations of tables and statistics, and of their keys.
  private static func tables(_ program: IR.Program, _ layout: KernelLayout) -> String {
    var lines: [String] = []
    var names: [String] = []
    for (index, place) in layout.places.enumerated() {
      guard case .map(let shape)? = place else { continue }
      let global = program.globals[index]
      if !shape.isSingle { lines.append(key(of: global, index)) }
      lines.append(
        "MARKTAP_TABLE(\(shape.name), \(index), .key_size = \(shape.isSingle ? 0 : shape.keySize), "
          + ".value_size = \(shape.valueSize),\n\t.capacity = \(shape.capacity), "
          + ".evicts = \(shape.dropsOldest), .is_statistic = \(shape.isPerCPU));\n")
      names.append("&\(shape.name)")
    }
    if names.isEmpty { return "MARKTAP_NO_TABLES;\n" }
    return lines.joined(separator: "\n")
      + "MARKTAP_TABLES(\(names.joined(separator: ", ")));\n"
  }

  /// Returns the type of the keys of `global`, which is numbered `index`.
  private static func key(of global: Global, _ index: Int) -> String {
    let members = global.keys.indices.map { position in
      switch global.keys[position] {
      case .long: "\ts64 \(keyName(position));\n"
      case .string: "\tchar \(keyName(position))[\(global.keySizes[position])];\n"
      }
    }
    return "struct key_\(index) {\n" + members.joined() + "};"
  }
}
