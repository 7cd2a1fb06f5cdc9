/// What both halves and all engines share: the whole of a translated script.
package struct Program: Sendable {
  /// The places of the script that instructions point to; number 0 is "nowhere".
  package var locations: [Location]
  /// The global variables.
  package var globals: [Global]
  /// The functions that handlers call.
  package var functions: [Function]
  /// The probes, in the order of the script.
  package var probes: [Probe]
  /// The limits under which the program runs.
  package var limits: Limits
  /// The C that stands outside of functions, with its places; a finished object does not have it.
  package var declarations: [(text: String, location: LocationID)] = []

  /// Creates a program without probes.
  package init(limits: Limits = Limits()) {
    locations = [.nowhere]
    globals = []
    functions = []
    probes = []
    self.limits = limits
  }

  /// The global numbered `id`.
  package subscript(id: GlobalID) -> Global {
    get { globals[id.index] }
    set { globals[id.index] = newValue }
  }

  /// The function numbered `id`.
  package subscript(id: FunctionID) -> Function {
    get { functions[id.index] }
    set { functions[id.index] = newValue }
  }

  /// The location numbered `id`.
  package subscript(id: LocationID) -> Location { locations[id.index] }
}

/// A place in a script, as run-time messages and BPF line information name it.
package struct Location: Hashable, Sendable {
  /// The name of the file.
  package let file: String
  /// The line, from 1; 0 for nowhere.
  package let line: Int
  /// The column in UTF-8 code units, from 1; 0 for nowhere.
  package let column: Int
  /// The token that stands there, as messages name it: `operator '/'`, `identifier 'x'`.
  package let token: String
  /// The text of the line.
  package let text: String
  /// The place of the call by whose function, which was put into its caller, the instruction came here.
  package let caller: LocationID

  /// Creates a location.
  package init(
    file: String, line: Int, column: Int, token: String, text: String, caller: LocationID = .none
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.token = token
    self.text = text
    self.caller = caller
  }

  /// Returns the location as that of what the call at `caller` has brought, with `text` as the text of its line.
  package func called(from caller: LocationID, text: String) -> Location {
    Location(file: file, line: line, column: column, token: token, text: text, caller: caller)
  }

  /// The place of what the script does not say.
  package static let nowhere = Location(file: "", line: 0, column: 0, token: "", text: "")
}

/// One probe: where it fires and what runs then.
package struct Probe: Sendable {
  /// The resolved probe point, as `pp()` and `-l` show it.
  package var point: String
  /// Where it fires.
  package var site: Site
  /// The place of the probe in the script.
  package var location: LocationID
  /// The whole handler as the script says it, before splitting; `nil` in a finished object.
  package var handler: Function?
  /// What runs in the kernel; `nil` if nothing has to.
  package var kernelHalf: Function?
  /// What runs in user space; `nil` if nothing has to.
  package var userHalf: Function?
  /// The layout of the record that the kernel half sends; `nil` if it sends none.
  package var record: RecordLayout?

  /// Creates a probe that has not been split yet.
  package init(point: String, site: Site, location: LocationID, handler: Function) {
    self.point = point
    self.site = site
    self.location = location
    self.handler = handler
  }
}

/// The limits of a program, which `-D` sets.
package struct Limits: Hashable, Sendable {
  /// `MAXSTRINGLEN`: strings hold at most one byte less.
  package var maximumStringLength = 512
  /// `MAXACTION`: statements that one run of a handler at a site in the kernel may execute.
  package var maximumActions = 1000
  /// `MAXACTION_INTERRUPTIBLE`: the same of all other handlers.
  package var maximumUserActions = 10_000
  /// `MAXNESTING`: depth of function calls.
  package var maximumNesting = 1000
  /// `MAXMAPENTRIES`: elements of an array without a size of its own.
  package var maximumMapEntries = 2048
  /// `MAXERRORS`: errors that are borne before the program ends.
  package var maximumErrors = 0
  /// `MAXSKIPPED`: lost records that are borne before the program ends; all unless a script says so.
  package var maximumSkipped = Int.max
  /// `MAXTRYLOCK`: how often a handler tries to get the lock of the globals before it is skipped.
  package var maximumLockTries = 1000
  /// `TRYLOCKDELAY`: the microseconds between two tries.
  package var lockDelayMicroseconds = 10
  /// `STP_MAX_BUCKETS`: buckets of a linear histogram, those for what lies outside included.
  package var maximumBuckets = 128
  /// `HIST_WIDTH`: the width of the bars of a printed histogram.
  package var histogramWidth = 50
  /// `HIST_ELISION`: empty rows of a printed histogram that are shown beside others; all if it is negative.
  package var histogramElision = 2

  /// Creates the default limits.
  package init() {}

  /// Returns how many statements one run of a handler at `site` may execute.
  package func maximumActions(at site: Site) -> Int {
    site.isInKernel ? maximumActions : maximumUserActions
  }
}
