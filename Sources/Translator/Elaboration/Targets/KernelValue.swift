import IR
import KernelDescription

/// Something of a C type that a target variable, a cast or a member of one stands for, before it is read.
struct KernelValue: Sendable {
  /// The C type.
  var type: SpelledType
  /// Where it is.
  var place: Place
  /// `true` iff the script says the type, so that the verifier of BPF programs may know of another one.
  var isCast = false

  /// Where a value is.
  enum Place: Sendable {
    /// Nowhere: it is a number or an address that was computed.
    case computed(TypedExpression)
    /// In the kernel's memory.
    case memory(Path)
  }

  /// The way from an address to a member of what lies there.
  struct Path: Sendable {
    /// The address.
    var base: TypedExpression
    /// The type of what lies at the address.
    var structure: SpelledType
    /// The names of the members on the way, and the indices of elements in decimal digits.
    var names: [String] = []
    /// The positions of the members on the way, and the indices of elements.
    var accessor: [Int] = [0]
    /// The bytes from the address.
    var offset = 0
    /// `true` iff the way goes through a union or starts at a cast: then what is there is read as bytes,
    /// whatever the verifier of BPF programs takes it for.
    var isReadAsBytes = false
    /// The bits of a bit field, with the size of the unit that holds them.
    var bits: (field: IR.MemberAccess.BitField, unitSize: Int, isSigned: Bool)?
  }
}

/// Why a member chain means nothing.
enum KernelValueError: Error, Equatable {
  /// What stands before `->` or `[` is no structure, array or pointer to one.
  case notStructure(type: String)
  /// The structure has no such member.
  case unknownMember(name: String, type: String, similar: [String])
  /// What stands before `[` has no elements.
  case notIndexable(type: String)
  /// A whole structure is no value.
  case wholeStructure(type: String, example: String?)
  /// The address of a bit field is asked for.
  case addressOfBitField
  /// The address of what lies nowhere is asked for.
  case addressOfValue
  /// The type's size is not known, or no register holds it.
  case unreadable(type: String)
}
