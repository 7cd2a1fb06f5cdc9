import Testing

@testable import Commands

/// Command lines as people write them for `stap`.
struct StapArgumentsTests {
  @Test(arguments: [
    (["-gp4", "a.stp"], ["-g", "-p", "4", "a.stp"]),
    (["-DMAXERRORS=3"], ["-D", "MAXERRORS=3"]),
    (["-vv"], ["-v", "-v"]),
    (["-e", "-1"], ["-e", "-1"]),
    (["-c", "-x 1", "-v"], ["-c", "-x 1", "-v"]),
    (["-c-x", "-v"], ["-c", "-x", "-v"]),
    (["-vx", "7"], ["-v", "-x", "7"]),
    (["-", "-v"], ["-", "-v"]),
    (["--dump=ir", "-k"], ["--dump=ir", "-k"]),
    (["audit", "--", "ls", "-la"], ["audit", "--", "ls", "-la"]),
    (["-Z"], ["-Z"]),
  ])
  func `options that are joined are taken apart`(joined: [String], apart: [String]) {
    #expect(StapArguments.separated(joined) == apart)
  }
}
