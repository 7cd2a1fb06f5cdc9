/// How far a run has come.
enum RunState: Hashable {
  /// Handlers run.
  case running
  /// The run ends as it should; `end` probes follow.
  case ending
  /// There were too many errors; `error` probes follow.
  case failing
  /// The run ends at once; no probes follow.
  case aborting
}
