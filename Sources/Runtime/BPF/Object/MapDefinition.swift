import CBPF

/// A map as an object asks for it.
struct MapDefinition: Hashable {
  /// The name.
  let name: String
  /// The kind, an `enum bpf_map_type`.
  var kind: UInt32 = 0
  /// The size of a key in bytes.
  var keySize = 0
  /// The size of a value in bytes.
  var valueSize = 0
  /// The number of elements at most.
  var capacity = 0
  /// The flags for making it.
  var flags: UInt32 = 0
  /// What else the kind wants to know.
  var extra: UInt64 = 0
}

extension ObjectImage {
  /// Returns the maps that the BTF of the object defines, in their order.
  ///
  /// - Throws: `RunError.damagedObject` if the BTF cannot be read.
  func mapDefinitions() throws(RunError) -> [MapDefinition] {
    guard let contents = contents(of: ".BTF") else { throw .damagedObject("it has no types") }
    let types = contents.withUnsafeBytes { btf__new($0.baseAddress, UInt32($0.count)) }
    guard let types else { throw .damagedObject("its types cannot be read") }
    defer { btf__free(types) }
    let dataSectionKind: UInt32 = 15  // BTF_KIND_DATASEC
    let id = btf__find_by_name_kind(types, ".maps", dataSectionKind)
    guard id > 0, let section = btf__type_by_id(types, UInt32(id)) else { return [] }
    // The variables of a section follow its type.
    let variables = UnsafeRawPointer(section + 1).assumingMemoryBound(to: btf_var_secinfo.self)
    var maps: [MapDefinition] = []
    for index in 0..<Int(section.pointee.info & 0xffff) {
      guard let map = MapDefinition(variable: variables[index].type, in: types) else {
        throw .damagedObject("a map is not well defined")
      }
      maps.append(map)
    }
    return maps
  }
}

extension MapDefinition {
  /// Reads the definition that is the type of the variable numbered `id` in `types`; `nil` if it is not
  /// well-formed.
  ///
  /// A member that is a number is a pointer to an array of so many elements; `key` and `value` are pointers
  /// to types of which the sizes count.
  fileprivate init?(variable id: UInt32, in types: OpaquePointer) {
    guard let variable = btf__type_by_id(types, id),
      let structure = btf__type_by_id(types, variable.pointee.type)
    else { return nil }
    name = String(cString: btf__name_by_offset(types, variable.pointee.name_off))
    let members = UnsafeRawPointer(structure + 1).assumingMemoryBound(to: btf_member.self)
    for index in 0..<Int(structure.pointee.info & 0xffff) {
      guard let pointer = btf__type_by_id(types, members[index].type) else { return nil }
      let target = pointer.pointee.type
      switch String(cString: btf__name_by_offset(types, members[index].name_off)) {
      case "key": keySize = Int(btf__resolve_size(types, target))
      case "value": valueSize = Int(btf__resolve_size(types, target))
      case "type": kind = Self.number(target, in: types)
      case "key_size": keySize = Int(Self.number(target, in: types))
      case "value_size": valueSize = Int(Self.number(target, in: types))
      case "max_entries": capacity = Int(Self.number(target, in: types))
      case "map_flags": flags = Self.number(target, in: types)
      case "map_extra": extra = UInt64(Self.number(target, in: types))
      default: return nil
      }
    }
    if kind == 0 || keySize < 0 || valueSize < 0 { return nil }
  }

  /// Returns the number of elements of the array type numbered `id`.
  private static func number(_ id: UInt32, in types: OpaquePointer) -> UInt32 {
    guard let array = btf__type_by_id(types, id) else { return 0 }
    return UnsafeRawPointer(array + 1).assumingMemoryBound(to: btf_array.self).pointee.nelems
  }
}
