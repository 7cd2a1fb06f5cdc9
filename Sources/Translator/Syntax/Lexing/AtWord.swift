/// The operators that start with `@`; the raw value is the word behind it.
enum AtWord: String, CaseIterable {
  case avg, count, max, min, sum, variance
  case histogramLinear = "hist_linear"
  case histogramLogarithmic = "hist_log"
  case cast
  case variable = "var"
  case defined
  case chooseDefined = "choose_defined"
  case entry
  case probeWrite = "probewrite"
  case counter = "perf"
  case constant = "const"
  case enumerator = "enum"
  case enumeratorName = "enumname"
  case kernelDereference = "kderef"
  case userDereference = "uderef"
  case kernelRegister = "kregister"
  case userRegister = "uregister"
}
