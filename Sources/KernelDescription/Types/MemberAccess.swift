/// Where a member is, seen from the structure that one starts from.
package struct MemberAccess: Hashable, Sendable {
  /// The member's name.
  package var name: String

  /// The member's type.
  package var type: TypeID

  /// Where the bytes to be read start, from the start of the structure.
  package var byteOffset: Int

  /// How many bytes are to be read; for a structure or an array all of it.
  package var size: Int

  /// `true` iff the value has a sign.
  package var isSigned: Bool

  /// The bits of a bit field within the bytes that are read; nil for other members.
  package var bitField: BitField?

  /// The place of the member in the structure, and before it the places of the anonymous structures and
  /// unions around it: what a CO-RE relocation has after its leading 0.
  package var path: [Int]

  /// `true` iff other members lie in the same place, because the member is in a union.
  package var isInUnion: Bool

  /// Some bits of a number.
  package struct BitField: Hashable, Sendable {
    /// How many less significant bits there are.
    package var shift: Int

    /// How many bits there are.
    package var width: Int

    /// Creates some bits of a number.
    package init(shift: Int, width: Int) {
      self.shift = shift
      self.width = width
    }
  }
}

extension TypeTable {
  /// How deep anonymous structures are searched; the kernel's deepest has 5 levels.
  private static let anonymousDepthLimit = 16

  /// Returns where the member `name` is in the structure or union `id`, searching anonymous ones in it.
  ///
  /// `id` may be a typedef, qualified, or a structure of which only the name is known.
  package func member(_ name: String, of id: TypeID) -> MemberAccess? {
    guard let place = find(Array(name.utf8), in: id, depth: 0) else { return nil }
    return access(to: place, named: name)
  }

  /// Returns the names that can follow `->` for `id`, those of anonymous structures in it included.
  package func memberNames(of id: TypeID) -> [String] { memberNames(of: id, depth: 0) }

  /// Returns the member names of a structure met at `depth` levels of anonymous ones.
  private func memberNames(of id: TypeID, depth: Int) -> [String] {
    guard depth < Self.anonymousDepthLimit, let aggregate = aggregate(id) else { return [] }
    return members(of: aggregate).flatMap { member in
      member.name.isEmpty ? memberNames(of: member.type, depth: depth + 1) : [member.name]
    }
  }

  /// A member that was found, with its place from the outermost structure.
  private struct Place {
    /// The member's type.
    var type: TypeID

    /// Where it starts, in bits.
    var bitOffset: Int

    /// The width of a bit field.
    var bitWidth: Int?

    /// Its place and those of the anonymous structures around it, innermost first.
    var reversedPath: [Int]

    /// `true` iff one of those is a union.
    var isInUnion: Bool
  }

  /// Returns the member whose name has the bytes `name`, in `id` or in an anonymous structure within.
  private func find(_ name: [UInt8], in id: TypeID, depth: Int) -> Place? {
    guard depth < Self.anonymousDepthLimit, let aggregate = aggregate(id) else { return nil }
    let isUnion = if case .aggregate(.union, _, _) = self[aggregate] { true } else { false }
    for (index, member) in memberRecords(of: aggregate).enumerated() {
      if member.name == .empty {
        guard var inner = find(name, in: member.type, depth: depth + 1) else { continue }
        inner.bitOffset &+= member.bitOffset
        inner.reversedPath.append(index)
        inner.isInUnion = inner.isInUnion || isUnion
        return inner
      }
      if source.compareText(at: member.name, with: name) == 0 {
        return Place(
          type: member.type, bitOffset: member.bitOffset, bitWidth: member.bitWidth,
          reversedPath: [index], isInUnion: isUnion)
      }
    }
    return nil
  }

  /// Returns how the member at `place` is read.
  private func access(to place: Place, named name: String) -> MemberAccess {
    var access = MemberAccess(
      name: name, type: place.type, byteOffset: place.bitOffset / 8,
      size: size(of: place.type) ?? 0, isSigned: isSigned(place.type), bitField: nil,
      path: place.reversedPath.reversed(), isInUnion: place.isInUnion)
    guard let width = place.bitWidth, access.size > 0 else { return access }
    // A compiler reads a bit field through its declared type, aligned; a packed one may straddle that.
    access.byteOffset = place.bitOffset / (access.size * 8) * access.size
    if place.bitOffset - access.byteOffset * 8 + width > access.size * 8 {
      access.byteOffset = place.bitOffset / 8
      access.size = 8
    }
    access.bitField = .init(shift: place.bitOffset - access.byteOffset * 8, width: width)
    return access
  }
}
