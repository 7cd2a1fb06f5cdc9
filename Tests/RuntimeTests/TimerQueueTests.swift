import Testing

@testable import Runtime

/// When timers are due.
struct TimerQueueTests {
  @Test func `timers are due in order of time`() {
    var queue = TimerQueue()
    queue.add(probe: 0, period: 30, randomization: 0, now: 0)
    queue.add(probe: 1, period: 20, randomization: 0, now: 0)
    #expect(queue.nextDeadline == 20)
    #expect(queue.nextDue(at: 19) == nil)
    #expect(queue.nextDue(at: 30) == 1)
    #expect(queue.nextDue(at: 30) == 0)
    #expect(queue.nextDue(at: 30) == nil)
    #expect(queue.nextDeadline == 40)
  }

  @Test func `missed runs are not made up for`() {
    var queue = TimerQueue()
    queue.add(probe: 0, period: 10, randomization: 0, now: 0)
    #expect(queue.nextDue(at: 1000) == 0)
    #expect(queue.nextDue(at: 1000) == nil)
    #expect(queue.nextDeadline == 1010)
  }

  @Test func `a random share stays within its bounds`() {
    for _ in 0..<100 {
      var queue = TimerQueue()
      queue.add(probe: 0, period: 100, randomization: 50, now: 1000)
      #expect((1050...1150).contains(queue.nextDeadline ?? 0))
    }
  }
}
