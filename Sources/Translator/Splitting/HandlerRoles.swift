import IR

/// The roles of the instructions of one handler.
///
/// They are those of their operations but for reads of memory that are left to the user half.
struct HandlerRoles {
  /// The handler.
  private let function: Function
  /// The roles of operations.
  private let table: RoleTable
  /// The reads of memory that the user half does itself, since only it knows where, or how often.
  private(set) var lateReads: Set<ValueID> = []
  /// The roles, by the number of the instruction.
  private var roles: [OperationRole]

  /// Finds the roles of the instructions of `function`, whose operations have those of `table`.
  init(function: Function, table: RoleTable) {
    self.function = function
    self.table = table
    roles = function.instructions.map { table.role(of: $0.operation) }
  }

  /// The role of the instruction `id`.
  subscript(id: ValueID) -> OperationRole { roles[id.index] }

  /// Returns the roles if the user half does `read`, a read of memory, itself.
  func readingLate(_ read: ValueID) -> HandlerRoles {
    var copy = self
    copy.lateReads.insert(read)
    copy.roles[read.index] = .userRead
    return copy
  }

  /// Returns the roles if kernel halves put strings together as `building` says.
  func building(_ building: RoleTable.StringBuilding) -> HandlerRoles {
    let roles = HandlerRoles(function: function, table: table.building(building))
    return lateReads.reduce(roles) { $0.readingLate($1) }
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
