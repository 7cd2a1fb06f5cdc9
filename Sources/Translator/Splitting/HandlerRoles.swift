import IR

/// The roles of the instructions of one handler.
///
/// They are those of their operations but for reads of memory that are left to the user half.
struct HandlerRoles {
  /// The handler.
  let function: Function
  /// The roles of operations.
  var table: RoleTable
  /// The reads of memory that the user half does itself, since only it knows where, or how often.
  var lateReads: Set<ValueID> = []

  /// The role of the instruction `id`.
  subscript(id: ValueID) -> OperationRole {
    lateReads.contains(id) ? .userRead : table.role(of: function[id].operation)
  }
}

extension Operation {
  /// `true` iff a user half can do it although it is a matter of the kernel: all it needs is an address.
  var canBeReadLate: Bool {
    if case .memberAddress = self { true } else { readsMemory }
  }

  /// `true` iff it reads memory at an address.
  var readsMemory: Bool {
    switch self {
    case .loadMember, .load: true
    case .intrinsic(let intrinsic, _): intrinsic.readsMemory
    default: false
    }
  }

  /// `true` iff it reads memory of the task that the handler runs in.
  var readsTaskMemory: Bool {
    switch self {
    case .load(let space, _, _, _): space == .user
    case .intrinsic(let intrinsic, _): intrinsic.readsMemory && intrinsic.space == .user
    default: false
    }
  }
}
