import KernelDescription

// `IR` has types of the same names, so the files that need both call the kernel's by these.

/// A field of an event as the kernel description has it.
typealias DescribedField = EventField

/// A member of a structure as the kernel description has it.
typealias DescribedMember = MemberAccess

extension TypeTable {
  /// Returns the C type as text.
  func text(of type: SpelledType) -> String {
    text(of: type.base) + String(repeating: "*", count: type.pointerDepth)
  }

  /// Returns what the pointer points to, or the element of the array; `nil` for other types.
  func target(of type: SpelledType) -> SpelledType? {
    if type.pointerDepth > 0 {
      return SpelledType(base: type.base, pointerDepth: type.pointerDepth - 1)
    }
    return target(of: type.base).map { SpelledType(base: $0) }
  }

  /// Returns the structure or union that stands in full for the type; `nil` for other types.
  func aggregate(_ type: SpelledType) -> TypeID? {
    type.pointerDepth > 0 ? nil : aggregate(type.base)
  }

  /// Returns the kind of the type, without typedefs and qualifiers.
  func kind(of type: SpelledType) -> KernelType {
    type.pointerDepth > 0 ? .pointer(to: type.base) : self[resolved(type.base)]
  }

  /// Returns the size in bytes; `nil` if it has none that is known.
  func size(of type: SpelledType) -> Int? {
    type.pointerDepth > 0 ? wordSize : size(of: type.base)
  }

  /// Returns `true` iff values of the type have a sign.
  func isSigned(_ type: SpelledType) -> Bool { type.pointerDepth == 0 && isSigned(type.base) }

  /// Returns `true` iff the type is a `char`.
  func isCharacter(_ type: SpelledType) -> Bool {
    type.pointerDepth == 0 && isCharacter(type.base)
  }

  /// Returns `true` iff the type is a pointer to a structure that is known in full.
  func isTypedPointer(_ type: SpelledType) -> Bool {
    guard case .pointer = kind(of: type), let target = target(of: type) else { return false }
    return aggregate(target) != nil
  }
}
