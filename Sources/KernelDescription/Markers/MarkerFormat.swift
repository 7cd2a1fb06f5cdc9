/// The format string of a marker, which says how many arguments there are and what they are.
///
/// It is read as SystemTap 0.6 to 5.5 read it: text between conversions means nothing, no string is malformed, and
/// a conversion that SystemTap does not know gives no `$argN`. C fetches a value for such a conversion all the
/// same, so each argument also has its position among the values of the call.
package struct MarkerFormat: Hashable, Sendable {
  /// The text.
  package let text: String

  /// The arguments, in order: `$arg1` first.
  package let arguments: [MarkerArgument]

  /// How many values the call passes by the rules of C.
  package let valueCount: Int

  /// The format of a marker without arguments: `MARK_NOARGS` of the kernel's include/linux/marker.h.
  package static let withoutArguments = " "

  /// Takes `text` apart for a kernel whose pointers have `wordSize` bytes.
  package init(_ text: String, wordSize: Int = 8) {
    var scanner = MarkerFormatScanner(text, wordSize: wordSize)
    scanner.run()
    self.text = text
    arguments = scanner.arguments
    valueCount = scanner.valueCount
  }
}

/// One argument of a marker.
package struct MarkerArgument: Hashable, Sendable {
  /// What a script makes of the value.
  package enum Kind: Hashable, Sendable {
    /// A number.
    case number
    /// An address.
    case pointer
    /// A string in kernel memory.
    case text
  }

  /// The word in front of the conversion, as in `count %d`; nil if there is none, or it names another argument.
  package let name: String?

  /// What a script makes of the value.
  package let kind: Kind

  /// The C type before the promotions of a call with a variable number of arguments, such as `unsigned int`.
  package let typeText: String

  /// The size of that type in bytes.
  package let size: Int

  /// `true` iff the type is signed.
  package let isSigned: Bool

  /// The position among the values of the call, from 0.
  package let position: Int
}
