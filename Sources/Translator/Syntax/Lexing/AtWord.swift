/// The operators that start with `@`; the raw value is the word behind it.
enum AtWord: String, CaseIterable {
  /// Readings of statistics.
  case avg, count, max, min, sum, variance
  /// Buckets of equal width.
  case histogramLinear = "hist_linear"
  /// Buckets by powers of two.
  case histogramLogarithmic = "hist_log"
  /// A target of a given type.
  case cast
  /// A target of a given name.
  case variable = "var"
  /// Whether something can be resolved.
  case defined
  /// The first of two things if it can be resolved, else the second.
  case chooseDefined = "choose_defined"
  /// A value at the entry of a function.
  case entry
  /// Whether a handler sets a variable.
  case probeWrite = "probewrite"
  /// The reading of a counter.
  case counter = "perf"
  /// A C constant.
  case constant = "const"
  /// The number of an enumerator.
  case enumerator = "enum"
  /// The name of an enumerator.
  case enumeratorName = "enumname"
  /// Memory of the kernel.
  case kernelDereference = "kderef"
  /// Memory of the task.
  case userDereference = "uderef"
  /// A register of the kernel.
  case kernelRegister = "kregister"
  /// A register of the task.
  case userRegister = "uregister"

  /// The first version of the language that has it; `nil` for all.
  var firstVersion: String? {
    switch self {
    case .kernelDereference, .userDereference, .kernelRegister, .userRegister: "4.0"
    case .avg, .count, .max, .min, .sum, .variance, .histogramLinear, .histogramLogarithmic,
      .cast, .variable, .defined, .chooseDefined, .entry, .probeWrite, .counter, .constant,
      .enumerator, .enumeratorName:
      nil
    }
  }

  /// `true` iff only tapsets, and scripts in guru mode, may use it.
  var needsPrivilege: Bool {
    switch self {
    case .constant, .kernelDereference, .kernelRegister: true
    case .avg, .count, .max, .min, .sum, .variance, .histogramLinear, .histogramLogarithmic,
      .cast, .variable, .defined, .chooseDefined, .entry, .probeWrite, .counter, .enumerator,
      .enumeratorName, .userDereference, .userRegister:
      false
    }
  }
}
