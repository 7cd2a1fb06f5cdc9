import BPF
import IR

/// What stands for a value of the IR in machine code.
enum SelectedValue {
  /// A number that is known.
  case constant(Int64)
  /// A number in a register.
  case register(VirtualRegister)
  /// An address in a register whose type the verifier knows.
  case pointer(VirtualRegister)
  /// 1 or 0, decided where it is needed.
  case comparison(BPF.Comparison, VirtualRegister, MachineOperand)
  /// 1 iff strings are equal (or differ), decided by the terminator of its block.
  case stringComparison(IR.Comparison, ValueID, ValueID)
  /// A string.
  case string(SelectedString)
}

/// What stands for a string.
enum SelectedString {
  /// Bytes that are known.
  case constant([UInt8])
  /// Bytes in memory.
  case home(StringHome)
  /// Bytes that stand in the record already and are not needed elsewhere.
  case captured
}

/// A string in scratch memory or in the frame.
///
/// The bytes from its end up to the next multiple of 8 are zeros.
struct StringHome {
  /// Where it starts.
  var address: MachineAddress
  /// The most bytes that it can have, a multiple of 8.
  var capacity: Int
  /// How many bytes it has; nil for the name of a task, which tells by a NUL.
  var length: VirtualRegister?
  /// What became of it when it was read; nil if it is complete for sure.
  var status: VirtualRegister?
  /// Where it was read; nil if it was not in memory.
  var source: VirtualRegister?

  /// `true` iff all bytes behind its end up to the capacity are zeros.
  var isPadded: Bool { length == nil }
}
