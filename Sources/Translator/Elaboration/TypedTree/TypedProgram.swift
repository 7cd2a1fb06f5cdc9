import Diagnostics
import IR

/// A script after elaboration: every name is resolved, every type known, every probe point one site.
///
/// Nothing in it depends on tapsets or on the kernel description any more.
package struct TypedProgram: Sendable {
  /// The global variables that something uses, in order of first use; all are still user-placed.
  package var globals: [Global]
  /// The names of those that the script itself declares, and no tapset.
  package var ownGlobals: Set<String> = []
  /// The functions that something calls, in order of first use.
  package var functions: [TypedFunction]
  /// The probes, one for each site, in the order of the script.
  package var probes: [TypedProbe]
  /// The limits, with what `-D` set.
  package var limits: Limits
  /// The C that stands outside of functions, where something runs it.
  package var declarations: [EmbeddedCode] = []

  /// Creates a program.
  package init(
    globals: [Global] = [], functions: [TypedFunction] = [], probes: [TypedProbe] = [],
    limits: Limits = Limits()
  ) {
    self.globals = globals
    self.functions = functions
    self.probes = probes
    self.limits = limits
  }
}

/// A local variable of a function or handler.
package struct TypedLocal: Hashable, Sendable {
  /// The name in the script; made-up ones start with a dot.
  package let name: String
  /// The type.
  package let type: ValueType
  /// The first place where it is named.
  package let range: SourceRange
  /// `true` iff `@defined` asks for something with it, for which its value is not read.
  package let isAskedFor: Bool

  /// Creates a local.
  package init(name: String, type: ValueType, range: SourceRange, isAskedFor: Bool = false) {
    self.name = name
    self.type = type
    self.range = range
    self.isAskedFor = isAskedFor
  }
}

/// A function of the script or of a tapset. Overloads that `next` can reach are one function each.
package struct TypedFunction: Sendable {
  /// The name; unique, with a suffix for overloads.
  package var name: String
  /// The number of locals that are parameters.
  package var parameterCount: Int
  /// Parameters, then other locals; `LocalID`s of the body count from here.
  package var locals: [TypedLocal]
  /// The type of the result; `nil` if it yields none.
  package var result: ValueType?
  /// The overload that `next` goes on with, called with the same arguments; `nil` if there is none.
  package var nextOverload: FunctionID?
  /// The body.
  package var body: [TypedStatement]
  /// The place of its name.
  package var range: SourceRange

  /// Creates a function.
  package init(
    name: String, parameterCount: Int, locals: [TypedLocal], result: ValueType?,
    nextOverload: FunctionID? = nil, body: [TypedStatement], range: SourceRange
  ) {
    self.name = name
    self.parameterCount = parameterCount
    self.locals = locals
    self.result = result
    self.nextOverload = nextOverload
    self.body = body
    self.range = range
  }
}

/// One probe at one site: prologues, handler and epilogues of its aliases in one body.
package struct TypedProbe: Sendable {
  /// The resolved probe point, as `pp()` shows it.
  package var point: String
  /// The script's own probe point with its patterns resolved, as `pn()` and `-l` show it.
  package var name: String
  /// The probe points that led here, from the script's own inwards, as `-p2` shows them.
  package var origins: [String]
  /// Where it fires.
  package var site: Site
  /// The condition of `if (…)` behind the probe point; reads globals only.
  package var condition: TypedExpression?
  /// The local variables.
  package var locals: [TypedLocal]
  /// What `-L` prints behind the point: `name:type` pairs of the locals that aliases set, then the target
  /// variables with their C types.
  package var variables: [String]
  /// The handler.
  package var body: [TypedStatement]
  /// The place of the probe in the script.
  package var range: SourceRange

  /// Creates a probe.
  package init(
    point: String, name: String? = nil, origins: [String] = [], site: Site,
    condition: TypedExpression? = nil,
    locals: [TypedLocal], variables: [String] = [], body: [TypedStatement], range: SourceRange
  ) {
    self.point = point
    self.name = name ?? point
    self.origins = origins
    self.site = site
    self.condition = condition
    self.locals = locals
    self.variables = variables
    self.body = body
    self.range = range
  }
}
