/// A BPF object as a value: programs, what they use, and what travels with them.
///
/// `ObjectWriter` makes an ELF file of it that libbpf loads; `ObjectReader` makes it of such a file.
/// Names of programs, functions and maps are C identifiers, and no two of one kind are equal.
package struct ObjectFile: Hashable, Sendable {
  /// The programs that can be attached.
  package var programs: [Program]
  /// The functions that programs call and hand to helpers.
  package var functions: [Function]
  /// The maps.
  package var maps: [Map]
  /// The blocks of global memory.
  package var dataBlocks: [DataBlock]
  /// The functions of the kernel that programs call.
  package var kfuncs: [Kfunc]
  /// The license that the kernel judges helpers by.
  package var license: String
  /// Bytes that travel along and that loaders ignore, such as `.marktap.manifest`.
  package var attachments: [Attachment]

  /// Creates an object of these parts.
  package init(
    programs: [Program] = [], functions: [Function] = [], maps: [Map] = [],
    dataBlocks: [DataBlock] = [], kfuncs: [Kfunc] = [], license: String = "GPL",
    attachments: [Attachment] = []
  ) {
    self.programs = programs
    self.functions = functions
    self.maps = maps
    self.dataBlocks = dataBlocks
    self.kfuncs = kfuncs
    self.license = license
    self.attachments = attachments
  }

  /// Returns the bytes of the attachment `name`, or nil.
  package func attachment(_ name: String) -> [UInt8]? {
    attachments.first { $0.name == name }?.bytes
  }
}

/// A program that can be attached.
package struct Program: Hashable, Sendable {
  /// The name, a C identifier.
  package let name: String
  /// What it attaches to, as libbpf spells it: `tp_btf/sys_enter`, `tracepoint/sched/sched_switch`.
  package let section: String
  /// The BTF number of what it attaches to in the kernel the object was built for, or nil.
  package let attachTypeID: UInt32?
  /// The code.
  package var code: Code

  /// Creates the program `name` for the place `section`.
  package init(name: String, section: String, attachTypeID: UInt32? = nil, code: Code) {
    self.name = name
    self.section = section
    self.attachTypeID = attachTypeID
    self.code = code
  }
}

/// A function that programs call.
package struct Function: Hashable, Sendable {
  /// How the verifier looks at a function.
  package enum Linkage: Hashable, Sendable {
    /// At each call, with what is known of the arguments there.
    case `static`
    /// Once, without knowing anything of the arguments; for functions that many programs share.
    case global
  }

  /// The name, a C identifier.
  package let name: String
  /// How the verifier looks at it.
  package let linkage: Linkage
  /// The number of parameters, at most five; each is a 64-bit number or an address.
  package let parameterCount: Int
  /// The code.
  package var code: Code

  /// Creates the function `name`.
  package init(
    name: String, linkage: Linkage = .static, parameterCount: Int, code: Code
  ) {
    self.name = name
    self.linkage = linkage
    self.parameterCount = parameterCount
    self.code = code
  }
}

/// A function of the kernel that programs call by name.
package struct Kfunc: Hashable, Sendable {
  /// The name.
  package let name: String
  /// The type of the result.
  package let result: TypeDescription
  /// The types of the parameters.
  package let parameters: [TypeDescription]
  /// The BTF number of the function in the kernel the object was built for, or nil.
  package let kernelTypeID: UInt32?

  /// Creates the function `name` of the kernel.
  package init(
    name: String, kernelTypeID: UInt32? = nil, result: TypeDescription,
    parameters: [TypeDescription]
  ) {
    self.name = name
    self.kernelTypeID = kernelTypeID
    self.result = result
    self.parameters = parameters
  }
}

/// Bytes that travel in an object and that loaders ignore.
package struct Attachment: Hashable, Sendable {
  /// The name of the section.
  package let name: String
  /// The bytes.
  package let bytes: [UInt8]

  /// Creates the section `name` with the contents `bytes`.
  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
