import Diagnostics
import Testing

@testable import Translator

/// What only scripts in guru mode may write: C constants, and target variables that are set.
@Suite struct ElaborationConstantTests {
  /// What scripts are elaborated against.
  private let sample: ElaborationSample

  /// Creates the suite.
  init() throws { sample = try ElaborationSample() }

  @Test(arguments: [
    ("SLEEPING", 4), ("DEAD", -1), (" 42 ", 42), ("0x1fL", 31), ("010", 8), ("0", 0),
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 4 - 3", 3), ("-7 / 2", -3), ("-7 % 3", -1),
    ("1 << 2 + 1", 8), ("-16 >> 2", -4), ("1 | 6 ^ 2 & 3", 5), ("~SLEEPING & 0xff", 251),
    ("- -SLEEPING", 4), ("-(+3)", -3), ("1<<SLEEPING|RUNNING", 16),
    ("sizeof(struct entity)", 16), ("sizeof( pid_t ) * 2", 8), ("sizeof(struct entity *)", 8),
  ])
  func `a constant is what C makes of it`(_ text: String, _ value: Int64) throws {
    #expect(try ConstantExpression.value(of: text, types: sample.kernel.types) == value)
  }

  @Test(arguments: [
    ("sizeof(struct nothing)", "unknown-type"), ("sizeof(pid_t", "constant-syntax"),
    ("", "constant-syntax"), ("1 +", "constant-syntax"), ("(1", "constant-syntax"),
    ("1 2", "constant-syntax"), ("1 && 2", "constant-syntax"), ("$x", "constant-syntax"),
    ("1U", "constant-number"), ("08", "constant-number"), ("1lll", "constant-number"),
    ("9223372036854775808", "constant-number"), ("1 / 0", "constant-undefined"),
    ("1 % RUNNING", "constant-undefined"), ("1 << 64", "constant-undefined"),
    ("0x7fffffffffffffff + 1", "constant-undefined"),
  ])
  func `what has no value is a mistake that says why`(_ text: String, _ id: String) {
    let result = sample.elaborate(
      "probe begin { println(@const(\"\(text)\")) }", isGuru: true)
    #expect(result.messages.contains("[\(id)]"), "\(result.messages)")
  }

  @Test(arguments: [
    "@const(\"PAGE_SIZE\")", "@const(\"SLEEPING + HZ\")", "@perf(\"x\")", "@kregister(1)",
    "@uregister(1)",
  ])
  func `what only C could tell is analyzed, and refused later`(_ value: String) {
    #expect(sample.elaborate("probe begin { println(\(value)) }", isGuru: true).messages == "")
  }

  @Test(arguments: [
    (ElaborationOptions.MissingVariables.mistake, ", 0)"), (.zero, ", 1)"),
  ])
  func `a constant tells whether variables may be missing`(
    _ variables: ElaborationOptions.MissingVariables, _ statement: String
  ) {
    var options = ElaborationOptions()
    options.missingVariables = variables
    let result = sample.elaborate(
      "probe begin { println(@const(\"STP_SKIP_BADVARS\")) }", options: options, isGuru: true)
    #expect(result.program.listing(.bodies).contains(statement))
  }

  @Test(arguments: ["\"1\"", "\"1 A,B\"", "x", "1"])
  func `a table of names is a literal of numbers and names`(_ table: String) {
    let result = sample.elaborate(
      "global x = \"1 A,\" probe begin { println(__name_of_value(1, \(table))) }")
    #expect(result.messages.contains("[constant-expected]"), "\(result.messages)")
  }

  @Test func `deep nesting is refused`() {
    let text = String(repeating: "(", count: 100_000) + "1"
    #expect(throws: ConstantExpressionError.self) {
      try ConstantExpression.value(of: text, types: sample.kernel.types)
    }
  }

  @Test func `constants are for guru mode, and what they lack is named`() {
    #expect(
      sample.elaborate("probe begin { println(@const(\"SLEEPING\")) }").messages
        .contains("[guru-mode]"))
    let result = sample.elaborate("probe begin { println(@const(\"2 * DEAD\")) }", isGuru: true)
    #expect(!result.log.hasErrors, "\(result.messages)")
    #expect(result.program.listing(.bodies).contains("-2"))
    let unknown = sample.elaborate("probe begin { println(@const(\"1+HZ\")) }", isGuru: true)
    #expect(unknown.program.listing(.bodies).contains("'HZ'"))
  }

  @Test func `guru mode does not let a target variable be set`() {
    let script = "probe kernel.trace(\"sched_switch\") { $prev = 0 }"
    #expect(sample.elaborate(script, isGuru: true).messages.contains("only a kernel module"))
    #expect(!sample.elaborate(script).messages.contains("only a kernel module"))
  }

  @Test(arguments: ["$nothing", "$prev->nothing"])
  func `what is not there is 0 if that is wanted, and is not defined then either`(
    _ variable: String
  ) {
    let script =
      "probe kernel.trace(\"sched_switch\") { println(\(variable), @defined(\(variable))) }"
    #expect(sample.elaborate(script).log.hasErrors)
    var options = ElaborationOptions()
    options.missingVariables = .zero
    let result = sample.elaborate(script, options: options)
    #expect(!result.log.hasErrors, "\(result.messages)")
    #expect(result.messages.contains("[skipped-variable]"))
    #expect(!result.program.listing(.bodies).contains("nothing"))
  }

  @Test func `a variable of the kernel is not found`() {
    let result = sample.elaborate("probe begin { println(@var(\"jiffies\")) }")
    #expect(result.messages.contains("'jiffies'"))
    #expect(result.messages.contains("[named-variable]"))
  }
}
