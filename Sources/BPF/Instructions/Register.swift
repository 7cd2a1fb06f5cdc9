/// One of the eleven registers of the BPF machine.
package enum Register: UInt8, CaseIterable, Comparable, Hashable, Sendable {
  /// The result of calls and of the program.
  case r0
  /// The first argument of a call, and the context at the start of a program.
  case r1
  /// The second argument of a call.
  case r2
  /// The third argument of a call.
  case r3
  /// The fourth argument of a call.
  case r4
  /// The fifth argument of a call.
  case r5
  /// The first register that calls preserve.
  case r6
  /// The second register that calls preserve.
  case r7
  /// The third register that calls preserve.
  case r8
  /// The fourth register that calls preserve.
  case r9
  /// The read-only address behind the 512 bytes of the stack frame.
  case r10

  /// The read-only address behind the stack frame, `r10`.
  package static let frame = Register.r10

  /// The registers in which a call takes its arguments, first argument first.
  package static let arguments: [Register] = [.r1, .r2, .r3, .r4, .r5]

  /// The registers that keep their value over a call.
  package static let preserved: [Register] = [.r6, .r7, .r8, .r9]

  /// `true` iff the number of `left` is less than that of `right`.
  package static func < (left: Register, right: Register) -> Bool {
    left.rawValue < right.rawValue
  }
}
