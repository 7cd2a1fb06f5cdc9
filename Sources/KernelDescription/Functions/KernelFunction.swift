/// A function of a kernel or of one of its modules, as BTF describes it.
package struct KernelFunction: Hashable, Sendable {
  /// The name.
  package var name: String

  /// The module that has it; nil for the image.
  package var module: String?

  /// `true` iff modules may call it, as far as the kernel tells.
  package var isExported: Bool

  /// What it takes and returns.
  package var prototype: FunctionPrototype

  /// Creates a function.
  package init(
    name: String, module: String? = nil, isExported: Bool = false, prototype: FunctionPrototype
  ) {
    self.name = name
    self.module = module
    self.isExported = isExported
    self.prototype = prototype
  }
}

/// What a function takes and returns.
package struct FunctionPrototype: Hashable, Sendable {
  /// A parameter.
  package struct Parameter: Hashable, Sendable {
    /// The name; empty if it has none.
    package var name: String

    /// The type.
    package var type: TypeID

    /// Creates a parameter.
    package init(name: String, type: TypeID) {
      self.name = name
      self.type = type
    }
  }

  /// The type of the result; `void` for none.
  package var result: TypeID

  /// The parameters, in order, without the `...` of functions that take any number.
  package var parameters: [Parameter]

  /// Creates a prototype.
  package init(result: TypeID, parameters: [Parameter]) {
    self.result = result
    self.parameters = parameters
  }
}

/// The number of a prototype in a `KernelDescriptionBuilder`.
package struct PrototypeID: Hashable, Sendable {
  /// The position among the prototypes of the builder.
  let index: Int
}
