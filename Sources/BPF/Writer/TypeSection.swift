import CBPF
import Glibc

/// The contents of `.BTF`, built by libbpf.
struct TypeSection: ~Copyable {
  /// The types and strings that libbpf holds.
  private let builder: OpaquePointer

  /// Creates a section without types.
  init() throws(ObjectWriteError) {
    guard let builder = btf__new_empty() else { throw .types(errno) }
    self.builder = builder
    btf__set_pointer_size(builder, 8)
    btf__set_endianness(builder, BTF_LITTLE_ENDIAN)
  }

  deinit { btf__free(builder) }

  /// Appends the types `nodes`.
  ///
  /// - Requires: the section has no types yet, so that the first gets number 1.
  func append(_ nodes: [TypeNode]) throws(ObjectWriteError) {
    for (index, node) in nodes.enumerated() {
      let number = try add(node)
      precondition(number == Int32(index + 1), "libbpf numbered a type in its own way")
    }
  }

  /// Returns where `string` is among the strings of the section, adding it when it is new.
  func offset(of string: String) throws(ObjectWriteError) -> UInt32 {
    UInt32(try checked(btf__add_str(builder, string)))
  }

  /// The bytes of the section.
  var bytes: [UInt8] {
    get throws(ObjectWriteError) {
      var count: UInt32 = 0
      guard let start = btf__raw_data(builder, &count) else { throw .types(errno) }
      return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(count)))
    }
  }

  /// Appends `node` and returns its number.
  private func add(_ node: TypeNode) throws(ObjectWriteError) -> Int32 {
    switch node {
    case .integer(let name, let byteCount, let encoding):
      try checked(btf__add_int(builder, name, byteCount, encoding))
    case .pointer(let target): try checked(btf__add_ptr(builder, target.number))
    case .array(let element, let index, let count):
      try checked(btf__add_array(builder, index.number, element.number, UInt32(count)))
    case .composite(let composite, let members): try add(composite, members)
    case .enumeration(let name, let byteCount):
      try checked(btf__add_enum(builder, name, UInt32(byteCount)))
    case .prototype(let result, let parameters): try add(result, parameters)
    case .function(let name, let linkage, let prototype):
      try checked(
        btf__add_func(builder, name, btf_func_linkage(linkage.rawValue), prototype.number))
    case .variable(let name, let type):
      try checked(btf__add_var(builder, name, Int32(BTF_VAR_GLOBAL_ALLOCATED), type.number))
    case .section(let name, let byteCount, let entries): try add(name, byteCount, entries)
    }
  }

  /// Appends a structure or union with its members.
  private func add(
    _ composite: Composite, _ members: [MemberNode]
  ) throws(ObjectWriteError) -> Int32 {
    let byteCount = UInt32(composite.byteCount)
    let number =
      switch composite.kind {
      case .structure: try checked(btf__add_struct(builder, composite.name, byteCount))
      case .union: try checked(btf__add_union(builder, composite.name, byteCount))
      }
    for member in members {
      _ = try checked(
        btf__add_field(
          builder, member.name, member.type.number, UInt32(member.bitOffset),
          UInt32(member.bitCount)))
    }
    return number
  }

  /// Appends a prototype with its parameters.
  private func add(
    _ result: TypeID, _ parameters: [ParameterNode]
  ) throws(ObjectWriteError) -> Int32 {
    let number = try checked(btf__add_func_proto(builder, result.number))
    for parameter in parameters {
      _ = try checked(btf__add_func_param(builder, parameter.name, parameter.type.number))
    }
    return number
  }

  /// Appends a section with its entries.
  private func add(
    _ name: String, _ byteCount: Int, _ entries: [SectionEntry]
  ) throws(ObjectWriteError) -> Int32 {
    let number = try checked(btf__add_datasec(builder, name, UInt32(byteCount)))
    for entry in entries {
      _ = try checked(
        btf__add_datasec_var_info(
          builder, entry.type.number, UInt32(entry.offset), UInt32(entry.byteCount)))
    }
    return number
  }

  /// Returns `result` unless it says that libbpf failed.
  @discardableResult
  private func checked(_ result: Int32) throws(ObjectWriteError) -> Int32 {
    guard result >= 0 else { throw .types(-result) }
    return result
  }
}
