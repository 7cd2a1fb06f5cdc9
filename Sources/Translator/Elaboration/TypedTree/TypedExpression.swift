import Diagnostics
import IR
import KernelDescription

/// An expression whose names are resolved and whose type is known.
package struct TypedExpression: Sendable {
  /// What it says.
  package let kind: Kind
  /// The type of its value; `nil` only for calls of functions that yield none.
  package let type: ValueType?
  /// Its place.
  package let range: SourceRange
  /// The place of the token that messages name: the operator, or the name that is called or read.
  package let token: SourceRange

  /// The type of the kernel's pointer that the value is; `nil` if it is none. Only elaboration looks at it.
  var pointer: SpelledType?

  /// Creates an expression.
  package init(_ kind: Kind, type: ValueType?, range: SourceRange, token: SourceRange? = nil) {
    self.kind = kind
    self.type = type
    self.range = range
    self.token = token ?? range
  }

  /// Returns the expression with another type.
  func retyped(_ type: ValueType) -> TypedExpression {
    TypedExpression(kind, type: type, range: range, token: token)
  }

  /// What an expression says. Operands of operators have the types that the operator needs.
  package indirect enum Kind: Sendable {
    /// A number.
    case long(Int64)
    /// A string.
    case string([UInt8])
    /// The value of a variable.
    case read(TypedPlace)
    /// Sets a variable and yields the new value.
    case assign(TypedPlace, TypedExpression)
    /// `place op= value` on longs; yields the new value.
    case update(TypedPlace, BinaryOperator, TypedExpression)
    /// `place .= value`; yields the new value.
    case append(TypedPlace, TypedExpression)
    /// `++` and `--`: adds `delta`, and yields the new value or, as `x++` does, the old one.
    case increment(TypedPlace, delta: Int64, yields: IncrementResult)
    /// An operator on a long.
    case unary(UnaryOperator, TypedExpression)
    /// An operator on two longs.
    case binary(BinaryOperator, TypedExpression, TypedExpression)
    /// Comparison of two longs or two strings.
    case compare(Comparison, TypedExpression, TypedExpression)
    /// `&&`, which evaluates the second operand only if the first is not 0; yields 0 or 1.
    case and(TypedExpression, TypedExpression)
    /// `||`, which evaluates the second operand only if the first is 0; yields 0 or 1.
    case or(TypedExpression, TypedExpression)
    /// `condition ? a : b`.
    case choose(TypedExpression, TypedExpression, TypedExpression)
    /// `a . b`.
    case concatenate(TypedExpression, TypedExpression)
    /// `a =~ "…"`; `!~` is its negation.
    case matches(TypedExpression, pattern: [UInt8])
    /// What a table calls a number.
    case name(TypedExpression, NameTable)
    /// `[keys] in array`; `nil` is `*`.
    case contains(GlobalID, [TypedExpression?])
    /// A call of a function of the program.
    case call(FunctionID, [TypedExpression])
    /// A call of a built-in function.
    case intrinsic(Intrinsic, [TypedExpression])
    /// `sprintf` and its family.
    case format(Format, [TypedExpression])
    /// `sprint(@hist_log(…))`.
    case formatHistogram(Histogram, GlobalID, [TypedExpression])
    /// `@count(…)` and its family.
    case extract(Statistic, GlobalID, [TypedExpression])
    /// `@hist_log(…)[i]`.
    case bucket(Histogram, GlobalID, [TypedExpression], index: TypedExpression)
    /// An argument of the tracepoint's prototype.
    case argument(ArgumentAccess)
    /// A field of the trace event's record.
    case eventField(IR.EventField)
    /// An element of an array field of the record.
    case eventElement(IR.EventField, index: TypedExpression)
    /// A member of the kernel structure at an address.
    case member(of: TypedExpression, IR.MemberAccess)
    /// The address of a member of the kernel structure at an address.
    case memberAddress(of: TypedExpression, IR.MemberAccess)
    /// Memory at an address: an array element or what a pointer points to.
    case load(MemorySpace, address: TypedExpression, size: Int, isSigned: Bool)
    /// The statements, and then the value: what an expression such as `$x$` needs to be spelt out.
    case sequence([TypedStatement], TypedExpression)
    /// Something that has no value: an error, unless nothing wants the value. `effect` is what it does nevertheless.
    case invalid(Diagnostic, effect: TypedExpression?)
  }
}

/// Which value an increment yields.
package enum IncrementResult: Sendable {
  /// The value before (`x++`).
  case old
  /// The value after (`++x`).
  case new
}

/// A variable that can be read and set.
package enum TypedPlace: Sendable {
  /// A local or parameter.
  case local(LocalID)
  /// A global, with keys if it is an array.
  case global(GlobalID, [TypedExpression])
}
