import KernelDescription

/// Where the members are that the kernel's tracing code keeps its events in, which differs from release to release and
/// with the configuration; see include/linux/trace_events.h, tracepoint-defs.h and syscall.h of the kernel.
struct TraceLayouts: Sendable {
  /// `struct trace_event_call`: one event.
  struct Call: Sendable {
    /// The class.
    let eventClass: UInt64
    /// The name, or the tracepoint that has it.
    let name: UInt64
    /// The number, in `event`.
    let type: UInt64
    /// The print format.
    let printFormat: UInt64
    /// What is known of a system call.
    let data: UInt64
    /// The flags.
    let flags: UInt64
  }

  /// `struct trace_event_class`: what events share.
  struct EventClass: Sendable {
    /// The name of the subsystem.
    let system: UInt64
    /// The fields.
    let fields: UInt64
  }

  /// `struct trace_event_fields`: one field.
  struct Field: Sendable {
    /// How large it is.
    let size: UInt64
    /// The C type; all ones for a function that makes the fields.
    let type: UInt64
    /// The name.
    let name: UInt64
    /// How many bytes the field has.
    let width: UInt64
    /// What its place is a multiple of.
    let alignment: UInt64
    /// Whether it has a sign.
    let isSigned: UInt64
    /// How many elements an array has, since Linux 6.0.
    let length: UInt64?
  }

  /// `struct trace_eval_map`: a constant by whose value its name is replaced in print formats.
  struct Constant: Sendable {
    /// How large it is.
    let size: UInt64
    /// The name of the subsystem.
    let system: UInt64
    /// The name of the constant.
    let name: UInt64
    /// The value.
    let value: UInt64
  }

  /// `struct syscall_metadata`: one system call.
  struct SystemCall: Sendable {
    /// The name.
    let name: UInt64
    /// How many arguments there are.
    let argumentCount: UInt64
    /// Their types.
    let types: UInt64
    /// Their names.
    let names: UInt64
    /// Where the first argument is in the record of the event.
    let firstArgument: Int
  }

  /// Events.
  let call: Call
  /// Classes of events.
  let eventClass: EventClass
  /// Fields.
  let field: Field
  /// Constants; nil if the kernel replaces none.
  let constant: Constant?
  /// System calls; nil if the kernel has no events for them.
  let systemCall: SystemCall?
  /// Where the name of a tracepoint is.
  let tracepointName: UInt64
  /// The fields that all records start with.
  let commonFields: [FormatField]
  /// How many bytes these take.
  let commonSize: Int
  /// The flag of events that have the name of their tracepoint.
  let tracepointFlag: Int
  /// The lowest number of an event that is numbered at the start of the kernel.
  let firstNumber: Int

  /// Takes the places from `types`.
  ///
  /// - Throws: `ImageError.absentTable` if a structure is missing, as in kernels without trace events.
  init(_ types: TypeTable) throws(ImageError) {
    let call = try StructureLayout("trace_event_call", types)
    self.call = Call(
      eventClass: try call.place("class"), name: try call.place("name"),
      type: try call.place("event") + StructureLayout("trace_event", types).place("type"),
      printFormat: try call.place("print_fmt"), data: try call.place("data"),
      flags: try call.place("flags"))
    let eventClass = try StructureLayout("trace_event_class", types)
    self.eventClass = EventClass(
      system: try eventClass.place("system"), fields: try eventClass.place("fields_array"))
    let field = try StructureLayout("trace_event_fields", types)
    self.field = Field(
      size: field.size, type: try field.place("type"), name: try field.place("name"),
      width: try field.place("size"), alignment: try field.place("align"),
      isSigned: try field.place("is_signed"), length: try? field.place("len"))
    tracepointName = try StructureLayout("tracepoint", types).place("name")
    constant = try? Constant(types)
    systemCall = try? SystemCall(types)
    (commonFields, commonSize) = try Self.commonFields(types)
    tracepointFlag = types.enumeratorValue(named: "TRACE_EVENT_FL_TRACEPOINT") ?? 0
    firstNumber = types.enumeratorValue(named: "__TRACE_LAST_TYPE") ?? 0
  }

  /// Returns the fields of `struct trace_entry`, named as `trace_define_common_fields` does it.
  private static func commonFields(
    _ types: TypeTable
  ) throws(ImageError) -> (fields: [FormatField], size: Int) {
    let entry = try StructureLayout("trace_entry", types)
    let fields = types.members(of: entry.type).map { member in
      FormatField(
        name: "common_\(member.name)", type: types.text(of: member.type),
        offset: member.bitOffset / 8, size: types.size(of: member.type) ?? 0,
        isSigned: types.isSigned(member.type))
    }
    return (fields, Int(entry.size))
  }
}

extension TraceLayouts.Constant {
  /// Takes the places from `types`.
  fileprivate init(_ types: TypeTable) throws(ImageError) {
    let layout = try StructureLayout("trace_eval_map", types)
    size = layout.size
    system = try layout.place("system")
    name = try layout.place("eval_string")
    value = try layout.place("eval_value")
  }
}

extension TraceLayouts.SystemCall {
  /// Takes the places from `types`.
  fileprivate init(_ types: TypeTable) throws(ImageError) {
    let layout = try StructureLayout("syscall_metadata", types)
    name = try layout.place("name")
    argumentCount = try layout.place("nb_args")
    self.types = try layout.place("types")
    names = try layout.place("args")
    firstArgument = Int(try StructureLayout("syscall_trace_enter", types).place("args"))
  }
}

/// A structure of the kernel by name.
private struct StructureLayout {
  /// The types.
  private let types: TypeTable
  /// The name.
  private let name: String
  /// The type.
  let type: TypeID
  /// The size in bytes.
  let size: UInt64

  /// Looks the structure up.
  init(_ name: String, _ types: TypeTable) throws(ImageError) {
    guard let type = types.structure(named: name), let size = types.size(of: type), size > 0 else {
      throw .absentTable("struct \(name)")
    }
    self.types = types
    self.name = name
    self.type = type
    self.size = UInt64(size)
  }

  /// Returns where the member `member` is, in bytes.
  func place(_ member: String) throws(ImageError) -> UInt64 {
    guard let access = types.member(member, of: type) else {
      throw .absentTable("struct \(name).\(member)")
    }
    return UInt64(access.byteOffset)
  }
}
