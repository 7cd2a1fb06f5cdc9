import Testing

@testable import Runtime

/// What is read out of the verifier's words.
struct VerifierLogTests {
  @Test func `the reason is the last line that is no background`() {
    let log = VerifierLog(
      """
      0: R1=ctx() R10=fp0
      ; probe begin { } @ a.stp:1
      0: (79) r2 = *(u64 *)(r1 +8)          ; R1=ctx() R2_w=scalar()
      12: (79) r3 = *(u64 *)(r0 +0)
      R0 invalid mem access 'scalar'
      processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0
      """)
    #expect(log.reason == "R0 invalid mem access 'scalar'")
    #expect(log.lastInstruction == 12)
  }

  @Test func `an empty log gives no reason`() {
    #expect(VerifierLog("").reason == "it gives no reason")
    #expect(VerifierLog("").lastInstruction == nil)
  }
}
