/// The events of a recording that a replay reads, by the numbers that they have in it.
package struct RecordedEvents: Sendable {
  /// Which probes run at an event, in order.
  private let probes: [Int: [Int]]
  /// What tells of tasks, by number of the event.
  private let news: [Int: TaskNews]
  /// The event at which system calls begin, if handlers ask at its end what a call began with.
  let callEntry: CallEntry?

  /// The event at which system calls begin.
  package struct CallEntry: Hashable, Sendable {
    /// The number.
    package let number: Int
    /// Where the six arguments are in the record, 8 bytes each.
    package let offset: Int

    /// Creates it.
    package init(number: Int, offset: Int) {
      self.number = number
      self.offset = offset
    }
  }

  /// Creates the events of a program.
  ///
  /// - Parameters:
  ///   - probes: the probes of the program, by number of the event that they are at.
  ///   - news: which events tell of tasks, and what.
  ///   - callEntry: the event at which system calls begin, if handlers ask later what a call began with.
  package init(probes: [Int: [Int]], news: [Int: TaskNews], callEntry: CallEntry?) {
    self.probes = probes
    self.news = news
    self.callEntry = callEntry
  }

  /// The numbers of all of them.
  var numbers: Set<Int> {
    Set(probes.keys).union(news.keys).union(callEntry.map { [$0.number] } ?? [])
  }

  /// `true` iff there are probes at events.
  var areWanted: Bool { !probes.isEmpty }

  /// Returns which probes run at the event `number`.
  func probes(at number: Int) -> [Int] { probes[number] ?? [] }

  /// Returns what the event `number` tells of tasks; `nil` if nothing.
  func news(in number: Int) -> TaskNews? { news[number] }
}

/// What an event tells of tasks: their names, and which process a thread belongs to.
package struct TaskNews: Hashable, Sendable {
  /// Where the number of a task and its name are in the record.
  package struct Naming: Hashable, Sendable {
    /// The offset of the number, which has 4 bytes.
    package let number: Int
    /// The offset of the name, or of the word that says where it is.
    package let name: Int
    /// The size of the name in bytes, an array of characters that a NUL ends; `nil` if a word of 4 bytes says offset and
    /// size, the offset in its low half.
    package let size: Int?

    /// Creates a naming.
    package init(number: Int, name: Int, size: Int?) {
      self.number = number
      self.name = name
      self.size = size
    }
  }

  /// The names that it tells, which are so when it happens.
  package var namings: [Naming]
  /// The names that are so only once it is over.
  package var laterNamings: [Naming]
  /// Where the flags of `clone` for the task of the first naming are in the record; `nil` if the event is about no new
  /// task.
  package var cloneFlags: Int?

  /// Creates the news of an event.
  package init(namings: [Naming], laterNamings: [Naming] = [], cloneFlags: Int? = nil) {
    self.namings = namings
    self.laterNamings = laterNamings
    self.cloneFlags = cloneFlags
  }
}
