/// A map and the numbers of its types in the object's BTF.
struct TypedMap {
  /// The map.
  let map: Map
  /// The number of the type of keys, or zero.
  let keyType: UInt32
  /// The number of the type of values, or zero.
  let valueType: UInt32
}

/// Reads the definitions of maps from BTF.
struct MapReader {
  /// The types.
  private let types: TypeReader

  /// Creates a reader of the maps in `types`.
  init(_ types: TypeReader) { self.types = types }

  /// Returns the maps in the order of their definitions.
  func maps() throws(ObjectReadError) -> [TypedMap] {
    guard let section = try types.section(ObjectTypes.mapsName) else { return [] }
    var maps: [TypedMap] = []
    for number in try types.contents(of: section) {
      let variable = try types.entry(number)
      guard variable.kind == .variable else {
        throw types.reader.damage("'\(variable.name)' is no map")
      }
      let definition = try types.entry(try types.resolved(variable.sizeOrType))
      maps.append(try map(named: variable.name, definition))
    }
    return maps
  }

  /// Returns the map that the structure `definition` defines.
  private func map(
    named name: String, _ definition: TypeReader.Entry
  ) throws(ObjectReadError) -> TypedMap {
    var numbers: [String: UInt32] = [:]
    var key = 0
    var value = 0
    for index in 0..<definition.count {
      let member = try types.member(at: index, of: definition)
      let pointer = try types.entry(try types.resolved(member.type))
      guard pointer.kind == .pointer else {
        throw .unsupported("the property '\(member.name)' of the map '\(name)'")
      }
      let target = pointer.sizeOrType
      switch member.name {
      case "key": key = target
      case "value": value = target
      case "type", "key_size", "value_size", "max_entries", "map_flags", "map_extra":
        numbers[member.name] = UInt32(try types.array(try types.resolved(target)).count)
      default: throw .unsupported("the property '\(member.name)' of the map '\(name)'")
      }
    }
    let kindNumber = numbers["type", default: 0]
    guard let kind = MapKind(rawValue: kindNumber) else {
      throw .unsupported("a map of kind \(kindNumber)")
    }
    let map = Map(
      name: name, kind: kind, key: try type(key, size: numbers["key_size"]),
      value: try type(value, size: numbers["value_size"]),
      maxEntries: numbers["max_entries", default: 0],
      flags: MapFlags(rawValue: numbers["map_flags", default: 0]),
      extra: numbers["map_extra", default: 0])
    return TypedMap(map: map, keyType: UInt32(key), valueType: UInt32(value))
  }

  /// Returns the type `number`, or bytes of the size `size` if there is none.
  private func type(_ number: Int, size: UInt32?) throws(ObjectReadError) -> TypeDescription {
    if number != 0 { return try types.description(of: number) }
    return .bytes(Int(size ?? 0))
  }
}
