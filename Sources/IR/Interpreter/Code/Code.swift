/// What one step of compiled code does.
enum Opcode: UInt8 {
  // Moves
  case move, moveString
  // Control
  case jump, branch, branchEqual, branchNotEqual, branchLess, branchLessOrEqual, branchStringEqual
  case choose, returnNothing, returnLong, returnString, countRound
  case countActions
  // Longs
  case negate, complement, not
  case add, subtract, multiply, divide, modulo, and, or, xor
  case shiftLeft, shiftRight, shiftRightLogical
  case equal, notEqual, less, lessOrEqual
  // Strings
  case stringEqual, stringNotEqual, compareStrings, concatenate
  // Records
  case slotLong, slotCheckedLong, slotString, nextLong, nextString
  // Globals
  case readLong, writeLong, addLong, readString, writeString
  case readElement, writeElement, addToElement, containsElement, deleteElement, accumulate
  // The rest
  case print, format, call, intrinsic, matches, name, other
}

/// One step of compiled code. Registers are positions in the frame of the function.
struct Code {
  /// What is done.
  var opcode: Opcode
  /// The register of the result.
  var target: Int32 = 0
  /// The register of the first operand.
  var a: Int32 = 0
  /// The register of the second operand.
  var b: Int32 = 0
  /// A number, or where to go on: the position of one step, or of two.
  var immediate = 0
  /// What else belongs to it, in memory that the code owns.
  var detail: UnsafeMutableRawPointer?

  /// Creates a step.
  init(_ opcode: Opcode, target: Int = 0, a: Int = 0, b: Int = 0, immediate: Int = 0) {
    self.opcode = opcode
    self.target = Int32(target)
    self.a = Int32(a)
    self.b = Int32(b)
    self.immediate = immediate
  }

  /// The position of the step to go on with if the condition holds.
  @inline(__always)
  var then: Int { immediate & 0xffff_ffff }

  /// The position of the step to go on with if it does not.
  @inline(__always)
  var otherwise: Int { immediate >> 32 }

  /// Sets where to go on.
  mutating func setTargets(then: Int, otherwise: Int) { immediate = then | otherwise << 32 }

  /// The detail, which is a `Detail`.
  @inline(__always)
  func detail<Detail>(_ type: Detail.Type) -> UnsafeMutablePointer<Detail> {
    // The compiler of functions sets the detail that each opcode needs.
    detail.unsafelyUnwrapped.assumingMemoryBound(to: type)
  }
}

/// A register, and whether it is the first of two that hold a string.
struct TypedRegister {
  /// The position in the frame.
  let position: Int32
  /// `true` iff it holds a string.
  let isString: Bool
}

/// A list in memory that the code owns.
struct CodeList<Element> {
  /// The elements.
  let start: UnsafeMutablePointer<Element>
  /// How many there are.
  let count: Int

  /// The element at `index`.
  @inline(__always)
  subscript(index: Int) -> Element { start[index] }
}

/// A call of a function of the program.
struct CallSite {
  /// The function.
  let callee: UnsafeMutablePointer<CompiledFunction>
  /// The arguments, in order.
  let arguments: CodeList<TypedRegister>
  /// `true` iff the result is wanted.
  let hasTarget: Bool
}

/// A call of a built-in function.
struct IntrinsicCall {
  /// The function.
  let intrinsic: Intrinsic
  /// The registers of the arguments.
  let arguments: CodeList<Int32>
}

/// An access to an element of an array, or to a statistic.
struct ElementAccess {
  /// The global.
  let global: GlobalID
  /// The elements.
  let array: AssociativeArray
  /// The registers of the keys.
  let keys: CodeList<TypedRegister>
  /// `true` iff values are strings.
  let holdsStrings: Bool
  /// `true` iff the global lives in the kernel.
  let isRemote: Bool
}

/// The cases of a choice, sorted by their values.
struct ChoiceTable {
  /// The values.
  let values: CodeList<Int64>
  /// The positions of the steps to go on with.
  let targets: UnsafeMutablePointer<Int32>
  /// The position of the step to go on with for all other values.
  let otherwise: Int32

  /// Returns the position of the step to go on with for `value`.
  @inline(__always)
  func target(of value: Int64) -> Int32 {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) >> 1
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < values.count && values[low] == value ? targets[low] : otherwise
  }
}

/// One piece of a format at the place where it is used.
struct FormatStep {
  /// What is written.
  enum Kind: UInt8 {
    /// Text.
    case text
    /// A plain `%d`.
    case decimal
    /// A plain `%u`.
    case unsigned
    /// A plain `%x`.
    case hexadecimal
    /// A plain `%p`.
    case pointer
    /// A plain `%s`.
    case string
    /// Memory at an address.
    case memory
    /// A number with at least so many digits as the directive's width says: `%09d`, `%02u`.
    case zeroPadded
    /// A string with width or precision.
    case directedString
    /// Everything else.
    case directed
  }

  /// What is written.
  let kind: Kind
  /// The register of the value.
  let register: Int32
  /// The register of the width, or -1.
  let width: Int32
  /// The register of the precision, or -1.
  let precision: Int32
  /// The text.
  let text: StringView
  /// The directive, for those kinds that need one.
  let directive: DirectiveText
}
