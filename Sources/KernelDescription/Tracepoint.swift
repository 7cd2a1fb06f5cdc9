/// The prototype of one tracepoint: what its call passes, before any record is made.
package struct Tracepoint: Hashable, Sendable {
  /// The name, such as `sched_switch`.
  package var name: String

  /// The subsystem of the event of the same name; nil if no event has it.
  package var system: String?

  /// The module that has the tracepoint; nil for the kernel image.
  package var module: String?

  /// The BTF id of the typedef `btf_trace_NAME` in the kernel's or the module's BTF; nil if absent.
  ///
  /// It is what a program of type `tp_btf` names as `attach_btf_id`.
  package var attachTypeID: UInt32?

  /// The arguments in order.
  package var parameters: [Parameter]

  /// Creates a prototype.
  package init(
    name: String, system: String? = nil, module: String? = nil, attachTypeID: UInt32? = nil,
    parameters: [Parameter]
  ) {
    self.name = name
    self.system = system
    self.module = module
    self.attachTypeID = attachTypeID
    self.parameters = parameters
  }

  /// One argument of a tracepoint.
  package struct Parameter: Hashable, Sendable {
    /// The name; empty if the kernel does not tell it.
    package var name: String

    /// The type in the description's type table.
    package var type: TypeID

    /// The C type, such as `struct task_struct*`.
    package var typeText: String

    /// Creates an argument.
    package init(name: String, type: TypeID, typeText: String) {
      self.name = name
      self.type = type
      self.typeText = typeText
    }
  }

  /// Returns where the argument of that name stands, from 0.
  package func parameterIndex(named name: String) -> Int? {
    parameters.firstIndex { $0.name == name }
  }
}
