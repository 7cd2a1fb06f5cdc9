extension TraceEvent {
  /// The event's format string as a marker: one conversion for each field, by its C type.
  package var markerFormat: String {
    fields.map(\.markerConversion).joined(separator: " ")
  }
}

extension EventField {
  /// The printf conversion of the field's C type.
  ///
  /// Strings are `%s`, addresses and arrays `%p`; integers have C's width and signedness after the
  /// default promotions, so that everything up to an `int` is `%d` or `%u`.
  package var markerConversion: String {
    switch shape {
    case .text, .dynamicText, .pointedText: "%s"
    case .pointer, .array, .dynamicArray, .bytes: "%p"
    case .integer: "%\(lengthModifier)\(isSigned ? "d" : "u")"
    }
  }

  /// What stands between `%` and the letter for an integer of this type.
  private var lengthModifier: String {
    guard size > 4 else { return typeText.hasSuffix("long") ? "l" : "" }
    return Self.longLongTypes.contains(typeText) ? "ll" : "l"
  }

  /// The 64-bit types that are `long long` on every machine.
  private static let longLongTypes: Set<String> = [
    "long long", "unsigned long long", "u64", "s64", "__u64", "__s64",
  ]
}
